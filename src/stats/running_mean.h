#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "stats/interval.h"

namespace refit::stats {

// A confidence sequence for a mean that moves: at every moment, and at all moments together with
// probability >= 1 - alpha, the interval holds D_t = (1/t) sum_{i<=t} E[Z_i | before i], whatever
// the single expectations do. (BettingEProcess is narrower, but only for a mean that stays put.)
//
//   per stake l:  M_l(d) = exp( l (sum Z - t d) - sum psi(l c_i) ((Z_i - f_i) / c_i)^2 ),
//                 psi(x) = -ln(1 - x) - x,   c_i = f_i + b_i,   f_i = clip((sum_{<i} Z) / i, -1, 1)
//   M(d) = mean of M_l(d) over kStakes stakes l = 1 / (2 c_1), each half the one before
//   low  = the d where M(d) = 2 / alpha; high the same for -Z
//
// with |Z_i| <= b_i, b_i known before Z_i. A stake with l c_i >= 1 (the bound grew) is lost: its
// M_l is 0 from there on, which a supermartingale may become.
// Source: Howard, Ramdas, McAuliffe, Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence
// sequences", Annals of Statistics 49, 2021 (empirical Bernstein, theorem 4), with a discrete
// mixture instead of their boundaries.
// Checked against: an independent implementation, every prefix of a stream, 1e-9; coverage by
// simulation (running_mean_test.cpp).
// update() is O(kStakes). Not thread-safe.
class RunningMean {
public:
    static constexpr std::size_t kStakes = 12;

    // One observation with |z| <= bound. ErrorCode::InvalidInput, and no change, unless that holds
    // (within 1e-9), both are finite and bound >= 1: the mean is known to lie in [-1, 1].
    [[nodiscard]] Result<void> update(double z, double bound);

    [[nodiscard]] std::int64_t count() const { return count_; }
    // Mean so far; 0 for no data.
    [[nodiscard]] double estimate() const;
    // Within [-1, 1]; all of it for no data. Requires 0 < alpha < 1 (asserted).
    [[nodiscard]] Interval interval(double alpha) const;
    // ln of the largest (M_low(0) + M_high(0)) / 2 so far, an e-process for "every expectation is
    // 0".
    [[nodiscard]] double log_e_max() const { return log_e_max_; }

private:
    // The bets on one side; `sign` turns the observations for the other.
    struct Side {
        double sign{1};
        std::array<double, kStakes> stake{};
        std::array<double, kStakes> price{};  // sum of the psi terms
        void pay(double z, double forecast, double bound);
        // ln M(d) where `total` = sum of sign * Z and d is turned alike.
        [[nodiscard]] double log_wealth(double total, double count, double d) const;
        // The smallest d in [-1, 1] that is not rejected at `level`.
        [[nodiscard]] double lowest(double total, double count, double level) const;
    };

    Side up_{.sign = 1};
    Side down_{.sign = -1};
    double sum_{0};
    std::int64_t count_{0};
    double log_e_max_{0};
};

}  // namespace refit::stats
