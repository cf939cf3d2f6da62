#include "stats/welch.h"

#include <cmath>

#include "base/assert.h"
#include "stats/special_functions.h"

namespace refit::stats {
namespace {

std::optional<Moments> moments(const Summary& group) {
    const auto variance = group.variance();
    if (!variance) return std::nullopt;
    return Moments{.n = static_cast<double>(group.n), .mean = group.mean(), .variance = *variance};
}

}  // namespace

std::optional<WelchTest> welch_test(const Moments& a, const Moments& b, double level) {
    REFIT_ASSERT(level > 0.0 && level < 1.0);
    if (a.n < 2.0 || b.n < 2.0) return std::nullopt;
    const double v_a = a.variance / a.n;
    const double v_b = b.variance / b.n;
    const double total = v_a + v_b;
    if (!(total > 0.0)) return std::nullopt;
    // In shares of the total, so that variances near the smallest double do not underflow squared.
    const double share_a = v_a / total;
    const double share_b = v_b / total;
    WelchTest test;
    test.difference = a.mean - b.mean;
    test.standard_error = std::sqrt(total);
    test.t = test.difference / test.standard_error;
    test.df = 1.0 / (share_a * share_a / (a.n - 1.0) + share_b * share_b / (b.n - 1.0));
    test.p_value = 2.0 * student_t_sf(std::abs(test.t), test.df);
    const double half = student_t_quantile(0.5 + 0.5 * level, test.df) * test.standard_error;
    test.interval = {.low = test.difference - half, .high = test.difference + half};
    return test;
}

std::optional<WelchTest> welch_test(const Summary& a, const Summary& b, double level) {
    const auto moments_a = moments(a);
    const auto moments_b = moments(b);
    if (!moments_a || !moments_b) return std::nullopt;
    return welch_test(*moments_a, *moments_b, level);
}

std::optional<Interval> mean_interval(const Summary& group, double level) {
    REFIT_ASSERT(level > 0.0 && level < 1.0);
    const auto variance = group.variance();
    if (!variance || !(*variance > 0.0)) return std::nullopt;
    const double n = static_cast<double>(group.n);
    const double half = student_t_quantile(0.5 + 0.5 * level, n - 1.0) * std::sqrt(*variance / n);
    return Interval{.low = group.mean() - half, .high = group.mean() + half};
}

}  // namespace refit::stats
