#include "learn/promotion_gate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/rng.h"

namespace refit::learn {
namespace {

constexpr double kDelta = 0.05;

// A log of two arms drawn with `propensity` for arm 1, which may drift, and a target that always
// plays arm 1 with `target`.
struct World {
    std::vector<double> means{0.5, 0.5};
    double propensity{0.3};
    double target{0.9};
};

OffPolicyRound draw(const World& world, Rng& rng) {
    const bool second = uniform01(rng) < world.propensity;
    const double share = second ? world.propensity : 1.0 - world.propensity;
    const double wanted = second ? world.target : 1.0 - world.target;
    const double reward = uniform01(rng) < world.means[second ? 1 : 0] ? 1.0 : 0.0;
    return {.weight = wanted / share, .reward = reward};
}

std::vector<OffPolicyRound> draw_many(const World& world, int n, std::uint64_t seed) {
    SeededRng rng{seed};
    std::vector<OffPolicyRound> rounds;
    for (int i = 0; i < n; ++i) rounds.push_back(draw(world, rng));
    return rounds;
}

// Looks after every round: log_better is the largest evidence there ever was.
int false_promotions(const World& world, int runs, int n) {
    int alarms = 0;
    for (int run = 0; run < runs; ++run) {
        const auto report =
            promotion_gate(draw_many(world, n, static_cast<std::uint64_t>(run) + 1)).value();
        alarms += report.log_better >= report.threshold ? 1 : 0;
    }
    return alarms;
}

TEST(PromotionGate, FalsePromotionsStayBelowDeltaWithALookAfterEveryRound) {
    const int even = false_promotions({}, 1000, 1000);
    const int rare = false_promotions({{0.02, 0.02}, 0.1, 1.0}, 1000, 1000);
    const int common = false_promotions({{0.9, 0.9}, 0.05, 0.5}, 1000, 1000);
    RecordProperty("even", even);
    RecordProperty("rare", rare);
    RecordProperty("common", common);
    EXPECT_LE(std::max({even, rare, common}), 50);  // delta of 1000 runs
}

TEST(PromotionGate, LowerBoundHoldsAtItsLevel) {
    int misses = 0;
    for (std::uint64_t run = 0; run < 500; ++run) {
        const World world{{0.4, 0.6}, 0.1, 0.9};
        const auto values = contributions(draw_many(world, 400, run + 1), Estimator::Ips);
        misses += betting_lower_bound(values, kDelta) > 0.9 * 0.6 + 0.1 * 0.4 ? 1 : 0;
    }
    RecordProperty("misses", misses);
    EXPECT_LE(misses, 25);
}

TEST(PromotionGate, FindsABetterAndAWorsePolicy) {
    const auto better = promotion_gate(draw_many({{0.4, 0.7}, 0.5, 0.95}, 2000, 1)).value();
    EXPECT_EQ(better.verdict, Verdict::Better);
    EXPECT_TRUE(better.reasons.empty());
    const auto worse = promotion_gate(draw_many({{0.7, 0.4}, 0.5, 0.95}, 2000, 1)).value();
    EXPECT_EQ(worse.verdict, Verdict::Worse);
    const auto small = promotion_gate(draw_many({{0.4, 0.45}, 0.5, 0.95}, 500, 1)).value();
    EXPECT_EQ(small.verdict, Verdict::Undecided);
    const GateOptions demanding{.margin = 0.3};
    const auto log = draw_many({{0.4, 0.7}, 0.5, 0.95}, 2000, 1);
    EXPECT_EQ(promotion_gate(log, demanding).value().verdict, Verdict::Undecided);
}

TEST(PromotionGate, BlocksWhereTheLogCannotSpeak) {
    const World rare{{0.1, 0.9}, 0.002, 1.0};
    const auto starved = promotion_gate(draw_many(rare, 5000, 3)).value();
    EXPECT_EQ(starved.verdict, Verdict::Blocked);
    EXPECT_FALSE(starved.reasons.empty());
    auto doubled = draw_many({{0.4, 0.7}, 0.5, 0.95}, 2000, 1);
    for (auto& round : doubled) round.weight *= 0.5;  // propensities logged twice too large
    EXPECT_EQ(promotion_gate(doubled).value().verdict, Verdict::Blocked);
}

TEST(PromotionGate, SurvivesAnyWeight) {
    PairedBetting process{PairedBetting::Claim::Better};
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(process.update(1e300, 1.0));
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(process.update(0.0, 1.0));
    EXPECT_TRUE(std::isfinite(process.log_wealth()));
}

TEST(PromotionGate, RefusesBadInput) {
    PairedBetting process{PairedBetting::Claim::Better};
    EXPECT_FALSE(process.update(1.0, 1.1));
    EXPECT_FALSE(process.update(1.0, std::nan("")));
    EXPECT_FALSE(process.update(-1.0, 0.5));
    EXPECT_FALSE(process.update(std::numeric_limits<double>::infinity(), 0.5));
    EXPECT_DOUBLE_EQ(process.log_wealth(), 0.0);
    const auto rounds = draw_many({}, 10, 1);
    EXPECT_FALSE(promotion_gate({}));
    EXPECT_FALSE(promotion_gate(rounds, {.delta = 0.0}));
    EXPECT_FALSE(promotion_gate(rounds, {.margin = 1.0}));
    EXPECT_FALSE(promotion_gate(rounds, {.candidates = 0}));
}

TEST(PromotionGate, PropensitiesThatLieAreFound) {
    SeededRng rng{9};
    std::vector<std::size_t> arms;
    std::vector<double> truth;
    std::vector<double> lie;
    for (int i = 0; i < 2000; ++i) {
        arms.push_back(uniform01(rng) < 0.3 ? 0 : 1);
        truth.insert(truth.end(), {0.3, 0.7});
        lie.insert(lie.end(), {0.5, 0.5});
    }
    EXPECT_LT(std::abs(propensity_deviations(arms, truth, 2).value()[0]), 4.0);
    EXPECT_LT(propensity_deviations(arms, lie, 2).value()[0], -4.0);
    EXPECT_FALSE(propensity_deviations(arms, truth, 3));
    const std::vector<std::size_t> outside{2};
    EXPECT_FALSE(propensity_deviations(outside, std::vector<double>{0.5, 0.5}, 2));
}

}  // namespace
}  // namespace refit::learn
