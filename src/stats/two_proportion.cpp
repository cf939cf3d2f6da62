#include "stats/two_proportion.h"

#include <cmath>

#include "base/assert.h"
#include "stats/special_functions.h"
#include "stats/wilson.h"

namespace refit::stats {
namespace {

void assert_valid(Proportion proportion) {
    REFIT_ASSERT(proportion.successes >= 0);
    REFIT_ASSERT(proportion.successes <= proportion.trials);
}

double rate(Proportion proportion) {
    return static_cast<double>(proportion.successes) / static_cast<double>(proportion.trials);
}

}  // namespace

std::optional<ZTest> two_proportion_test(Proportion a, Proportion b, ZVariance variance) {
    assert_valid(a);
    assert_valid(b);
    if (a.trials == 0 || b.trials == 0) return std::nullopt;
    const double n_a = static_cast<double>(a.trials);
    const double n_b = static_cast<double>(b.trials);
    const double p_a = rate(a);
    const double p_b = rate(b);
    const double pooled = static_cast<double>(a.successes + b.successes) / (n_a + n_b);
    const double squared_error = variance == ZVariance::Pooled
                                     ? pooled * (1.0 - pooled) * (1.0 / n_a + 1.0 / n_b)
                                     : p_a * (1.0 - p_a) / n_a + p_b * (1.0 - p_b) / n_b;
    if (!(squared_error > 0.0)) return std::nullopt;
    const double z = (p_a - p_b) / std::sqrt(squared_error);
    return ZTest{.difference = p_a - p_b, .z = z, .p_value = 2.0 * normal_sf(std::abs(z))};
}

std::optional<Interval> newcombe_interval(Proportion a, Proportion b, double level) {
    const auto wilson_a = wilson_interval(a, level);
    const auto wilson_b = wilson_interval(b, level);
    if (!wilson_a || !wilson_b) return std::nullopt;
    const double p_a = rate(a);
    const double p_b = rate(b);
    const double difference = p_a - p_b;
    return Interval{.low = difference - std::hypot(p_a - wilson_a->low, wilson_b->high - p_b),
                    .high = difference + std::hypot(wilson_a->high - p_a, p_b - wilson_b->low)};
}

}  // namespace refit::stats
