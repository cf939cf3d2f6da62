#include "stats/e_process.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.h"
#include "stats/propensities.h"

namespace refit::stats {
namespace {

// Pseudo-outcomes with which each arm's forecast leans on the pooled one.
constexpr double kPoolWeight = 10.0;
constexpr double kVarianceMin = 0.05;
// Wealth is rebased when it leaves this range.
constexpr double kWealthMin = 1e-100;
constexpr double kWealthMax = 1e100;

std::vector<double> grid() {
    constexpr double kHalf = static_cast<double>(BettingEProcess::kGridPoints - 1) / 2.0;
    std::vector<double> points(BettingEProcess::kGridPoints);
    for (std::size_t i = 0; i < points.size(); ++i)
        points[i] = (static_cast<double>(i) - kHalf) / kHalf;
    return points;
}

}  // namespace

CategoryEProcess::CategoryEProcess(std::size_t arms, std::size_t categories)
    : categories_{categories},
      counts_(arms * categories, 0),
      category_totals_(categories, 0),
      arm_totals_(arms, 0) {
    REFIT_ASSERT(arms >= 2);
    REFIT_ASSERT(categories >= 2);
}

double CategoryEProcess::forecast(std::size_t category, std::size_t arm) const {
    const double pool =
        (static_cast<double>(category_totals_[category]) + 1.0 / static_cast<double>(categories_)) /
        (static_cast<double>(units_) + 1.0);
    const double own = static_cast<double>(counts_[arm * categories_ + category]);
    return (own + kPoolWeight * pool) / (static_cast<double>(arm_totals_[arm]) + kPoolWeight);
}

Result<void> CategoryEProcess::update(std::size_t category, std::size_t arm,
                                      std::span<const double> propensities) {
    if (category >= categories_) {
        return fail(ErrorCode::InvalidInput, "outcome, arm or propensities out of range");
    }
    REFIT_CHECK(check_draw(arm, arm_totals_.size(), propensities));
    double expected = 0.0;
    for (std::size_t a = 0; a < propensities.size(); ++a) {
        if (propensities[a] > 0.0) expected += propensities[a] * forecast(category, a);
    }
    // A certain draw carries no evidence: exactly 0, whatever the last digit of the sum.
    if (propensities[arm] < 1.0) log_e_ += std::log(forecast(category, arm) / expected);
    log_e_max_ = std::max(log_e_max_, log_e_);
    ++counts_[arm * categories_ + category];
    ++category_totals_[category];
    ++arm_totals_[arm];
    ++units_;
    return {};
}

double CategoryEProcess::p_value() const {
    return std::exp(-log_e_max_);
}

BettingEProcess::BettingEProcess()
    : candidates_{grid()}, wealth_(kGridPoints), arm_sum_(2, 0.0), arm_count_(2, 0) {}

BettingEProcess::BettingEProcess(double candidate)
    : candidates_{candidate}, wealth_(1), arm_sum_(2, 0.0), arm_count_(2, 0) {
    REFIT_ASSERT(candidate >= -1.0 && candidate <= 1.0);
}

// One factor is within [1/2, 3/2], so the limits are never jumped over by far.
void BettingEProcess::Wealth::multiply(double factor) {
    now *= factor;
    best = std::max(best, now);
    if (now > kWealthMin && now < kWealthMax) return;
    log_best = std::max(log_best, log_base + std::log(best));
    log_base += std::log(now);
    now = best = 1.0;
}

double BettingEProcess::Wealth::log_max() const {
    return std::max(log_best, log_base + std::log(best));
}

Result<void> BettingEProcess::update(double y, Arm arm, double control, double treatment) {
    if (!is_probability(y)) return fail(ErrorCode::InvalidInput, "an outcome is not in [0, 1]");
    const bool treated = arm == Arm::Treatment;
    const double own = treated ? treatment : control;
    const double pair = control + treatment;
    if (!is_probability(control) || !is_probability(treatment) || !(own > 0.0) ||
        pair > 1.0 + kPropensityTolerance) {
        return fail(ErrorCode::InvalidInput,
                    "propensities must be in [0, 1] and positive for the arm that was drawn");
    }
    if (control == 0.0 || treatment == 0.0) return {};
    const double pi_0 = control / pair;
    const double pi_1 = treatment / pair;
    const auto forecast = [&](std::size_t a) {
        return (arm_sum_[a] + 0.5) / (static_cast<double>(arm_count_[a]) + 1.0);
    };
    const double baseline = pi_0 * forecast(1) + pi_1 * forecast(0);
    const double z = treated ? (y - baseline) / pi_1 : -(y - baseline) / pi_0;
    bet(z, std::max(1.0 / pi_0, 1.0 / pi_1) * std::max(baseline, 1.0 - baseline));
    arm_sum_[treated ? 1 : 0] += y;
    ++arm_count_[treated ? 1 : 0];
    return {};
}

// Stakes depend on earlier units only; the wealth for every candidate difference moves by one bet.
void BettingEProcess::bet(double z, double bound) {
    const double t = static_cast<double>(units_ + 1);
    const double mean = z_sum_ / t;
    const double variance = std::max((z_sum_squares_ + 1.0) / t - mean * mean, kVarianceMin);
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
        const double d = candidates_[i];
        const double mu = mean - d * (t - 1.0) / t;
        const double limit = 0.5 / (bound + std::abs(d));
        const double stake = std::clamp(mu / (variance + mu * mu), -limit, limit);
        wealth_[i].multiply(1.0 + stake * (z - d));
    }
    z_sum_ += z;
    z_sum_squares_ += z * z;
    ++units_;
}

double BettingEProcess::log_e() const {
    const Wealth& wealth = wealth_[wealth_.size() / 2];
    return wealth.log_base + std::log(wealth.now);
}

double BettingEProcess::log_e_max() const {
    return wealth_[wealth_.size() / 2].log_max();
}

double BettingEProcess::p_value() const {
    return std::exp(-log_e_max());
}

double BettingEProcess::estimate() const {
    return units_ == 0 ? 0.0 : z_sum_ / static_cast<double>(units_);
}

Interval BettingEProcess::interval(double alpha) const {
    REFIT_ASSERT(alpha > 0.0 && alpha < 1.0);
    const double threshold = -std::log(alpha);
    if (candidates_.size() < kGridPoints) return {.low = -1.0, .high = 1.0};
    std::size_t low = kGridPoints;
    std::size_t high = 0;
    std::size_t least = 0;
    double least_log = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < kGridPoints; ++i) {
        const double log_max = wealth_[i].log_max();
        if (log_max < least_log) {
            least = i;
            least_log = log_max;
        }
        if (log_max >= threshold) continue;
        low = std::min(low, i);
        high = i;
    }
    if (low == kGridPoints) low = high = least;
    // One grid step wider on each side: the true difference may lie between two points.
    return {.low = candidates_[low == 0 ? 0 : low - 1],
            .high = candidates_[std::min(high + 1, kGridPoints - 1)]};
}

int confidence_percent(double p_value) {
    REFIT_ASSERT(p_value >= 0.0 && p_value <= 1.0);
    return std::min(99, static_cast<int>(std::floor(100.0 * (1.0 - p_value) + 1e-9)));
}

}  // namespace refit::stats
