#pragma once

#include <cstdint>
#include <optional>

#include "stats/interval.h"
#include "stats/summary.h"

namespace refit::stats {

// Mean and unbiased variance of one group, when the sums are not at hand.
struct Moments {
    double n{0};
    double mean{0};
    double variance{0};
};

struct WelchTest {
    double difference{0};      // mean_a - mean_b
    double standard_error{0};  // of the difference
    double t{0};
    double df{0};
    double p_value{1};    // two-sided
    Interval interval{};  // for the difference, at the level asked for
};

// Welch's t-test of equal means with unequal variances, for ONE look at a fixed sample size
// (see two_proportion.h for why a live page must not decide by it).
//
//   v = s^2 / n per group;  t = (m_a - m_b) / sqrt(v_a + v_b)
//   df = (v_a + v_b)^2 / ( v_a^2/(n_a - 1) + v_b^2/(n_b - 1) )
//
// nullopt ("no inference yet") below two outcomes in a group, or when both variances are zero.
// Source: Welch, "The generalization of Student's problem", Biometrika 34, 1947.
// Checked against: scipy 1.10.1 ttest_ind_from_stats(equal_var=False), 68 pairs.
[[nodiscard]] std::optional<WelchTest> welch_test(const Summary& a, const Summary& b,
                                                  double level = 0.95);
[[nodiscard]] std::optional<WelchTest> welch_test(const Moments& a, const Moments& b,
                                                  double level = 0.95);

// Student's interval for one mean: m -+ t_{(1+level)/2, n-1} s / sqrt(n). nullopt below two
// outcomes or at zero variance.
[[nodiscard]] std::optional<Interval> mean_interval(const Summary& group, double level = 0.95);

}  // namespace refit::stats
