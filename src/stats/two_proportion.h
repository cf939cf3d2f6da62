#pragma once

#include <cstdint>
#include <optional>

#include "stats/interval.h"

namespace refit::stats {

// Successes out of trials. Requires 0 <= successes <= trials wherever it is passed (asserted).
struct Proportion {
    std::int64_t successes{0};
    std::int64_t trials{0};
};

struct ZTest {
    double difference{0};  // p_a - p_b
    double z{0};           // positive: a is higher
    double p_value{1};     // two-sided
};

enum class ZVariance {
    Pooled,    // P(1-P)(1/n_a + 1/n_b), P over both arms: the usual test
    Unpooled,  // p_a(1-p_a)/n_a + p_b(1-p_b)/n_b
};

// The two-sample z-test of equal success rates, for ONE look at a fixed sample size.
//
//   z = (p_a - p_b) / sqrt(variance),   p = 2 P(Z > |z|)
//
// A dashboard that refreshes must not decide by it: looking after every rating finds a false
// winner in 42 % of A/A runs. The always-valid answer is e_process.h.
// Returns nullopt ("no inference yet") when an arm has no trials or the variance is zero, as when
// every trial succeeded or none did.
//
// Source: Fleiss, Levin, Paik, "Statistical Methods for Rates and Proportions", 3rd ed., 2003, 3.2.
// Checked against: statsmodels 0.13.5 proportions_ztest, 69 pairs of arms.
[[nodiscard]] std::optional<ZTest> two_proportion_test(Proportion a, Proportion b,
                                                       ZVariance variance = ZVariance::Pooled);

// Newcombe's hybrid score interval for p_a - p_b at `level` (0 < level < 1), which keeps its
// coverage at small n and at 0 % or 100 % success, where Wald's collapses to a point:
//
//   low  = d - sqrt((p_a - l_a)^2 + (u_b - p_b)^2),  (l, u) the Wilson interval of each arm
//   high = d + sqrt((u_a - p_a)^2 + (p_b - l_b)^2)
//
// nullopt when an arm has no trials.
// Source: Newcombe, "Interval estimation for the difference between independent proportions",
// Statistics in Medicine 17, 1998, method 10.
// Checked against: statsmodels 0.13.5 confint_proportions_2indep(method="newcomb").
[[nodiscard]] std::optional<Interval> newcombe_interval(Proportion a, Proportion b,
                                                        double level = 0.95);

}  // namespace refit::stats
