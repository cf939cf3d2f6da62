#include "experiment/holdback.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "experiment/allocation.h"
#include "experiment/test_house.h"
#include "experiment/variants.h"
#include "learn/assignment_hash.h"
#include "store/arm_statistics.h"

namespace refit::experiment {
namespace {

const Actor kActor{.name = "admin", .reason = "trying"};

class HoldbackTest : public House {
protected:
    std::optional<ErrorCode> hold_back(double share) {
        std::optional<ErrorCode> code;
        write([&](store::Transaction& tx) -> Result<void> {
            const auto changed =
                change_experiment(tx, "default", {.holdback = share}, kActor, clock.now());
            if (!changed) code = changed.error().code;
            return {};
        });
        return code;
    }
    Results load() {
        return run([&](store::Transaction& tx) { return results(tx, "default"); });
    }
};

TEST_F(HoldbackTest, TheShareIsServedTheControlByHashAndStays) {
    ASSERT_EQ(hold_back(0.1), std::nullopt);
    int held = 0;
    for (int i = 0; i < 2000; ++i) {
        const std::string user = "user-" + std::to_string(i);
        const Arm arm = assign_to(user);
        // Recomputed as anybody may who knows the salt.
        ASSERT_EQ(arm.held_back, learn::bucket_hash("holdback/1:default", user) < 0.1) << user;
        EXPECT_DOUBLE_EQ(arm.holdback, 0.1);
        if (!arm.held_back) continue;
        ++held;
        EXPECT_EQ(arm.variant_id, "original");
        EXPECT_DOUBLE_EQ(arm.propensity, 1);
        EXPECT_EQ(arm.weights, (store::Weights{{"original", 1.0}}));
        EXPECT_EQ(arm.policy_version, store::kNoPolicy);
    }
    EXPECT_NEAR(held, 200, 4 * std::sqrt(2000 * 0.09));
    ASSERT_EQ(hold_back(0), std::nullopt);
    for (int i = 0; i < 200; ++i) {
        const std::string user = "user-" + std::to_string(i);
        const Arm arm = assign_to(user);
        EXPECT_EQ(arm.basis, Basis::Sticky);
        EXPECT_EQ(arm.held_back, learn::bucket_hash("holdback/1:default", user) < 0.1) << user;
    }
}

TEST_F(HoldbackTest, NothingTheHeldBackSayTeaches) {
    ASSERT_EQ(hold_back(0.5), std::nullopt);
    const auto weights = [&] {
        return run([&](store::Transaction& tx) -> Result<store::Weights> {
            REFIT_TRY(policy, store::latest_policy(tx, "default"));
            return policy.value().weights;
        });
    };
    const store::Weights before = weights();
    std::int64_t held = 0;
    for (int i = 0; i < 100; ++i) {
        const Arm arm = assign_to("user-" + std::to_string(i));
        store::SessionFacts session = serve(arm);
        if (!arm.held_back) continue;
        ++held;
        const OutcomeResult effect = rate(session, 5);
        EXPECT_EQ(effect.effect, store::OutcomeEffect::Added);
        EXPECT_FALSE(effect.weights_changed);
    }
    EXPECT_EQ(weights(), before);
    const Results found = load();
    EXPECT_EQ(found.held_exposures, held);
    EXPECT_EQ(found.exposures, 100 - held);
    EXPECT_EQ(found.variants[0].outcomes, 0) << "the arm's own figures are of those who learn";
    EXPECT_EQ(found.learning.held.outcomes, held);
    EXPECT_EQ(found.learning.held.mean_rating, 5);
    EXPECT_EQ(found.comparisons[0].always_valid.e_value, 1);
    EXPECT_FALSE(found.srm.alarm);
    run([&](store::Transaction& tx) -> Result<bool> {
        REFIT_TRY(live, store::list_arm_statistics(tx, "default", 1));
        REFIT_TRY(recounted, store::recount_arm_statistics(tx));
        EXPECT_EQ(live, recounted);
        return true;
    });
}

TEST_F(HoldbackTest, WhatLearningIsWorthIsFound) {
    ASSERT_EQ(hold_back(0.25), std::nullopt);
    for (int i = 0; i < 600; ++i) {
        store::SessionFacts session = serve(assign_to("user-" + std::to_string(i)));
        rate(session, session.variant_id == "enhanced" ? 5 : 2);
    }
    const LearningEffect effect = load().learning;
    EXPECT_EQ(effect.held.mean_rating, 2);
    EXPECT_GT(effect.difference.low, 1.0);
    EXPECT_LT(effect.difference.high, 3.0 + 0.5);
    EXPECT_TRUE(effect.always_valid.significant);
    EXPECT_EQ(effect.verdict.substr(0, 14), "Learning gains");
}

TEST_F(HoldbackTest, TheControlOfTodayServesThoseWhoseOwnWasSwitchedOff) {
    ASSERT_EQ(hold_back(0.5), std::nullopt);
    std::string held_user;
    for (int i = 0; held_user.empty(); ++i) {
        const std::string user = "user-" + std::to_string(i);
        if (assign_to(user).held_back) held_user = user;
    }
    run([&](store::Transaction& tx) {
        return deactivate_variant(tx, "original", kActor, clock.now());
    });
    const Arm arm = assign_to(held_user);
    EXPECT_EQ(arm.basis, Basis::Displaced);
    EXPECT_EQ(arm.variant_id, "enhanced");
    EXPECT_EQ(arm.policy_version, std::nullopt);
}

TEST_F(HoldbackTest, SharesAreChecked) {
    EXPECT_EQ(hold_back(0.51), ErrorCode::InvalidInput);
    EXPECT_EQ(hold_back(-0.1), ErrorCode::InvalidInput);
    EXPECT_EQ(hold_back(std::nan("")), ErrorCode::InvalidInput);
    EXPECT_EQ(hold_back(0.12344), std::nullopt);
    EXPECT_DOUBLE_EQ(load().experiment.holdback, 0.1234) << "shares the hash can serve exactly";
}

// By hand: h = .2, outcomes 1 (held), 1 (learned). First baseline .5: z = -.5/.2 = -2.5. Then
// r_held = (1 + .5)/2 = .75, r_learned = .5, m = .2 .5 + .8 .75 = .7: z = .3/.8 = .375.
// Mean -1.0625 is held to -1, told in stars.
TEST(LearningEffectOfHand, TwoUnits) {
    const std::vector<DrawOutcome> draws{{"original", 5, {{"original", 1.0}}, true, 0.2},
                                         {"enhanced", 5, {{"enhanced", 1.0}}, false, 0.2},
                                         {"enhanced", 1, {{"enhanced", 1.0}}, false, 0.0}};
    const auto effect = learning_effect(draws);
    ASSERT_TRUE(effect);
    EXPECT_EQ(effect->learned.outcomes, 1) << "drawn while nobody was held back: says nothing";
    EXPECT_DOUBLE_EQ(effect->difference.mean, -4);
    EXPECT_FALSE(learning_effect({{"original", 5, {{"original", 1.0}}, true, 0.0}}));
}

}  // namespace
}  // namespace refit::experiment
