#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "learn/packed_triangle.h"

namespace refit::learn {

// Mean and width of a linear model's prediction at one point.
struct LinearEstimate {
    double mean{0};
    double width{0};  // posterior standard deviation for noise of variance 1
};

// Bayesian ridge regression of one arm's rewards, updated one observation at a time, in doubles:
//
//   S = sum w phi phi',  b = sum w r phi                      sufficient statistics, only added to
//   A = P + S,  A theta = b + P m                             prior Normal(m, P^-1), P diagonal
//   mean(phi) = theta . phi,  width(phi)^2 = phi' A^-1 phi = |T phi|^2,  A^-1 = T'T
//
// T, the inverse of A's Cholesky factor, follows by rank-one updates and is made afresh from S
// every kRefactorEvery updates, so rounding cannot pile up and A stays positive definite: an
// explicit inverse loses that after some ten thousand updates. The order of observations does not
// matter beyond rounding.
// Source: packed_triangle.h. Checked against: numpy's batch solution, 1e-9
// (tests/vectors/learn/arm_posterior.tsv).
// Cost, d features: add and estimate O(d^2), forget O(d^3). Memory: d^2 doubles.
// Requires vectors of d finite numbers everywhere (asserted).
class ArmPosterior {
public:
    // A prior; precision > 0. prior_mean and precision have the same length, d >= 1.
    ArmPosterior(std::vector<double> precision, std::vector<double> prior_mean);

    // The posterior that has the statistics `gram` (lower triangle, column by column) and `moment`.
    // ErrorCode::InvalidInput if they belong to no weighted data: wrong lengths, not finite, or not
    // positive semidefinite.
    [[nodiscard]] static Result<ArmPosterior> restore(ArmPosterior prior,
                                                      std::span<const double> gram,
                                                      std::span<const double> moment,
                                                      double evidence);

    // The posterior of some features alone, by the same sums; its prior mean is 0.
    // ErrorCode::InvalidInput if these belong to no weighted data.
    [[nodiscard]] Result<ArmPosterior> of_features(std::span<const std::size_t> indices,
                                                   std::vector<double> precision) const;

    // Observed reward at phi, counted `weight` (> 0) times.
    void add(std::span<const double> phi, double reward, double weight);

    // A reward reported earlier with this phi and weight has changed by `change`; S is the same.
    void revise(std::span<const double> phi, double change, double weight);

    // Counts everything observed so far only `keep` times (0 < keep <= 1); the prior stays.
    void forget(double keep);

    // Factorises from S now: after it, a copy restored from the statistics gives the same bits.
    void refactor();

    [[nodiscard]] LinearEstimate estimate(std::span<const double> phi) const;
    [[nodiscard]] double mean(std::span<const double> phi) const;
    [[nodiscard]] double width(std::span<const double> phi) const;
    // A^-1 phi: how far theta moves for one unit of surprise at phi.
    [[nodiscard]] std::vector<double> gain(std::span<const double> phi) const;

    [[nodiscard]] std::size_t features() const { return precision_.size(); }
    [[nodiscard]] double evidence() const { return evidence_; }  // sum of weights, after forgetting
    [[nodiscard]] const std::vector<double>& coefficients() const { return theta_; }
    [[nodiscard]] const std::vector<double>& prior_mean() const { return prior_mean_; }
    [[nodiscard]] const std::vector<double>& moment() const { return moment_; }
    [[nodiscard]] std::vector<double> gram_lower() const;

private:
    [[nodiscard]] bool factorise();
    void solve();

    std::vector<double> precision_;
    std::vector<double> prior_mean_;
    PackedTriangle gram_;  // S
    PackedTriangle root_;  // T
    std::vector<double> moment_;
    std::vector<double> theta_;
    double evidence_{0};
    std::int64_t updates_{0};  // of root_ since it was made
};
inline constexpr std::int64_t kRefactorEvery = 512;

}  // namespace refit::learn
