#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "learn/gaussian_process.h"

namespace refit::learn {

// ln h(z) and its derivative, h(z) = phi(z) + z Phi(z): the expected improvement of a normal with
// deviation 1 whose mean lies z above the incumbent. Finite for every finite z: far below, where h
// underflows, it is -z^2/2 - 2 ln|z| - ... by the asymptotic series.
// Source: Ament et al., "Unexpected improvements to expected improvement", NeurIPS 2023.
// Checked against: 60-digit arithmetic from z = -1e8 to 1e3, relative 1e-12.
struct LogImprovement {
    double value{0};
    double slope{0};
};
[[nodiscard]] LogImprovement log_improvement(double z);

// Logarithm of the noisy expected improvement: over the largest of f at the best observed points,
// which the data leave uncertain, so a lucky observation sets no mark:
//   ln mean_s EI(x | data, f(best points) = draw s)
// `baseline`: rows of the process's data (the ones with the highest posterior means); `draws` joint
// normal draws of f there, from `seed`. Value and gradient: O(n^2 + n d + draws * |baseline|).
// Source: Letham, Karrer, Ottoni, Bakshy, "Constrained Bayesian optimization with noisy
// experiments", Bayesian Analysis 14, 2019; baseline pruned as in BoTorch.
// Checked against: numpy's own conditioning on the same draws; gradients against differences.
class NoisyImprovement {
public:
    NoisyImprovement(const GaussianProcess& process, const std::vector<Eigen::Index>& baseline,
                     int draws, std::uint64_t seed);
    // For given standard normal draws, [baseline][draws]: what the public constructor draws itself.
    NoisyImprovement(const GaussianProcess& process, const std::vector<Eigen::Index>& baseline,
                     const Eigen::MatrixXd& normals);

    // To be maximised.
    [[nodiscard]] double value(const Eigen::VectorXd& x, Eigen::VectorXd& gradient) const;
    // Values alone, at the rows of `points`; much faster together than one by one.
    [[nodiscard]] Eigen::VectorXd values(const Eigen::MatrixXd& points) const;

private:
    // Log of the mean over draws; `shares`, if wanted, gets each draw's share and slope.
    [[nodiscard]] double average(double mean, double deviation, const Eigen::VectorXd& covariance,
                                 Eigen::MatrixXd* shares) const;

    const GaussianProcess& process_;
    Eigen::MatrixXd points_;              // of the baseline
    Eigen::MatrixXd half_;                // L^-1 k(X, baseline)
    Eigen::MatrixXd full_;                // K^-1 k(X, baseline)
    Eigen::LLT<Eigen::MatrixXd> factor_;  // of the baseline's posterior covariance
    Eigen::MatrixXd pulls_;               // [baseline][draws]: C^-1 (f_s - mean)
    Eigen::VectorXd incumbents_;          // [draws]
};

}  // namespace refit::learn
