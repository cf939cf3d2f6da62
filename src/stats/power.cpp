#include "stats/power.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "stats/special_functions.h"

namespace refit::stats {
namespace {

double squared_quantiles(const PowerGoal& goal) {
    REFIT_ASSERT(goal.alpha > 0.0 && goal.alpha < 1.0);
    REFIT_ASSERT(goal.power > 0.0 && goal.power < 1.0);
    const double sum = normal_quantile(1.0 - 0.5 * goal.alpha) + normal_quantile(goal.power);
    return sum * sum;
}

// What is still missing of `size_a` outcomes in arm a (and `ratio` times as many in arm b).
std::optional<std::int64_t> missing(std::optional<double> size_a, double n_a, double n_b) {
    if (!size_a) return std::nullopt;
    const double wanted = *size_a * (1.0 + n_b / n_a) * kAlwaysValidFactor;
    const double more = std::ceil(wanted - (n_a + n_b));
    if (more > static_cast<double>(kNeededMax)) return std::nullopt;
    return static_cast<std::int64_t>(std::max(0.0, more));
}

}  // namespace

std::optional<double> sample_size_means(double difference, double variance1, double variance2,
                                        const PowerGoal& goal, double ratio) {
    REFIT_ASSERT(ratio > 0.0);
    REFIT_ASSERT(variance1 >= 0.0 && variance2 >= 0.0);
    const double variance = variance1 + variance2 / ratio;
    if (difference == 0.0 || !(variance > 0.0)) return std::nullopt;
    return squared_quantiles(goal) * variance / (difference * difference);
}

std::optional<double> sample_size_proportions(double p1, double p2, const PowerGoal& goal,
                                              double ratio) {
    REFIT_ASSERT(p1 >= 0.0 && p1 <= 1.0);
    REFIT_ASSERT(p2 >= 0.0 && p2 <= 1.0);
    return sample_size_means(p1 - p2, p1 * (1.0 - p1), p2 * (1.0 - p2), goal, ratio);
}

std::optional<std::int64_t> needed_proportions(Proportion a, Proportion b, const PowerGoal& goal) {
    if (a.trials == 0 || b.trials == 0) return std::nullopt;
    const double n_a = static_cast<double>(a.trials);
    const double n_b = static_cast<double>(b.trials);
    const double p_a = static_cast<double>(a.successes) / n_a;
    const double p_b = static_cast<double>(b.successes) / n_b;
    return missing(sample_size_proportions(p_a, p_b, goal, n_b / n_a), n_a, n_b);
}

std::optional<std::int64_t> needed_means(const Summary& a, const Summary& b,
                                         const PowerGoal& goal) {
    const auto v_a = a.variance();
    const auto v_b = b.variance();
    if (!v_a || !v_b) return std::nullopt;
    const double n_a = static_cast<double>(a.n);
    const double n_b = static_cast<double>(b.n);
    return missing(sample_size_means(a.mean() - b.mean(), *v_a, *v_b, goal, n_b / n_a), n_a, n_b);
}

}  // namespace refit::stats
