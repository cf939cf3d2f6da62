#include "experiment/canaries.h"

#include <algorithm>

#include "experiment/test_house.h"
#include "store/audit.h"

namespace refit::experiment {
namespace {

class CanariesTest : public House {
protected:
    bool enter(const std::string& id, store::VariantOrigin origin = store::VariantOrigin::Search) {
        NewVariant canary{
            .id = id, .name = id, .prompt = "Fit it.", .origin = origin, .note = "because"};
        return run([&](store::Transaction& tx) { return enter_canary(tx, canary, clock.now()); });
    }
    VariantView view(const std::string& id) {
        return run([&](store::Transaction& tx) { return experiment::find_variant(tx, id); });
    }
    std::vector<CanaryVerdict> judge() {
        return run([&](store::Transaction& tx) {
            return judge_canaries(tx, store::kDefaultExperiment, clock.now());
        });
    }
    // New users come until `canary` has been rated `count` times.
    void rate_until(const std::string& canary, int count, int stars_of_canary,
                    int stars_of_others) {
        for (int rated = 0; rated < count;) {
            const Arm arm = assign_to("user-" + std::to_string(users_++));
            auto session = serve(arm);
            const bool own = arm.variant_id == canary;
            // One star up or down, evenly, so that no arm is without variance.
            const int swing = static_cast<int>(users_ % 3) - 1;
            rate(session, std::clamp((own ? stars_of_canary : stars_of_others) + swing, 1, 5));
            if (own) ++rated;
        }
    }
    std::int64_t audited(const std::string& action) {
        const auto rows = run([](store::Transaction& tx) {
            return store::list_audit(tx, std::nullopt, store::kAuditPageMax);
        });
        return std::ranges::count(rows, action, &store::AuditEntry::action);
    }

    int users_{0};
};

TEST_F(CanariesTest, OneOfEachKindStartsWarmFromTheLeader) {
    EXPECT_TRUE(enter("search-1"));
    EXPECT_FALSE(enter("search-1"));
    EXPECT_FALSE(enter("search-2"));
    EXPECT_TRUE(enter("proposal-1", store::VariantOrigin::Proposal));
    const VariantView canary = view("search-1");
    EXPECT_EQ(canary.variant.origin, store::VariantOrigin::Search);
    EXPECT_EQ(canary.variant.traffic_cap, kTrafficCapDefault);
    EXPECT_EQ(canary.variant.warm_from, "original");
    EXPECT_GT(canary.share, 0.0);
    EXPECT_LE(canary.share, kTrafficCapDefault + 1e-12);
}

TEST_F(CanariesTest, WithoutRoomNoneEntersAndNothingFails) {
    for (std::size_t i = 2; i < kActiveVariantsMax; ++i) {
        const std::string id = "arm-" + std::to_string(i);
        run([&](store::Transaction& tx) {
            return add_variant(tx, {.id = id, .name = id, .prompt = "Fit it.", .weight_percent = 5},
                               {"test", ""}, clock.now());
        });
    }
    EXPECT_FALSE(enter("one-too-many"));
    EXPECT_EQ(failure([&](store::Transaction& tx) {
                  return experiment::find_variant(tx, "one-too-many");
              }),
              ErrorCode::NotFound);
}

TEST_F(CanariesTest, ABetterOneLosesItsCapAndAWorseOneItsTraffic) {
    enter("good");
    EXPECT_EQ(judge().at(0).fate, CanaryFate::Waits);
    rate_until("good", 12, 5, 2);
    const auto verdict = judge().at(0);
    EXPECT_EQ(verdict.fate, CanaryFate::Promoted) << verdict.reason;
    EXPECT_GT(verdict.difference, 1.0);
    EXPECT_FALSE(is_canary(view("good").variant));
    EXPECT_GT(view("good").share, 0.3);
    EXPECT_EQ(audited("canary.promote"), 1);
    EXPECT_TRUE(view("original").variant.active) << "what people entered stays";

    enter("bad");
    EXPECT_EQ(view("bad").variant.warm_from, "good");
    rate_until("bad", 15, 2, 4);
    EXPECT_EQ(judge().at(0).fate, CanaryFate::Retired);
    EXPECT_FALSE(view("bad").variant.active);
    EXPECT_EQ(audited("canary.retire"), 1);
    EXPECT_TRUE(judge().empty());
}

TEST_F(CanariesTest, AnOwnArmThatWasBeatenMakesRoom) {
    enter("first");
    rate_until("first", 12, 4, 2);
    ASSERT_EQ(judge().at(0).fate, CanaryFate::Promoted);
    enter("second");
    rate_until("second", 20, 5, 3);
    const auto verdict = judge().at(0);
    ASSERT_EQ(verdict.fate, CanaryFate::Promoted) << verdict.reason;
    EXPECT_EQ(verdict.compared_with, "first");
    EXPECT_FALSE(view("first").variant.active);
}

TEST_F(CanariesTest, OneThatIsAlikeIsNotTriedForEver) {
    enter("alike");
    for (int round = 0; round < 60 && view("alike").variant.active; ++round) {
        rate_until("alike", 10, 3, 3);
        const auto verdicts = judge();
        ASSERT_EQ(verdicts.size(), 1U);
        EXPECT_NE(verdicts[0].fate, CanaryFate::Promoted) << verdicts[0].reason;
        if (verdicts[0].fate == CanaryFate::Retired) {
            EXPECT_NE(verdicts[0].reason.find("not promising"), std::string::npos);
            EXPECT_LE(verdicts[0].outcomes, 420);
        }
    }
    EXPECT_FALSE(view("alike").variant.active);
}

TEST_F(CanariesTest, AStoppedOneRetires) {
    enter("slow");
    store::Variant slow = view("slow").variant;
    slow.stopped = "latency: 9000 ms";
    write([&](store::Transaction& tx) { return store::update_variant(tx, slow); });
    const auto verdict = judge().at(0);
    EXPECT_EQ(verdict.fate, CanaryFate::Retired);
    EXPECT_NE(verdict.reason.find("9000 ms"), std::string::npos);
}

// Easy canvases got the canary five times as often as hard ones: its plain mean is above the
// leader's although it is a star worse on either.
TEST_F(CanariesTest, SharesThatFollowTheCanvasDoNotPromoteTheWorse) {
    run([&](store::Transaction& tx) {
        return deactivate_variant(tx, "enhanced", {"test", ""}, clock.now());
    });
    enter("worse");
    for (int i = 0; i < 600; ++i) {
        const bool hard = i % 10 < 7;
        const bool own = hard ? i % 100 == 0 : i % 20 == 8;
        Arm arm = run([&](store::Transaction& tx) {
            return choose(tx, {.unit = "canvas-" + std::to_string(i)});
        });
        const double share = hard ? 0.01 : 0.05;
        arm.variant_id = own ? "worse" : "original";
        arm.variant_version = 1;
        arm.weights = {{"original", 1 - share}, {"worse", share}};
        arm.propensity = own ? share : 1 - share;
        auto session =
            serve(run([&](store::Transaction& tx) { return confirm(tx, arm, clock.now()); }));
        rate(session, (hard ? 2 : 5) - (own ? 1 : 0));
    }
    const auto verdict = judge().at(0);
    EXPECT_LT(verdict.difference, -0.5);
    EXPECT_EQ(verdict.fate, CanaryFate::Retired) << verdict.reason;
    EXPECT_GE(verdict.e_value, 20.0) << "the two are told apart, so the direction decides";
}

// Hearts are divided over it and the mean is the leader's: the success rate tells the two apart,
// which is no reason to promote.
TEST_F(CanariesTest, OneThatOnlyDividesIsNotPromoted) {
    enter("divisive");
    for (int i = 0; i < 6000 && view("divisive").variant.active; ++i) {
        const Arm arm = assign_to("user-" + std::to_string(10000 + i));
        auto session = serve(arm);
        rate(session, arm.variant_id != "divisive" ? 3 : i % 2 == 0 ? 5 : 1);
        if (i % 200 != 0) continue;
        const auto verdict = judge().at(0);
        ASSERT_NE(verdict.fate, CanaryFate::Promoted) << verdict.reason;
    }
}

TEST_F(CanariesTest, AnUnknownExperimentIsNotFound) {
    EXPECT_EQ(
        failure([&](store::Transaction& tx) { return judge_canaries(tx, "nowhere", clock.now()); }),
        ErrorCode::NotFound);
}

}  // namespace
}  // namespace refit::experiment
