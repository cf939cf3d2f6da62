#include "stats/bounded_mean.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace refit::stats {
namespace {

constexpr double kStakeMax = 0.5;  // of empirical Bernstein, and of the money a bet may lose
constexpr double kEndTolerance = 1e-9;
constexpr int kBlock = 16;  // factors multiplied before a logarithm: at most 5e8 each, no overflow

double log_cost(double alpha) {
    REFIT_ASSERT(alpha > 0.0 && alpha < 1.0);
    return std::log(2.0 / alpha);
}

Result<void> check(double x) {
    if (x >= 0.0 && x <= 1.0) return {};
    return fail(ErrorCode::InvalidInput, "an observation of a bounded mean must be in [0, 1]");
}

double square(double x) {
    return x * x;
}

}  // namespace

VarianceStake::VarianceStake(double alpha) : log_cost_{log_cost(alpha)} {}

double VarianceStake::next() const {
    const double t = static_cast<double>(count_) + 1.0;
    const double variance = (0.25 + squares_) / t;
    return std::sqrt(2.0 * log_cost_ / (variance * t * std::log1p(t)));
}

void VarianceStake::add(double x) {
    ++count_;
    sum_ += x;
    squares_ += square(x - (0.5 + sum_) / (static_cast<double>(count_) + 1.0));
}

EmpiricalBernstein::EmpiricalBernstein(double alpha) : log_cost_{log_cost(alpha)}, stake_{alpha} {}

Result<void> EmpiricalBernstein::update(double x) {
    REFIT_CHECK(check(x));
    const double stake = std::min(stake_.next(), kStakeMax);
    const double psi = -std::log1p(-stake) - stake;
    const bool first = stake_.count() == 0;
    const double forecast = first ? 0.0 : stake_.sum() / static_cast<double>(stake_.count());
    weighted_ += stake * x;
    weight_ += stake;
    price_below_ += square(x - forecast) * psi;
    price_above_ += square(first ? 1.0 - x : x - forecast) * psi;
    stake_.add(x);
    return {};
}

Interval EmpiricalBernstein::interval() const {
    if (stake_.count() == 0) return {0.0, 1.0};
    const double low = (weighted_ - log_cost_ - price_below_) / weight_;
    const double high = (weighted_ + log_cost_ + price_above_) / weight_;
    return {std::clamp(low, 0.0, 1.0), std::clamp(high, 0.0, 1.0)};
}

HedgedBets::HedgedBets(double alpha) : log_cost_{log_cost(alpha)}, stake_{alpha} {}

Result<void> HedgedBets::update(double x) {
    REFIT_CHECK(check(x));
    bets_.push_back({.x = x, .stake = stake_.next()});
    stake_.add(x);
    return {};
}

double HedgedBets::estimate() const {
    return count() == 0 ? 0.0 : stake_.sum() / static_cast<double>(count());
}

// ln K+(m) of the stream (Below), or of the stream turned over (Above).
double HedgedBets::log_wealth(double m, Side side) const {
    const double cap = kStakeMax / m;  // infinite at m = 0: nothing can be lost there
    double log = 0.0;
    double product = 1.0;
    int factors = 0;
    for (const Bet& bet : bets_) {
        const double x = side == Side::Below ? bet.x : 1.0 - bet.x;
        product *= 1.0 + std::min(bet.stake, cap) * (x - m);
        if (++factors < kBlock) continue;
        log += std::log(product);
        product = 1.0;
        factors = 0;
    }
    return log + std::log(product);
}

double HedgedBets::log_capital(double m) const {
    REFIT_ASSERT(m > 0.0 && m < 1.0);
    const double best = std::max(log_wealth(m, Side::Below), log_wealth(1.0 - m, Side::Above));
    return best - std::log(2.0);
}

// The smallest m that Below's bets do not reject: their wealth falls in m.
double HedgedBets::lowest(Side side) const {
    if (log_wealth(0.0, side) < log_cost_) return 0.0;
    double rejected = 0.0;
    double kept = 1.0;
    while (kept - rejected > kEndTolerance) {
        const double middle = (rejected + kept) / 2.0;
        (log_wealth(middle, side) < log_cost_ ? kept : rejected) = middle;
    }
    return kept;
}

Interval HedgedBets::interval() const {
    const double low = lowest(Side::Below);
    const double high = 1.0 - lowest(Side::Above);
    if (low <= high) return {low, high};
    return {(low + high) / 2.0, (low + high) / 2.0};
}

}  // namespace refit::stats
