#include "stats/asymptotic_sequence.h"

#include <cmath>
#include <limits>

#include "base/assert.h"

namespace refit::stats {
namespace {

double scale(double n, double sd, double rho_squared) {
    REFIT_ASSERT(n > 0.0 && sd >= 0.0 && rho_squared > 0.0);
    return sd * std::sqrt(2.0 * (n * rho_squared + 1.0) / rho_squared) / n;
}

}  // namespace

double asymptotic_rho_squared(double alpha, double decision_size) {
    REFIT_ASSERT(alpha > 0.0 && alpha < 1.0 && decision_size > 0.0);
    const double log_alpha = std::log(alpha);
    return (-2.0 * log_alpha + std::log1p(-2.0 * log_alpha)) / decision_size;
}

double asymptotic_half_width(double n, double sd, double rho_squared, double alpha) {
    REFIT_ASSERT(alpha > 0.0 && alpha < 1.0);
    return scale(n, sd, rho_squared) *
           std::sqrt(0.5 * std::log1p(n * rho_squared) - std::log(alpha));
}

double asymptotic_half_width_one_sided(double n, double sd, double rho_squared, double alpha) {
    REFIT_ASSERT(alpha > 0.0 && alpha < 1.0);
    return scale(n, sd, rho_squared) *
           std::sqrt(std::log1p(std::sqrt(n * rho_squared + 1.0) / (2.0 * alpha)));
}

double asymptotic_log_e(double n, double estimate, double se, double rho_squared) {
    REFIT_ASSERT(n > 0.0 && se > 0.0 && rho_squared > 0.0);
    const double z = estimate / se;
    const double spread = n * rho_squared;
    return 0.5 * z * z * spread / (spread + 1.0) - 0.5 * std::log1p(spread);
}

Result<void> DoublyRobustSequence::update(double y, bool treated, double treatment) {
    if (!(y >= 0.0 && y <= 1.0)) {
        return fail(ErrorCode::InvalidInput, "an outcome is not in [0, 1]");
    }
    if (!(treatment > 0.0 && treatment < 1.0)) {
        return fail(ErrorCode::InvalidInput,
                    "the probability of arm 1 must be above 0 and below 1: a unit that could get "
                    "one arm only says nothing about the difference");
    }
    const auto forecast = [&](int a) {
        return (arm_sum_[a] + 0.5) / (static_cast<double>(arm_count_[a]) + 1.0);
    };
    const int arm = treated ? 1 : 0;
    const double correction =
        treated ? (y - forecast(1)) / treatment : -(y - forecast(0)) / (1.0 - treatment);
    const double phi = forecast(1) - forecast(0) + correction;
    arm_sum_[arm] += y;
    ++arm_count_[arm];
    ++units_;
    const double deviation = phi - mean_;
    mean_ += deviation / static_cast<double>(units_);
    squares_ += deviation * (phi - mean_);
    return {};
}

Interval DoublyRobustSequence::interval(double alpha, double decision_size) const {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const double rho_squared = asymptotic_rho_squared(alpha, decision_size);
    if (units_ < 2 || !(squares_ > 0.0)) return {.low = -kInfinity, .high = kInfinity};
    const double n = static_cast<double>(units_);
    const double half = asymptotic_half_width(n, std::sqrt(squares_ / n), rho_squared, alpha);
    return {.low = mean_ - half, .high = mean_ + half};
}

}  // namespace refit::stats
