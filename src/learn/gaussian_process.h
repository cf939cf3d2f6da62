#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include "base/result.h"

namespace refit::learn {

// Logarithms of what shapes a Gaussian process.
struct GpShape {
    Eigen::VectorXd log_lengths{};  // of each input, in units of the input
    double log_signal{0};           // of the variance of f
    double log_noise{-2};           // of the variance of an observation that states none
};

// Points in [0, 1]^d, one per row, and what was observed there, standardised by the caller.
struct GpData {
    Eigen::MatrixXd points;
    Eigen::VectorXd values;
    Eigen::VectorXd noise;  // variance of each observation; < 0: unknown, shape's log_noise counts
    bool flat_mean{false};  // the mean is a constant: too few points to tell a bowl

    [[nodiscard]] Eigen::Index size() const { return points.rows(); }
};

// constant - depth |x - middle|^2, depth >= 0: with nothing known of an input its middle is the
// best guess, and how much so is learnt from all inputs together.
struct GpMean {
    double constant{0};
    double depth{0};
};
[[nodiscard]] Eigen::VectorXd mean_at(const GpMean& mean, const Eigen::MatrixXd& points);

// A Gaussian process with a Matern-5/2 kernel, a length per input, and a mean estimated by
// generalised least squares:
//   k(x, x') = s (1 + a + a^2/3) e^-a,  a = sqrt(5 sum_j (x_j - x'_j)^2 / l_j^2)
// Source: Rasmussen & Williams 2006, 2.2 and 5.4. Checked against: scikit-learn's posterior and
// numpy on the same data, 1e-8; gradients against differences.
class GaussianProcess {
public:
    // Conditions on the data: O(n^3). ErrorCode::InvalidInput if the covariance stays singular
    // after adding up to 1e-4 of the signal to its diagonal. Requires matching sizes (asserted).
    [[nodiscard]] static Result<GaussianProcess> create(GpData data, GpShape shape);

    struct Prediction {
        double mean{0};
        double variance{0};  // of f, without noise; > 0
    };
    // O(n^2 + n d).
    [[nodiscard]] Prediction predict(const Eigen::VectorXd& x) const;
    // Means only, at the rows of `points`: O(n d) each.
    [[nodiscard]] Eigen::VectorXd means(const Eigen::MatrixXd& points) const;
    // Gradient of the posterior mean: O(n d).
    [[nodiscard]] Eigen::VectorXd mean_gradient(const Eigen::VectorXd& x) const;
    // Posterior means at the data's own points, O(n).
    [[nodiscard]] Eigen::VectorXd fitted() const;
    // Covariances of f between the rows of `points` and x before seeing data.
    [[nodiscard]] Eigen::MatrixXd kernel(const Eigen::MatrixXd& points,
                                         const Eigen::MatrixXd& others) const;
    // Derivatives of k(points row, x) by x: one row per point, one column per input.
    [[nodiscard]] Eigen::MatrixXd kernel_gradient(const Eigen::MatrixXd& points,
                                                  const Eigen::VectorXd& x) const;
    // L^-1 B and K^-1 B for the covariance K = L L' of the observations.
    [[nodiscard]] Eigen::MatrixXd half_solve(const Eigen::MatrixXd& b) const;
    [[nodiscard]] Eigen::MatrixXd solve(const Eigen::MatrixXd& b) const;
    // L^-T B: the second half of solve().
    [[nodiscard]] Eigen::MatrixXd back_solve(const Eigen::MatrixXd& b) const;

    [[nodiscard]] const GpData& data() const { return data_; }
    [[nodiscard]] const GpShape& shape() const { return shape_; }
    [[nodiscard]] const Eigen::VectorXd& weights() const { return weights_; }  // K^-1 (y - mean)
    [[nodiscard]] const GpMean& mean() const { return mean_; }
    [[nodiscard]] double signal() const;
    // Median variance of the observations' noise, stated or not.
    [[nodiscard]] double typical_noise() const;

private:
    GpData data_;
    GpShape shape_;
    Eigen::LLT<Eigen::MatrixXd> factor_;
    Eigen::VectorXd weights_;
    Eigen::VectorXd noise_;
    GpMean mean_;
};

// What is believed of a shape before data, in logarithms: normal with these centres and deviations.
struct GpPrior {
    double length_centre{0};
    double length_deviation{0};
    double signal_deviation{1};  // around 0
    double noise_centre{-2};
    double noise_deviation{2};

    // Lengths that grow with the square root of the number of inputs keep the prior's complexity
    // the same in any dimension: centre sqrt 2 + ln(d)/2 - 2, deviation sqrt 3.
    // Source: Hvarfner, Hellsten, Nardi, "Vanilla Bayesian optimization performs great in high
    // dimensions", ICML 2024.
    [[nodiscard]] static GpPrior for_inputs(Eigen::Index count);
};

// Negative log posterior density of a shape (up to a constant) and its gradient by [log lengths...,
// log signal, log noise]. O(n^3 + n^2 d). Infinity where the covariance cannot be factored.
[[nodiscard]] double gp_loss(const GpData& data, const GpPrior& prior,
                             const Eigen::VectorXd& packed, Eigen::VectorXd& gradient);

[[nodiscard]] Eigen::VectorXd pack(const GpShape& shape);
[[nodiscard]] GpShape unpack(const Eigen::VectorXd& packed);

// The most probable shape found from `start`, with at most `evaluations_max` of gp_loss.
[[nodiscard]] GpShape fit_shape(const GpData& data, const GpPrior& prior, const GpShape& start,
                                int evaluations_max);

}  // namespace refit::learn
