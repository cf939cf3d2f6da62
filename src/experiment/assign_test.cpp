#include "experiment/assign.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "experiment/test_house.h"
#include "experiment/variants.h"
#include "learn/assignment_hash.h"
#include "store/arm_statistics.h"
#include "store/policies.h"

namespace refit::experiment {
namespace {

using AssignTest = House;

const Actor kActor{.name = "test", .reason = "test"};

TEST_F(AssignTest, NewUserIsDrawnWithTheWeightThatIsStored) {
    const Arm arm = assign_to("ada");
    EXPECT_EQ(arm.basis, Basis::Drawn);
    EXPECT_TRUE(arm.first_exposure);
    EXPECT_DOUBLE_EQ(arm.propensity, 0.5);
    EXPECT_EQ(arm.policy_version, 1);
    EXPECT_FALSE(arm.prompt.empty());
    const auto stored = run([&](store::Transaction& tx) {
        return store::find_assignment(tx, {"default", 1, "ada"});
    });
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->variant_id, arm.variant_id);
    EXPECT_DOUBLE_EQ(stored->propensity, 0.5);
    EXPECT_EQ(stored->weights, arm.weights);
}

TEST_F(AssignTest, AClientCanWorkTheArmOutByItself) {
    for (int i = 0; i < 50; ++i) {
        const std::string user = "user-" + std::to_string(i);
        const bool first = learn::bucket_hash("default:1", user) < 0.5;
        EXPECT_EQ(assign_to(user).variant_id, first ? kOriginalVariant : kEnhancedVariant);
    }
}

TEST_F(AssignTest, SharesFollowTheWeights) {
    std::map<std::string, int> users;
    run([&](store::Transaction& tx) -> Result<int> {
        for (int i = 0; i < 4000; ++i) {
            REFIT_TRY(arm, assign(tx, {.unit = "u" + std::to_string(i)}, clock.now()));
            ++users[arm.variant_id];
        }
        return 0;
    });
    // Four standard deviations of a fair coin.
    EXPECT_NEAR(users["original"], 2000, 127);
}

TEST_F(AssignTest, ArmAndPropensityOutliveAChangeOfWeights) {
    std::map<std::string, Arm> before;
    for (int i = 0; i < 40; ++i) {
        const std::string user = "user-" + std::to_string(i);
        before.emplace(user, assign_to(user));
    }
    run([&](store::Transaction& tx) {
        return change_variant(tx, "enhanced", {.weight_percent = 90}, kActor, clock.now());
    });
    for (const auto& [user, first] : before) {
        const Arm again = assign_to(user);
        EXPECT_EQ(again.basis, Basis::Sticky);
        EXPECT_EQ(again.variant_id, first.variant_id);
        EXPECT_DOUBLE_EQ(again.propensity, 0.5);
        EXPECT_EQ(again.policy_version, 1);
        EXPECT_FALSE(again.first_exposure);
    }
    const Arm fresh = assign_to("somebody new");
    EXPECT_NEAR(fresh.propensity, fresh.variant_id == "enhanced" ? 0.9 : 0.1, 1e-9);
    EXPECT_EQ(fresh.policy_version, 2);
}

TEST_F(AssignTest, ChoosingStoresNothing) {
    run([&](store::Transaction& tx) { return choose(tx, {.unit = "ada"}); });
    EXPECT_EQ(assign_to("ada").basis, Basis::Drawn);
}

TEST_F(AssignTest, TheFirstOfTwoRequestsAtOnceWins) {
    const Arm late = run([&](store::Transaction& tx) { return choose(tx, {.unit = "ada"}); });
    const Arm winner = assign_to("ada");
    Arm other = late;
    other.variant_id = winner.variant_id == "original" ? "enhanced" : "original";
    const Arm held = run([&](store::Transaction& tx) { return confirm(tx, other, clock.now()); });
    EXPECT_EQ(held.variant_id, winner.variant_id);
    EXPECT_EQ(held.basis, Basis::Sticky);
    EXPECT_FALSE(same_instructions(held, other));
    EXPECT_EQ(held.prompt, winner.prompt);
}

TEST_F(AssignTest, PinnedVariantIsOutsideTheExperiment) {
    const Arm arm = assign_to("ada", "enhanced");
    EXPECT_EQ(arm.basis, Basis::Pinned);
    EXPECT_DOUBLE_EQ(arm.propensity, 1.0);
    EXPECT_EQ(arm.policy_version, std::nullopt);
    EXPECT_EQ(assign_to("ada").basis, Basis::Drawn) << "pinning must leave no assignment";
    EXPECT_EQ(failure([&](store::Transaction& tx) {
                  return choose(tx, {.unit = "ada", .variant_id = "nothing"});
              }),
              ErrorCode::NotFound);
}

TEST_F(AssignTest, NamingTheArmOneHasIsNoPin) {
    const Arm own = assign_to("ada");
    const Arm named = assign_to("ada", own.variant_id);
    EXPECT_EQ(named.basis, Basis::Sticky);
    EXPECT_EQ(named.policy_version, own.policy_version);
}

TEST_F(AssignTest, UsersOfASwitchedOffArmAreServedByAnother) {
    const Arm own = assign_to("ada");
    run([&](store::Transaction& tx) {
        return deactivate_variant(tx, own.variant_id, kActor, clock.now());
    });
    const Arm displaced = assign_to("ada");
    EXPECT_EQ(displaced.basis, Basis::Displaced);
    EXPECT_NE(displaced.variant_id, own.variant_id);
    EXPECT_EQ(displaced.policy_version, std::nullopt);
    run([&](store::Transaction& tx) {
        return activate_variant(tx, own.variant_id, kActor, clock.now());
    });
    EXPECT_EQ(assign_to("ada").variant_id, own.variant_id) << "the stored arm is never rewritten";
}

TEST_F(AssignTest, OtherInstructionsStartANewPhase) {
    std::set<std::string> moved;
    std::map<std::string, std::string> before;
    for (int i = 0; i < 40; ++i) {
        const std::string user = "user-" + std::to_string(i);
        before[user] = assign_to(user).variant_id;
    }
    run([&](store::Transaction& tx) {
        return change_variant(tx, "enhanced", {.prompt = "Place things well."}, kActor,
                              clock.now());
    });
    for (const auto& [user, variant] : before) {
        const Arm arm = assign_to(user);
        EXPECT_EQ(arm.basis, Basis::Drawn);
        EXPECT_EQ(arm.bucket_version, 2);
        EXPECT_EQ(arm.variant_version, arm.variant_id == "enhanced" ? 2 : 1);
        if (arm.variant_id != variant) moved.insert(user);
    }
    EXPECT_FALSE(moved.empty()) << "a new phase draws with a new seed";
}

TEST_F(AssignTest, ExposuresCountUnitsAndExpectations) {
    for (int i = 0; i < 10; ++i) assign_to("user-" + std::to_string(i % 5));
    const auto counts =
        run([&](store::Transaction& tx) { return store::list_arm_statistics(tx, "default", 1); });
    std::int64_t exposures = 0;
    double expected = 0;
    for (const auto& row : counts) {
        exposures += row.counts.exposures;
        expected += row.counts.expected_exposures;
    }
    EXPECT_EQ(exposures, 5);
    EXPECT_DOUBLE_EQ(expected, 5.0);
}

TEST_F(AssignTest, UnitsHaveALimit) {
    const auto code = [&](const std::string& unit) {
        return failure([&](store::Transaction& tx) { return choose(tx, {.unit = unit}); });
    };
    EXPECT_EQ(code(""), ErrorCode::InvalidInput);
    EXPECT_EQ(code(std::string(kUnitBytesMax + 1, 'x')), ErrorCode::InvalidInput);
    EXPECT_EQ(code(std::string(kUnitBytesMax, 'x')), std::nullopt);
}

TEST_F(AssignTest, SeedingTwiceChangesNothing) {
    write([&](store::Transaction& tx) { return seed_defaults(tx, clock.now()); });
    const auto policies =
        run([&](store::Transaction& tx) { return store::list_policies(tx, "default", 10); });
    EXPECT_EQ(policies.size(), 1U);
}

}  // namespace
}  // namespace refit::experiment
