#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/rng.h"
#include "experiment/variants.h"
#include "experiment/verdicts.h"
#include "replay/test_world.h"
#include "replay/verify.h"
#include "store/arm_statistics.h"
#include "store/audit.h"
#include "store/policies.h"
#include "store/replay.h"

namespace refit::replay {
namespace {

std::string all(const Report& report) {
    return report_text(report);
}

class ReplayTest : public ::testing::Test {
protected:
    static Report verified(World& world) {
        auto report = verify(*world.database);
        EXPECT_TRUE(report) << report.error().message;
        return report.value_or(Report{});
    }
    // Breaks a row behind the program's back.
    static void break_with(World& world, const std::string& sql) {
        world.write([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(changed, tx.execute(sql, {}));
            EXPECT_GE(changed, 1) << sql;
            return {};
        });
    }
    static const Difference* find(const Report& report, std::string_view table) {
        const auto found = std::ranges::find(report.differences, table, &Difference::table);
        return found == report.differences.end() ? nullptr : &*found;
    }
};

TEST_F(ReplayTest, WhateverHappensWhatIsStoredIsWhatTheLogSays) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        World world{seed};
        for (int i = 0; i < 300; ++i) {
            world.act();
            if (i % 100 != 99) continue;
            const Report report = verified(world);
            EXPECT_EQ(report.different, 0) << "seed " << seed << " step " << i << "\n"
                                           << all(report);
        }
    }
}

TEST_F(ReplayTest, AVerdictIsReplayedToo) {
    World world{5};
    for (int i = 0; i < 120; ++i) world.visit_and_rate([](bool first) { return first ? 1 : 5; });
    ASSERT_TRUE(experiment::look(*world.database, "default", world.clock.now()));
    const Report report = verified(world);
    EXPECT_EQ(report.different, 0) << all(report);
    EXPECT_NE(
        std::ranges::find(report.checked, std::pair{std::string{"verdicts"}, std::int64_t{1}}),
        report.checked.end());
    break_with(world, "UPDATE verdicts SET units=units+1");
    EXPECT_TRUE(find(verified(world), "verdicts"));
    const auto repaired = repair(*world.database, "test", world.clock.now());
    ASSERT_TRUE(repaired);
    EXPECT_TRUE(repaired->agrees());
    EXPECT_EQ(verified(world).different, 0);
}

TEST_F(ReplayTest, MoreOrphansThanAPageAreAllPutRight) {
    World world{9};
    world.visit_and_rate([](bool) { return 4; });
    break_with(world,
               "INSERT INTO user_outcomes (experiment_id,bucket_version,user_id,variant_id,"
               "variant_version,propensity,assigned_seq,session_id,rating,updated_at,held_back,"
               "first_rating,arrival) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n "
               "WHERE i<" +
                   std::to_string(2 * store::kReplayPage + 1) +
                   ") SELECT 'default',1,'ghost-'||i,'original',1,.5,0,"
                   "(SELECT MIN(id) FROM resize_sessions),3,0,0,3,0 FROM n");
    const auto repaired = repair(*world.database, "test", world.clock.now());
    ASSERT_TRUE(repaired) << repaired.error().message;
    EXPECT_TRUE(repaired->agrees());
    const Report after = verified(world);
    EXPECT_EQ(after.different, 0) << all(after);
}

TEST_F(ReplayTest, OrderOfFeedbackDoesNotMatter) {
    std::vector<store::ArmStatistics> stood;
    store::Weights weights;
    for (std::uint64_t order = 0; order < 4; ++order) {
        World world{77};  // the same people with the same arms
        std::vector<Visit> visits;
        visits.reserve(80);
        for (int i = 0; i < 80; ++i) visits.push_back(world.visit("user-" + std::to_string(i)));
        // Each person's own words stay in order; those of different people mix.
        std::vector<std::vector<int>> words;
        for (std::size_t i = 0; i < visits.size(); ++i)
            words.push_back({static_cast<int>(i % 5) + 1, static_cast<int>(i * 7 % 5) + 1});
        SeededRng rng{order};
        for (std::size_t left = 2 * visits.size(); left > 0; --left) {
            auto who = static_cast<std::size_t>(uniform_below(rng, visits.size()));
            while (words[who].empty()) who = (who + 1) % words.size();
            world.rate(visits[who], words[who].front());
            words[who].erase(words[who].begin());
        }
        const auto arms = world.run(
            [](store::Transaction& tx) { return store::list_arm_statistics(tx, "default", 1); });
        const auto policy =
            world.run([](store::Transaction& tx) { return store::latest_policy(tx, "default"); });
        if (order == 0) {
            stood = arms;
            weights = policy->weights;
        }
        EXPECT_EQ(arms, stood) << "order " << order;
        EXPECT_EQ(policy->weights, weights) << "order " << order;
        EXPECT_EQ(verified(world).different, 0);
    }
}

TEST_F(ReplayTest, SumsOfTheContextualAllocationFollowFromTheLog) {
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
        World world{seed};
        world.allocate_by_canvas();
        for (int i = 0; i < 200; ++i) world.act();
        const Report report = verified(world);
        EXPECT_EQ(report.different, 0) << "seed " << seed << "\n" << all(report);
        EXPECT_NE(std::ranges::find(report.checked,
                                    std::pair{std::string{"contextual_arms"}, std::int64_t{2}}),
                  report.checked.end());
    }
}

TEST_F(ReplayTest, BrokenContextualSumsAreNamedAndPutRight) {
    World world{3};
    world.allocate_by_canvas();
    for (int i = 0; i < 100; ++i) world.act();
    break_with(world,
               "UPDATE contextual_arms SET statistics=replace(statistics,'\"outcomes\":','"
               "\"outcomes\":1')");
    EXPECT_TRUE(find(verified(world), "contextual_arms"));
    const auto repaired = repair(*world.database, "test", world.clock.now());
    ASSERT_TRUE(repaired) << repaired.error().message;
    EXPECT_TRUE(repaired->agrees()) << all(*repaired);
    EXPECT_EQ(verified(world).different, 0);
}

TEST_F(ReplayTest, EveryTableThatIsBrokenIsNamedAndPutRight) {
    const std::vector<std::pair<std::string, std::string>> breakages = {
        {"arm_statistics", "UPDATE arm_statistics SET outcomes=outcomes+1 WHERE outcomes>0"},
        {"arm_statistics", "DELETE FROM arm_statistics"},
        {"daily_rollups", "UPDATE daily_rollups SET rating_sum=rating_sum-1"},
        {"user_outcomes", "UPDATE user_outcomes SET rating=6-rating WHERE rating<>3"},
        {"user_outcomes", "UPDATE user_outcomes SET arrival=arrival+1000 WHERE arrival<60"},
        {"user_outcomes", "DELETE FROM user_outcomes WHERE rating=5"},
        {"resize_sessions", "UPDATE resize_sessions SET user_rating=1 WHERE user_rating=5"},
        {"resize_sessions", "UPDATE training_data SET quality_score=.123"},
        {"feedback", "UPDATE feedback SET rating=2 WHERE rating=4"},
    };
    for (const auto& [table, sql] : breakages) {
        World world{3};
        for (int i = 0; i < 150; ++i) world.act();
        break_with(world, sql);
        const Report found = verified(world);
        const Difference* first = find(found, table);
        ASSERT_TRUE(first) << sql << "\n" << all(found);
        EXPECT_FALSE(first->key.empty() || first->live == first->recomputed) << sql;
        const auto repaired = repair(*world.database, "test", world.clock.now());
        ASSERT_TRUE(repaired) << repaired.error().message;
        EXPECT_TRUE(repaired->agrees()) << sql << "\n" << all(*repaired);
        const Report after = verified(world);
        EXPECT_EQ(after.different, 0) << sql << "\n" << all(after);
        const auto audit = world.run(
            [](store::Transaction& tx) { return store::list_audit(tx, std::nullopt, 1); });
        EXPECT_EQ(audit.front().action, "log.repair");
    }
}

TEST_F(ReplayTest, APolicyThatItsFiguresDoNotGiveIsReportedAndKept) {
    World world{3};
    for (int i = 0; i < 60; ++i) world.visit_and_rate([](bool first) { return first ? 2 : 4; });
    break_with(
        world,
        R"(UPDATE policies SET weights='{"original":0.75,"enhanced":0.25}' WHERE version=9)");
    break_with(world,
               "UPDATE policies SET details=(SELECT details FROM policies WHERE version=20) "
               "WHERE version=12");
    const auto repaired = repair(*world.database, "test", world.clock.now());
    ASSERT_TRUE(repaired);
    std::vector<std::string> keys;
    for (const Difference& one : repaired->differences) {
        EXPECT_EQ(one.table, "policies");
        EXPECT_FALSE(one.repaired);
        keys.push_back(one.key);
    }
    EXPECT_EQ(std::ranges::count(keys, "default 9"), 1);
    EXPECT_GE(std::ranges::count(keys, "default 12"), 1);
    EXPECT_FALSE(repaired->agrees());
}

TEST_F(ReplayTest, NothingIsWrittenWhereNothingDiffers) {
    World world{4};
    for (int i = 0; i < 100; ++i) world.act();
    const auto count = [&] {
        return world
            .run([](store::Transaction& tx) { return store::list_audit(tx, std::nullopt, 1000); })
            .size();
    };
    const auto before = count();
    const auto repaired = repair(*world.database, "test", world.clock.now());
    ASSERT_TRUE(repaired);
    EXPECT_EQ(repaired->different, 0);
    EXPECT_EQ(count(), before);
    EXPECT_NE(report_text(*repaired).find("equals the log"), std::string::npos);
    EXPECT_NE(report_json(*repaired).find("\"agrees\":true"), std::string::npos);
}

}  // namespace
}  // namespace refit::replay
