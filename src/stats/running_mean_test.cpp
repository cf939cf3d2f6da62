#include "stats/running_mean.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/rng.h"
#include "stats/vector_table.h"

namespace refit::stats {
namespace {

TEST(RunningMean, EveryPrefixAgreesWithTheReference) {
    RunningMean mean;
    int checked = 0;
    for (const auto& row : read_vectors("stats/running_mean.tsv")) {
        ASSERT_TRUE(mean.update(to_number(row[0]), to_number(row[1])));
        if (row[2].empty()) continue;
        const Interval held = mean.interval(0.05);
        ASSERT_NEAR(held.low, to_number(row[2]), 1e-9);
        ASSERT_NEAR(held.high, to_number(row[3]), 1e-9);
        ASSERT_NEAR(mean.log_e_max(), to_number(row[4]), 1e-9);
        ++checked;
    }
    EXPECT_EQ(checked, 25);
}

TEST(RunningMean, NoDataIsNoEvidenceAndBadDataIsRefused) {
    RunningMean mean;
    EXPECT_EQ(mean.interval(0.05), (Interval{-1.0, 1.0}));
    EXPECT_EQ(mean.log_e_max(), 0.0);
    EXPECT_FALSE(mean.update(2.1, 2.0));
    EXPECT_FALSE(mean.update(0.1, 0.5));
    EXPECT_FALSE(mean.update(std::nan(""), 2.0));
    EXPECT_EQ(mean.count(), 0);
}

// The expectation swings while one looks at every step; a miss at any time counts.
TEST(RunningMean, HoldsAMovingMeanAtAllTimes) {
    SeededRng rng{20261124};
    constexpr int kRuns = 300;
    int missed = 0;
    for (int run = 0; run < kRuns; ++run) {
        RunningMean mean;
        double truth = 0;
        bool miss = false;
        for (int i = 1; i <= 600; ++i) {
            const double h = i < 300 ? 0.3 : 0.2;  // the bound grows: stakes are lost
            const double p_held = 0.4;
            const double p_other = 0.4 + 0.4 * std::sin(i / 100.0);
            const bool held = uniform01(rng) < h;
            const double y = uniform01(rng) < (held ? p_held : p_other) ? 1 : 0;
            const double z = held ? -(y - 0.5) / h : (y - 0.5) / (1 - h);
            ASSERT_TRUE(mean.update(z, 0.5 / h));
            truth += p_other - p_held;
            miss = miss || !mean.interval(0.05).contains(truth / i);
        }
        missed += miss ? 1 : 0;
    }
    EXPECT_LE(missed, 300 * 0.05);
    std::printf("missed in %d of %d runs\n", missed, kRuns);
}

}  // namespace
}  // namespace refit::stats
