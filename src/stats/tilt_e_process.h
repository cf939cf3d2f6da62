#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace refit::stats {

// Evidence for "the arms differ" by way of their means: CategoryEProcess with a forecast that has
// one number per arm instead of one per category, for outcomes y in [0, 1] of any kind.
//
//   E_t = prod_{i<=t}  f_i(Y_i | A_i) / sum_a pi_i(a) f_i(Y_i | a),   f(y | a) = 1 + theta_a (y -
//   mu) mu = (sum y + 1/2) / (n + 1),   v = (sum y^2 + 3/8) / (n + 1) - mu^2 r_a = (sum_y_a + 30
//   mu) / (n_a + 30),   theta_a = clip( (r_a - mu) / v, -+.95 / max(mu, 1 - mu) )
//
// with sums over the outcomes BEFORE unit i. f is the pooled distribution tilted so that arm a's
// mean becomes r_a; the pooled distribution itself cancels. Exact in finite samples under "the
// outcome does not depend on the arm, given the past", whatever its distribution and drift, because
// each factor then has mean 1 for ANY positive f. It says nothing about direction.
//
// On success it is CategoryEProcess with a prior of 30 instead of 10; on ratings it does not spend
// evidence on the shape of the distribution. Power of both: bench/results/inference.txt.
// Source: Gruenwald, Henzi, Lardy (arXiv 2209.12637) for the ratio; the tilted forecast is ours,
// decision 0035. Checked against: an independent Python implementation, every prefix, 1e-9.
// update() is O(arms). Not thread-safe.
class TiltEProcess {
public:
    // Requires arms >= 2 (asserted).
    explicit TiltEProcess(std::size_t arms);

    // One unit: outcome, arm, and the probabilities [arms] with which the arm was drawn.
    // ErrorCode::InvalidInput, and no change, unless y is in [0, 1], the arm is in range, the
    // probabilities are in [0, 1] and sum to 1 within 1e-6, and the arm's is > 0.
    [[nodiscard]] Result<void> update(double y, std::size_t arm,
                                      std::span<const double> propensities);

    [[nodiscard]] std::int64_t units() const { return units_; }
    // ln E now, and the largest so far; both 0 for no data.
    [[nodiscard]] double log_e() const { return log_e_; }
    [[nodiscard]] double log_e_max() const { return log_e_max_; }
    // min(1, 1 / max E).
    [[nodiscard]] double p_value() const;

private:
    [[nodiscard]] double log_factor(double y, std::size_t arm,
                                    std::span<const double> propensities) const;

    std::vector<double> arm_sum_;
    std::vector<std::int64_t> arm_count_;
    double sum_{0};
    double sum_squares_{0};
    std::int64_t units_{0};
    double log_e_{0};
    double log_e_max_{0};
};

}  // namespace refit::stats
