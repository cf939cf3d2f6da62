#include "stats/universal_inference.h"

#include <cmath>

#include "base/assert.h"
#include "stats/special_functions.h"

namespace refit::stats {
namespace {

// x ln(x / n), 0 at 0.
double log_likelihood(double x, double n) {
    return x > 0.0 ? x * std::log(x / n) : 0.0;
}

}  // namespace

double universal_log_e(std::span<const Proportion> arms) {
    double successes = 0.0;
    double failures = 0.0;
    double log_e = 0.0;
    for (const Proportion& arm : arms) {
        REFIT_ASSERT(arm.successes >= 0 && arm.successes <= arm.trials);
        const double s = static_cast<double>(arm.successes);
        const double f = static_cast<double>(arm.trials - arm.successes);
        if (arm.trials > 0) log_e += log_beta(0.5 + s, 0.5 + f) - log_beta(0.5, 0.5);
        successes += s;
        failures += f;
    }
    const double total = successes + failures;
    return log_e - log_likelihood(successes, total) - log_likelihood(failures, total);
}

}  // namespace refit::stats
