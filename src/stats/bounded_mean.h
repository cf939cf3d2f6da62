#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "stats/interval.h"

namespace refit::stats {

// Confidence sequences of ONE mean of observations in [0, 1]: at all moments together, with
// probability >= 1 - alpha, the interval holds mu, for any stream with E[X_t | before t] = mu. One
// may look after every observation and stop when one likes. (For a mean that moves: RunningMean.)
// Both stake by the variance seen so far:
//
//   m_t = (1/2 + sum_{i<=t} X_i) / (t+1),  s2_t = (1/4 + sum_{i<=t} (X_i - m_i)^2) / (t+1)
//   l_t = sqrt( 2 ln(2/alpha) / (s2_{t-1} t ln(1+t)) ),  s2_0 = 1/4
//
// Source: Waudby-Smith & Ramdas, "Estimating means of bounded random variables by betting", JRSS-B
// 86, 2024 (theorems 2 and 3).
// Checked against: the authors' program confseq 0.0.11, every prefix of 42 streams: empirical
// Bernstein and capital 1e-7; betting interval to its grid of 1/1000. Coverage and width by
// simulation (bounded_mean_test.cpp).

// l_t, known before X_t.
class VarianceStake {
public:
    // Requires 0 < alpha < 1 (asserted).
    explicit VarianceStake(double alpha);
    [[nodiscard]] double next() const;
    void add(double x);
    [[nodiscard]] std::int64_t count() const { return count_; }
    [[nodiscard]] double sum() const { return sum_; }

private:
    double log_cost_;  // ln(2 / alpha)
    std::int64_t count_{0};
    double sum_{0};
    double squares_{0};
};

// Empirical Bernstein with predictable plug-in, in closed form:
//
//   ( sum l X -+ (ln(2/alpha) + sum (X_t - f_t)^2 psi(l_t)) ) / sum l,  psi(l) = -ln(1 - l) - l
//
// with l_t held to 1/2 and f_t the mean before t (of X below, of 1 - X above; 0 at first).
// O(1) per observation and per interval, in constant memory; wide for small samples.
class EmpiricalBernstein {
public:
    explicit EmpiricalBernstein(double alpha);
    // ErrorCode::InvalidInput, and no change, unless 0 <= x <= 1.
    [[nodiscard]] Result<void> update(double x);
    [[nodiscard]] std::int64_t count() const { return stake_.count(); }
    // Within [0, 1]; all of it for no data.
    [[nodiscard]] Interval interval() const;

private:
    double log_cost_;
    VarianceStake stake_;
    double weighted_{0};  // sum l X
    double weight_{0};    // sum l
    double price_below_{0};
    double price_above_{0};
};

// Hedged betting: the m at which neither half of the money has grown to 2/alpha times itself.
//
//   K+(m) = prod (1 + min(l_t, 1/(2m)) (X_t - m)),   K-(m) the same for 1 - X and 1 - m
//   the interval is { m : max(K+(m), K-(m)) < 2/alpha }; K+ falls in m and K- rises
//
// Narrower than EmpiricalBernstein up to some 500 observations (half as wide at 20), as wide later.
// The capital depends on m, so the stream is kept: 16 bytes an observation; O(n) per evaluation,
// some 70 evaluations per interval.
class HedgedBets {
public:
    explicit HedgedBets(double alpha);
    // ErrorCode::InvalidInput, and no change, unless 0 <= x <= 1.
    [[nodiscard]] Result<void> update(double x);
    [[nodiscard]] std::int64_t count() const { return stake_.count(); }
    // Mean so far; 0 for no data.
    [[nodiscard]] double estimate() const;
    // ln of max(K+(m), K-(m)) / 2: an e-process for "the mean is m". Requires 0 < m < 1 (asserted).
    [[nodiscard]] double log_capital(double m) const;
    // Within [0, 1], ends to 1e-9; all of it for no data. If every m is rejected, which happens
    // with probability <= alpha unless the mean moved, the two ends meet half-way.
    [[nodiscard]] Interval interval() const;

private:
    struct Bet {
        double x;
        double stake;
    };
    enum class Side : std::uint8_t { Below, Above };
    [[nodiscard]] double log_wealth(double m, Side side) const;
    [[nodiscard]] double lowest(Side side) const;

    double log_cost_;
    VarianceStake stake_;
    std::vector<Bet> bets_{};
};

}  // namespace refit::stats
