#include "learn/conformal.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.h"

namespace refit::learn {
namespace {

// Sums of many equal masses miss their total by rounding; a mass this close counts as reached.
constexpr double kMassTolerance = 1e-9;

}  // namespace

double conformal_quantile(std::vector<Weighted> values, double alpha, double rest) {
    REFIT_ASSERT(alpha > 0 && alpha < 1 && rest >= 0);
    std::ranges::sort(values, {}, &Weighted::value);
    double all = rest;
    for (const Weighted& one : values) {
        REFIT_ASSERT(std::isfinite(one.value) && one.mass >= 0);
        all += one.mass;
    }
    const double wanted = (1 - alpha) * all - kMassTolerance * all;
    double reached = 0;
    for (const Weighted& one : values) {
        reached += one.mass;
        if (reached >= wanted) return one.value;
    }
    return std::numeric_limits<double>::infinity();
}

}  // namespace refit::learn
