#include "stats/tilt_e_process.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "stats/propensities.h"

namespace refit::stats {
namespace {

// Pseudo-outcomes with which each arm's mean leans on the pooled one (decision 0035).
constexpr double kPoolWeight = 30.0;
// One pseudo-outcome for the pool: Beta(1/2, 1/2), of mean 1/2 and second moment 3/8.
constexpr double kPriorMean = 0.5;
constexpr double kPriorSquare = 0.375;
constexpr double kVarianceMin = 1e-3;
// The forecast of no outcome falls below 1 - kTiltMax of the pooled one.
constexpr double kTiltMax = 0.95;

}  // namespace

TiltEProcess::TiltEProcess(std::size_t arms) : arm_sum_(arms, 0.0), arm_count_(arms, 0) {
    REFIT_ASSERT(arms >= 2);
}

double TiltEProcess::log_factor(double y, std::size_t arm,
                                std::span<const double> propensities) const {
    const double weight = static_cast<double>(units_) + 1.0;
    const double mean = (sum_ + kPriorMean) / weight;
    const double variance =
        std::max((sum_squares_ + kPriorSquare) / weight - mean * mean, kVarianceMin);
    const double limit = kTiltMax / std::max(mean, 1.0 - mean);
    const auto forecast = [&](std::size_t a) {
        const double own =
            (arm_sum_[a] + kPoolWeight * mean) / (static_cast<double>(arm_count_[a]) + kPoolWeight);
        return 1.0 + std::clamp((own - mean) / variance, -limit, limit) * (y - mean);
    };
    double expected = 0.0;
    for (std::size_t a = 0; a < propensities.size(); ++a) {
        if (propensities[a] > 0.0) expected += propensities[a] * forecast(a);
    }
    return std::log(forecast(arm) / expected);
}

Result<void> TiltEProcess::update(double y, std::size_t arm, std::span<const double> propensities) {
    if (!(y >= 0.0 && y <= 1.0)) {
        return fail(ErrorCode::InvalidInput, "an outcome is not in [0, 1]");
    }
    REFIT_CHECK(check_draw(arm, arm_count_.size(), propensities));
    // A certain draw carries no evidence: exactly 0, whatever the last digit of the sum.
    if (propensities[arm] < 1.0) log_e_ += log_factor(y, arm, propensities);
    log_e_max_ = std::max(log_e_max_, log_e_);
    arm_sum_[arm] += y;
    ++arm_count_[arm];
    sum_ += y;
    sum_squares_ += y * y;
    ++units_;
    return {};
}

double TiltEProcess::p_value() const {
    return std::exp(-log_e_max_);
}

}  // namespace refit::stats
