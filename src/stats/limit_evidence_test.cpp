#include "stats/limit_evidence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/rng.h"
#include "stats/vector_table.h"

namespace refit::stats {
namespace {

TEST(LimitEvidence, EveryPrefixAgreesWithTheReference) {
    LimitEvidence rate{0.1};
    LimitEvidence drop{0.125};
    int checked = 0;
    for (const auto& row : read_vectors("stats/limit_evidence.tsv")) {
        LimitEvidence& evidence = to_number(row[0]) == 0.1 ? rate : drop;
        ASSERT_TRUE(evidence.update(to_number(row[1]), to_number(row[2])));
        ASSERT_NEAR(evidence.log_e(), to_number(row[3]), 1e-12);
        ASSERT_NEAR(evidence.log_e_max(), to_number(row[4]), 1e-12);
        ++checked;
    }
    EXPECT_EQ(checked, 180);
}

// Limit .1, observations 1, 0, 1. No stake before the first; then .9/(.01 + .81), K = .89024;
// then .8/(.01 + .82), K = .89024 (1 + .96386 * .9) = 1.66250.
TEST(LimitEvidence, ThreeStepsByHand) {
    LimitEvidence evidence{0.1};
    ASSERT_TRUE(evidence.update(1, 0));
    EXPECT_EQ(evidence.log_e(), 0);
    ASSERT_TRUE(evidence.update(0, 0));
    EXPECT_NEAR(std::exp(evidence.log_e()), 1 - 0.9 / 0.82 * 0.1, 1e-12);
    ASSERT_TRUE(evidence.update(1, 0));
    EXPECT_NEAR(std::exp(evidence.log_e()), (1 - 0.9 / 0.82 * 0.1) * (1 + 0.8 / 0.83 * 0.9), 1e-12);
    EXPECT_NEAR(evidence.mean(), 2.0 / 3, 1e-12);
}

TEST(LimitEvidence, BadObservationsAreRefused) {
    LimitEvidence evidence{0.1};
    EXPECT_FALSE(evidence.update(-0.1, 0));
    EXPECT_FALSE(evidence.update(0.5, 0.1));
    EXPECT_FALSE(evidence.update(std::nan(""), 0));
    EXPECT_FALSE(evidence.update(HUGE_VAL, 0));
    EXPECT_EQ(evidence.count(), 0);
    EXPECT_EQ(evidence.mean(), 0);
}

// Share of runs in which evidence reaches 1/alpha at any of `units` looks.
template <typename Draw>
double alarms(double limit, int runs, int units, Draw draw) {
    SeededRng rng{20261125};
    int alarmed = 0;
    for (int run = 0; run < runs; ++run) {
        LimitEvidence evidence{limit};
        for (int i = 0; i < units; ++i) EXPECT_TRUE(evidence.update(draw(rng, i), 0));
        alarmed += evidence.log_e_max() >= std::log(1 / 0.05) ? 1 : 0;
    }
    return static_cast<double>(alarmed) / runs;
}

TEST(LimitEvidence, AtTheLimitFalseAlarmsStayBelowAlphaAtAllTimes) {
    const auto rate = [](double p) {
        return [p](Rng& rng, int) { return uniform01(rng) < p ? 1.0 : 0.0; };
    };
    const auto skewed = [](Rng& rng, int) { return -std::log(1 - uniform01(rng)); };  // mean 1
    const auto swinging = [](Rng& rng, int i) {
        return uniform01(rng) < (i % 200 < 100 ? 0.2 : 0.02) ? 1.0 : 0.0;  // never above .2
    };
    const double at_05 = alarms(0.05, 2000, 2000, rate(0.05));
    const double at_30 = alarms(0.3, 2000, 2000, rate(0.3));
    const double latency = alarms(1, 2000, 2000, skewed);
    const double moving = alarms(0.2, 2000, 2000, swinging);
    std::printf("false alarms: rate .05 %.4f, rate .3 %.4f, skewed latency %.4f, swinging %.4f\n",
                at_05, at_30, latency, moving);
    for (const double share : {at_05, at_30, latency, moving}) EXPECT_LE(share, 0.05);
}

// A drop of the mean against a control, at the limit of .1, while the share of the arm follows what
// was seen: the inverse-propensity terms of experiment/guardrails.cpp.
TEST(LimitEvidence, ADropAtTheLimitUnderMovingWeights) {
    SeededRng rng{20261126};
    int alarmed = 0;
    for (int run = 0; run < 1000; ++run) {
        LimitEvidence evidence{0.1};
        double sum[2] = {0.5, 0.5};
        double n[2] = {1, 1};
        for (int i = 0; i < 1500; ++i) {
            const double lead = sum[1] / n[1] - sum[0] / n[0];
            const double p = std::clamp(0.5 + lead * std::sqrt(i + 1.0) / 4, 0.1, 0.9);
            const int arm = uniform01(rng) < p ? 1 : 0;
            const double taste = i < 700 ? 0.75 : 0.45;  // both drift together
            const double y = uniform01(rng) < (arm == 1 ? taste - 0.1 : taste) ? 1 : 0;
            const double m = p * sum[0] / n[0] + (1 - p) * sum[1] / n[1];
            ASSERT_TRUE(evidence.update(arm == 1 ? (m - y) / p : (y - m) / (1 - p),
                                        -std::max((1 - m) / p, m / (1 - p))));
            sum[arm] += y;
            n[arm] += 1;
        }
        alarmed += evidence.log_e_max() >= std::log(1 / 0.05) ? 1 : 0;
    }
    std::printf("false alarms of the drop: %.4f\n", alarmed / 1000.0);
    EXPECT_LE(alarmed, 50);
}

TEST(LimitEvidence, WhatIsTwiceTheLimitIsFound) {
    const double found =
        alarms(0.1, 300, 500, [](Rng& rng, int) { return uniform01(rng) < 0.2 ? 1.0 : 0.0; });
    EXPECT_GE(found, 0.95);
}

}  // namespace
}  // namespace refit::stats
