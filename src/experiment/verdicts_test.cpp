#include "experiment/verdicts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "experiment/test_house.h"
#include "store/audit.h"
#include "store/erase_user.h"

namespace refit::experiment {
namespace {

class VerdictsTest : public House {
protected:
    struct Visit {
        store::SessionFacts session;
        bool enhanced;
    };
    Visit visit(int number) {
        clock.advance(Milliseconds{60'000});
        const Arm arm = assign_to("user-" + std::to_string(number));
        return {serve(arm), arm.variant_id == "enhanced"};
    }
    // Users who prefer `enhanced`, until somebody sees a verdict.
    std::vector<Visit> until_declared() {
        std::vector<Visit> visits;
        for (int i = 0; i < 400; ++i) {
            visits.push_back(visit(i));
            rate(visits.back().session, visits.back().enhanced ? 4 + i % 2 : 1 + i % 2);
            if (i % 10 == 9 && pair().declared) break;
        }
        return visits;
    }
    Comparison pair() {
        auto seen = look(*database, "default", clock.now());
        EXPECT_TRUE(seen) << seen.error().message;
        return seen->comparisons.front();
    }
};

TEST_F(VerdictsTest, TheFirstLookThatSeesACrossingStoresIt) {
    const auto visits = until_declared();
    const Comparison seen = pair();
    ASSERT_TRUE(seen.declared);
    EXPECT_TRUE(seen.always_valid.significant);
    EXPECT_EQ(seen.declared->better, "enhanced");
    EXPECT_GT(seen.declared->crossing.difference, 1);
    EXPECT_LE(seen.declared->crossing.units, static_cast<std::int64_t>(visits.size()));
    EXPECT_LE(seen.declared->reached_at, seen.declared->declared_at);
    EXPECT_NE(seen.verdict.find("Declared on 2023-11-1"), std::string::npos) << seen.verdict;
    const auto log =
        run([&](store::Transaction& tx) { return store::list_audit(tx, std::nullopt, 10); });
    EXPECT_EQ(std::ranges::count(log, "verdict.declare", &store::AuditEntry::action), 1);
}

TEST_F(VerdictsTest, LateWordsEnterAtTheEnd) {
    std::vector<Visit> late;
    for (int i = 1000; i < 1040; ++i) late.push_back(visit(i));
    until_declared();
    const Comparison before = pair();
    ASSERT_TRUE(before.declared);
    // Assigned before everybody else, of the opposite opinion.
    for (Visit& one : late) rate(one.session, one.enhanced ? 1 : 5);
    const Comparison after = pair();
    ASSERT_TRUE(after.crossing && after.declared);
    EXPECT_EQ(after.crossing->units, before.crossing->units);
    EXPECT_EQ(after.crossing->log_e, before.crossing->log_e);
    EXPECT_EQ(after.declared->declared_at, before.declared->declared_at);
    EXPECT_TRUE(after.always_valid.significant);
}

TEST_F(VerdictsTest, RevisionsMoveTheWeightsButNotTheEvidence) {
    std::vector<Visit> visits = until_declared();
    const Comparison before = pair();
    for (Visit& one : visits) rate(one.session, one.enhanced ? 1 : 5);
    const Comparison after = pair();
    EXPECT_EQ(after.always_valid.e_value, before.always_valid.e_value);
    EXPECT_EQ(after.difference.low, before.difference.low);
    const auto arms = run([&](store::Transaction& tx) { return results(tx, "default"); });
    EXPECT_LT(arms.variants[1].estimate->mean, 3) << "estimates follow the latest word";
}

TEST_F(VerdictsTest, ErasingWhoMadeItDoesNotTakeItBack) {
    const std::vector<Visit> visits = until_declared();
    const Comparison before = pair();
    ASSERT_TRUE(before.declared);
    for (const Visit& one : visits) {
        run([&](store::Transaction& tx) {
            return store::erase_user(tx, one.session.user_id, clock.now());
        });
    }
    const Comparison after = pair();
    EXPECT_FALSE(after.crossing);
    ASSERT_TRUE(after.declared);
    EXPECT_EQ(after.declared->crossing.units, before.declared->crossing.units);
    EXPECT_TRUE(after.always_valid.significant);
}

TEST_F(VerdictsTest, AContraryTurnIsSaidBesideIt) {
    until_declared();
    for (int i = 1000; i < 1400; ++i) {
        Visit one = visit(i);
        rate(one.session, one.enhanced ? 1 : 5);
    }
    const Comparison seen = pair();
    ASSERT_TRUE(seen.declared);
    EXPECT_EQ(seen.declared->better, "enhanced");
    EXPECT_TRUE(seen.declared->contradicted);
    EXPECT_NE(seen.verdict.find("ratings since then point the other way"), std::string::npos);
}

TEST_F(VerdictsTest, APairReadsTheSameFromBothSides) {
    until_declared();
    const auto forth = look_at(*database, "default", "original", "enhanced", clock.now());
    const auto back = look_at(*database, "default", "enhanced", "original", clock.now());
    ASSERT_TRUE(forth && back && forth->declared && back->declared);
    EXPECT_EQ(forth->declared->better, back->declared->better);
    EXPECT_EQ(forth->declared->crossing.difference, -back->declared->crossing.difference);
    EXPECT_EQ(failure([&](store::Transaction& tx) { return compare(tx, "default", "a", "b"); }),
              ErrorCode::NotFound);
}

}  // namespace
}  // namespace refit::experiment
