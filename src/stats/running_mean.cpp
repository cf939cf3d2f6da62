#include "stats/running_mean.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.h"

namespace refit::stats {
namespace {

constexpr double kTolerance = 1e-9;
constexpr int kBisections = 60;  // halve [-1, 1] to the last bit of a double

double psi(double x) {
    return -std::log1p(-x) - x;
}

// ln((e^x + e^y) / 2) without overflow.
double log_mean_exp(double x, double y) {
    const double high = std::max(x, y);
    return high + std::log1p(std::exp(std::min(x, y) - high)) - std::log(2.0);
}

}  // namespace

void RunningMean::Side::pay(double z, double forecast, double bound) {
    const double scale = sign * forecast + bound;
    const double miss = sign * (z - forecast) / scale;
    for (std::size_t j = 0; j < kStakes; ++j) {
        const double share = stake[j] * scale;
        constexpr double kRuin = std::numeric_limits<double>::infinity();
        price[j] += share < 1 ? psi(share) * miss * miss : kRuin;
    }
}

double RunningMean::Side::log_wealth(double total, double count, double d) const {
    std::array<double, kStakes> logs{};
    for (std::size_t j = 0; j < kStakes; ++j) logs[j] = stake[j] * (total - count * d) - price[j];
    const double high = *std::ranges::max_element(logs);
    if (!std::isfinite(high)) return -std::numeric_limits<double>::infinity();
    double sum = 0;
    for (const double each : logs) sum += std::exp(each - high);
    return high + std::log(sum / static_cast<double>(kStakes));
}

double RunningMean::Side::lowest(double total, double count, double level) const {
    double low = -1;
    double high = 1;
    if (log_wealth(total, count, low) < level) return low;
    for (int i = 0; i < kBisections; ++i) {
        const double middle = (low + high) / 2;
        (log_wealth(total, count, middle) < level ? high : low) = middle;
    }
    return low;
}

Result<void> RunningMean::update(double z, double bound) {
    if (!(bound >= 1.0) || !std::isfinite(bound) || !(std::abs(z) <= bound * (1 + kTolerance))) {
        return fail(ErrorCode::InvalidInput, "an observation is not within its bound");
    }
    const double seen = static_cast<double>(count_);
    const double forecast = std::clamp(sum_ / (seen + 1), -1.0, 1.0) * (1 - kTolerance);
    if (count_ == 0) {
        for (std::size_t j = 0; j < kStakes; ++j) {
            up_.stake[j] = down_.stake[j] = std::ldexp(0.5 / bound, -static_cast<int>(j));
        }
    }
    up_.pay(z, forecast, bound);
    down_.pay(z, forecast, bound);
    sum_ += z;
    ++count_;
    log_e_max_ = std::max(log_e_max_, log_mean_exp(up_.log_wealth(sum_, seen + 1, 0),
                                                   down_.log_wealth(-sum_, seen + 1, 0)));
    return {};
}

double RunningMean::estimate() const {
    return count_ == 0 ? 0.0 : sum_ / static_cast<double>(count_);
}

Interval RunningMean::interval(double alpha) const {
    REFIT_ASSERT(alpha > 0.0 && alpha < 1.0);
    if (count_ == 0) return {.low = -1, .high = 1};
    const double level = std::log(2.0 / alpha);
    const double n = static_cast<double>(count_);
    const double low = up_.lowest(sum_, n, level);
    const double high = -down_.lowest(-sum_, n, level);
    // Both sides rejecting everything at once is a damaged promise, not an empty interval.
    return {.low = std::min(low, high), .high = std::max(low, high)};
}

}  // namespace refit::stats
