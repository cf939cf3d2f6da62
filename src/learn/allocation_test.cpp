#include "learn/allocation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <string>

#include "base/rng.h"
#include "learn/assignment_hash.h"

namespace refit::learn {
namespace {

double total(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

bool is_whole_buckets(double weight) {
    return std::abs(weight * kBuckets - std::round(weight * kBuckets)) < 1e-9;
}

// `n` outcomes with mean about `mean`: ratings of 0 and 1 in that proportion.
ArmEvidence arm(std::int64_t n, double mean, double share = 1.0) {
    ArmEvidence result{.requested_share = share};
    for (std::int64_t i = 0; i < n; ++i) {
        const double before = std::floor(static_cast<double>(i) * mean);
        result.outcomes.add(std::floor(static_cast<double>(i + 1) * mean) - before);
    }
    return result;
}

std::vector<ArmEvidence> random_arms(Rng& rng) {
    std::vector<ArmEvidence> arms(1 + uniform_below(rng, 8));
    for (auto& one : arms) {
        one = arm(static_cast<std::int64_t>(uniform_below(rng, 200)), uniform01(rng),
                  uniform01(rng) < 0.1 ? 0.0 : 1.0 + 99.0 * uniform01(rng));
        if (uniform01(rng) < 0.3) one.traffic_cap = 0.01 + 0.5 * uniform01(rng);
    }
    return arms;
}

// The contract of AllocationPolicy, for every implementation.
class PolicyContract : public testing::TestWithParam<std::string> {
protected:
    static std::unique_ptr<AllocationPolicy> make(const std::string& name) {
        if (name == "fixed/1") return make_fixed_policy();
        if (name == "uniform/1") return make_uniform_policy();
        return make_thompson_policy();
    }
};

TEST_P(PolicyContract, HoldsForRandomEvidence) {
    const auto policy = make(GetParam());
    EXPECT_EQ(policy->name(), GetParam());
    SeededRng rng{42};
    for (int i = 0; i < 300; ++i) {
        const auto arms = random_arms(rng);
        const auto weights = policy->weights(arms);
        ASSERT_EQ(weights.size(), arms.size());
        EXPECT_NEAR(total(weights), 1.0, 1e-12);
        EXPECT_EQ(weights, policy->weights(arms));
        double room = 0.0;
        for (const auto& one : arms) room += one.traffic_cap.value_or(1.0);
        for (std::size_t a = 0; a < arms.size(); ++a) {
            EXPECT_TRUE(is_whole_buckets(weights[a])) << weights[a];
            const bool may_be_zero = GetParam() == "fixed/1" && arms[a].requested_share == 0.0;
            EXPECT_TRUE(weights[a] > 0.0 || may_be_zero);
            if (room <= 1.0) continue;
            EXPECT_LE(weights[a], arms[a].traffic_cap.value_or(1.0) + 1.0 / kBuckets);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, PolicyContract, testing::Values("fixed/1", "uniform/1", "thompson/1"),
                         [](const auto& parameter) {
                             return parameter.param.substr(0, parameter.param.find('/'));
                         });

TEST(FixedPolicy, KeepsTheRequestedProportions) {
    const std::vector<ArmEvidence> arms = {arm(50, 0.2, 75), arm(50, 0.9, 25)};
    EXPECT_EQ(make_fixed_policy()->weights(arms), (std::vector<double>{0.75, 0.25}));
    const std::vector<ArmEvidence> none = {arm(0, 0, 0), arm(0, 0, 0)};
    EXPECT_EQ(make_fixed_policy()->weights(none), (std::vector<double>{0.5, 0.5}));
    std::vector<ArmEvidence> only_capped = {arm(0, 0, 0), arm(0, 0, 1)};
    only_capped[1].traffic_cap = 0.05;
    EXPECT_EQ(make_fixed_policy()->weights(only_capped), (std::vector<double>{0.95, 0.05}));
}

TEST(ThompsonPolicy, StartsAtTheRequestedSharesAndTheFirstRatingMovesThem) {
    const auto policy = make_thompson_policy();
    const std::vector<ArmEvidence> start = {arm(0, 0, 75), arm(0, 0, 25)};
    EXPECT_EQ(policy->weights(start), (std::vector<double>{0.75, 0.25}));
    const std::vector<ArmEvidence> even = {arm(0, 0), arm(0, 0)};
    EXPECT_EQ(policy->weights(even), (std::vector<double>{0.5, 0.5}));
    const std::vector<ArmEvidence> liked = {arm(1, 1.0), arm(0, 0)};
    EXPECT_GT(policy->weights(liked)[0], 0.5);
    const std::vector<ArmEvidence> disliked = {arm(1, 0.0), arm(0, 0)};
    EXPECT_LT(policy->weights(disliked)[0], 0.5);
}

TEST(ThompsonPolicy, MovesToTheBetterArmAndKeepsTheFloor) {
    const std::vector<ArmEvidence> arms = {arm(400, 0.3), arm(400, 0.8)};
    const auto weights = make_thompson_policy()->weights(arms);
    EXPECT_GE(weights[0], 0.10);
    EXPECT_GT(weights[1], 0.85);
    const auto wide = make_thompson_policy({.exploration = 0.4})->weights(arms);
    EXPECT_GE(wide[0], 0.2);
}

TEST(ThompsonPolicy, ANewArmKeepsItsRequestedShareUntilItCanBeJudged) {
    std::vector<ArmEvidence> arms = {arm(300, 0.6, 37.5), arm(300, 0.6, 37.5), arm(0, 0, 25)};
    EXPECT_NEAR(make_thompson_policy()->weights(arms)[2], 0.25, 1e-9);
    arms[2] = arm(9, 0.0, 25);
    EXPECT_NEAR(make_thompson_policy()->weights(arms)[2], 0.25, 1e-9);
    arms[2] = arm(10, 0.0, 25);
    EXPECT_LT(make_thompson_policy()->weights(arms)[2], 0.1);
}

TEST(ThompsonPolicy, ACanaryNeverPassesItsCap) {
    std::vector<ArmEvidence> arms = {arm(100, 0.4), arm(100, 0.4), arm(100, 1.0)};
    arms[2].traffic_cap = 0.05;
    const auto weights = make_thompson_policy()->weights(arms);
    EXPECT_LE(weights[2], 0.05);
    EXPECT_GT(weights[2], 0.04);
    EXPECT_NEAR(total(weights), 1.0, 1e-12);
}

TEST(ThompsonPolicy, SimulatedUsersMoveToTheArmTheyPrefer) {
    SeededRng rng{5};
    const auto policy = make_thompson_policy();
    std::vector<ArmEvidence> arms(2);
    for (int user = 0; user < 200; ++user) {
        const auto weights = policy->weights(arms);
        const auto chosen = choose_by_weight(bucket_hash("e:1", std::to_string(user)), weights);
        const double rating = chosen == 1 ? 3.0 + uniform01(rng) * 2.0 : 1.0 + uniform01(rng) * 3.0;
        arms[chosen].outcomes.add((std::round(rating) - 1.0) / 4.0);
    }
    EXPECT_GT(policy->weights(arms)[1], 0.85);
}

TEST(Allocation, FloorIsAdditiveAndUniformWhenItFillsEverything) {
    const std::vector<double> p = {0.9, 0.1};
    EXPECT_NEAR(with_floor(p, 0.05)[1], 0.05 + 0.9 * 0.1, 1e-15);
    EXPECT_EQ(with_floor(p, 0.5), (std::vector<double>{0.5, 0.5}));
}

TEST(Allocation, RoundingKeepsTheSumAndEveryPositiveArm) {
    const std::vector<double> weights = {1e-9, 1.0 / 3, 1.0 / 3, 1.0 / 3 - 1e-9, 0.0};
    const auto rounded = round_to_buckets(weights);
    EXPECT_NEAR(total(rounded), 1.0, 1e-12);
    EXPECT_EQ(rounded[0], 1e-4);
    EXPECT_EQ(rounded[4], 0.0);
    const std::vector<double> exact = {0.1, 0.2, 0.7};
    EXPECT_EQ(round_to_buckets(exact), exact);
}

TEST(Allocation, AHundredArmsAreTheMost) {
    const std::vector<ArmEvidence> arms(kArmsMax);
    EXPECT_NEAR(total(make_thompson_policy()->weights(arms)), 1.0, 1e-12);
    const std::vector<ArmEvidence> too_many(kArmsMax + 1);
    EXPECT_DEATH(std::ignore = make_uniform_policy()->weights(too_many), "kArmsMax");
}

}  // namespace
}  // namespace refit::learn
