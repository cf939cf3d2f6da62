#include "learn/reward_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.h"
#include "learn/off_policy.h"

namespace refit::learn {
namespace {

// reward = 0.2 + 0.3 arm + 0.4 x, and noise.
std::vector<RewardRow> draw_rows(int n, double noise) {
    SeededRng rng{4};
    std::vector<RewardRow> rows;
    for (int i = 0; i < n; ++i) {
        const double x = uniform01(rng);
        const std::size_t arm = uniform_below(rng, 2);
        const double mean = 0.2 + 0.3 * static_cast<double>(arm) + 0.4 * x;
        rows.push_back(
            {{x}, arm, mean + noise * standard_normal(rng), static_cast<std::uint64_t>(i / 2)});
    }
    return rows;
}

TEST(RewardModel, LearnsALinearReward) {
    const auto rows = draw_rows(600, 0.02);
    const auto q = cross_fitted_rewards(rows, 2).value();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_NEAR(q[2 * i], 0.2 + 0.4 * rows[i].context[0], 0.02);
        EXPECT_NEAR(q[2 * i + 1], 0.5 + 0.4 * rows[i].context[0], 0.02);
    }
    EXPECT_EQ(q, cross_fitted_rewards(rows, 2).value());
}

TEST(RewardModel, NoRoundIsPredictedFromItsOwnGroup) {
    auto rows = draw_rows(100, 0.0);
    const auto before = cross_fitted_rewards(rows, 2).value();
    rows[0].reward += 100.0;  // its neighbour in the group is row 1
    const auto after = cross_fitted_rewards(rows, 2).value();
    for (std::size_t j = 0; j < 4; ++j) EXPECT_DOUBLE_EQ(after[j], before[j]);
    EXPECT_NE(after, before);
}

TEST(RewardModel, AnArmHardlySeenGetsTheMeanOfAll) {
    auto rows = draw_rows(100, 0.0);
    for (auto& row : rows) row.context.clear();
    const auto q = cross_fitted_rewards(rows, 3).value();
    EXPECT_GT(q[1], q[0] + 0.15);
    EXPECT_GT(q[2], q[0]);
    EXPECT_LT(q[2], q[1]);
}

TEST(RewardModel, CrossFittedDoublyRobustIsNarrowerThanIps) {
    const auto rows = draw_rows(400, 0.05);
    const auto q = cross_fitted_rewards(rows, 2).value();
    std::vector<OffPolicyRound> rounds;
    const std::vector<double> target{0.1, 0.9};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::span<const double> model{q.data() + 2 * i, 2};
        rounds.push_back(
            off_policy_round({rows[i].arm, rows[i].reward, 0.5, target, model}).value());
    }
    const auto width = [&](Estimator estimator) {
        const auto interval = bootstrap_interval(rounds, estimator, {}, 0.95, 500, 1);
        EXPECT_TRUE(interval.contains(0.2 + 0.3 * 0.9 + 0.4 * 0.5));
        return interval.high - interval.low;
    };
    EXPECT_LT(width(Estimator::DoublyRobust), 0.5 * width(Estimator::Ips));
}

TEST(RewardModel, RefusesBadInput) {
    const auto rows = draw_rows(10, 0.0);
    EXPECT_FALSE(cross_fitted_rewards(rows, 1));
    EXPECT_FALSE(cross_fitted_rewards(rows, 2, {.folds = 1}));
    EXPECT_FALSE(cross_fitted_rewards(rows, 2, {.lambda = 0}));
    EXPECT_FALSE(cross_fitted_rewards(std::span{rows}.first(2), 2));  // one group
    auto broken = rows;
    broken[3].reward = std::nan("");
    EXPECT_FALSE(cross_fitted_rewards(broken, 2));
    broken = rows;
    broken[3].context.push_back(1.0);
    EXPECT_FALSE(cross_fitted_rewards(broken, 2));
}

}  // namespace
}  // namespace refit::learn
