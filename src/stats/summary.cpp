#include "stats/summary.h"

#include <algorithm>

#include "base/assert.h"

namespace refit::stats {

double Summary::mean() const {
    REFIT_ASSERT(n >= 1);
    return sum / static_cast<double>(n);
}

std::optional<double> Summary::variance() const {
    if (n < 2) return std::nullopt;
    const double count = static_cast<double>(n);
    return std::max(0.0, (sum_squares - sum * sum / count) / (count - 1.0));
}

}  // namespace refit::stats
