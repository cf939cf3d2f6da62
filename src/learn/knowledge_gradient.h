#pragma once

#include <Eigen/Core>

#include "base/rng.h"
#include "learn/gaussian_process.h"

namespace refit::learn {

// E max_i (heights_i + slopes_i Z) - max_i heights_i for a standard normal Z: what it is worth to
// choose among lines after seeing Z rather than before. >= 0. Exact: a sum over the corners of the
// lines' upper envelope, O(m log m). Requires equal sizes, at least one line (asserted).
// Source: Frazier, Powell, Dayanik, "The knowledge-gradient policy for correlated normal beliefs",
// INFORMS Journal on Computing 21, 2009. Checked against: scipy's integration piece by piece, 1e-9.
[[nodiscard]] double expected_rise(const Eigen::VectorXd& heights, const Eigen::VectorXd& slopes);

// Points, one per row, and what conditions the process there: k(X, points) and L^-1 k(X, points).
struct ConditionedPoints {
    Eigen::MatrixXd points;
    Eigen::MatrixXd cross;
    Eigen::MatrixXd half;
};
[[nodiscard]] ConditionedPoints condition(const GaussianProcess& process, Eigen::MatrixXd points);

// How much the best posterior mean among some choices is expected to rise by one more observation,
// noise included: its noise is the median of the observations'. Unlike an improvement, which asks
// how good f is at x, it counts what x tells of f elsewhere, and that noise hides part of it.
class KnowledgeGradient {
public:
    // `choices`: points, one per row, between which the observation is to help to choose.
    KnowledgeGradient(const GaussianProcess& process, Eigen::MatrixXd choices);

    // The rise expected of an observation at each of the points, which becomes a choice itself:
    // E max of means afterwards, less the highest mean of `choices`. O(n^2 + m log m) each.
    // Checked against: numpy's covariances of the same process, 1e-8.
    [[nodiscard]] Eigen::VectorXd values(const ConditionedPoints& at) const;

private:
    const GaussianProcess& process_;
    Eigen::MatrixXd choices_;
    Eigen::VectorXd means_;
    Eigen::MatrixXd half_;  // L^-1 k(X, choices)
    double noise_{0};
};

// `count` joint draws of f from the posterior: [point][draw]. O(m^2 n + m^3) for m points.
[[nodiscard]] Eigen::MatrixXd posterior_draws(const GaussianProcess& process,
                                              const ConditionedPoints& at, int count, Rng& rng);

}  // namespace refit::learn
