#include "stats/wilson.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "stats/special_functions.h"

namespace refit::stats {

std::optional<Interval> wilson_interval(Proportion proportion, double level) {
    REFIT_ASSERT(level > 0.0 && level < 1.0);
    REFIT_ASSERT(proportion.successes >= 0);
    REFIT_ASSERT(proportion.successes <= proportion.trials);
    if (proportion.trials == 0) return std::nullopt;
    const double n = static_cast<double>(proportion.trials);
    const double p = static_cast<double>(proportion.successes) / n;
    const double z = normal_quantile(0.5 + 0.5 * level);
    const double z2 = z * z;
    const double centre = p + z2 / (2.0 * n);
    const double half = z * std::sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n));
    const double scale = 1.0 + z2 / n;
    return Interval{.low = std::clamp((centre - half) / scale, 0.0, p),
                    .high = std::clamp((centre + half) / scale, p, 1.0)};
}

}  // namespace refit::stats
