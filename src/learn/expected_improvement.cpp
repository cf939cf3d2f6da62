#include "learn/expected_improvement.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/assert.h"
#include "base/rng.h"

namespace refit::learn {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr double kHalfLogTwoPi = 0.91893853320467274178;
constexpr double kSeriesFrom = -20.0;   // below, the closed form loses digits
constexpr double kVarianceMin = 1e-10;  // in shares of the signal
constexpr int kSeriesTerms = 8;

// 1 - t M(t) and M(t) for t >= 20, M the Mills ratio: M = (1/t) sum_k (-1)^k (2k-1)!! / t^2k.
struct Tail {
    double mills{0};
    double rest{0};
};

Tail asymptotic_tail(double t) {
    double term = 1.0;
    double sum = 1.0;
    double rest = 0.0;
    for (int k = 1; k <= kSeriesTerms; ++k) {
        term *= -(2.0 * k - 1.0) / (t * t);
        sum += term;
        rest -= term;
    }
    return {sum / t, rest};
}

Tail closed_tail(double t) {
    const double density = std::exp(-0.5 * t * t - kHalfLogTwoPi);
    const double mills = 0.5 * std::erfc(t / std::numbers::sqrt2) / density;
    return {mills, 1.0 - t * mills};
}

Matrix draw_normals(Eigen::Index rows, int draws, std::uint64_t seed) {
    SeededRng rng{seed};
    Matrix normals(rows, draws);
    for (Eigen::Index s = 0; s < draws; ++s) {
        for (Eigen::Index b = 0; b < rows; ++b) normals(b, s) = standard_normal(rng);
    }
    return normals;
}

}  // namespace

LogImprovement log_improvement(double z) {
    if (z > -1.0) {
        const double density = std::exp(-0.5 * z * z - kHalfLogTwoPi);
        const double below = 0.5 * std::erfc(-z / std::numbers::sqrt2);
        const double h = density + z * below;
        return {std::log(h), below / h};
    }
    const Tail tail = z < kSeriesFrom ? asymptotic_tail(-z) : closed_tail(-z);
    return {-0.5 * z * z - kHalfLogTwoPi + std::log(tail.rest), tail.mills / tail.rest};
}

NoisyImprovement::NoisyImprovement(const GaussianProcess& process,
                                   const std::vector<Eigen::Index>& baseline, int draws,
                                   std::uint64_t seed)
    : NoisyImprovement(process, baseline,
                       draw_normals(static_cast<Eigen::Index>(baseline.size()), draws, seed)) {}

NoisyImprovement::NoisyImprovement(const GaussianProcess& process,
                                   const std::vector<Eigen::Index>& baseline, const Matrix& normals)
    : process_{process} {
    REFIT_ASSERT(!baseline.empty() && normals.cols() > 0);
    const auto count = static_cast<Eigen::Index>(baseline.size());
    const Vector fitted = process.fitted();
    points_.resize(count, process.data().points.cols());
    Vector means(count);
    for (Eigen::Index b = 0; b < count; ++b) {
        points_.row(b) = process.data().points.row(baseline[static_cast<std::size_t>(b)]);
        means[b] = fitted[baseline[static_cast<std::size_t>(b)]];
    }
    const Matrix cross = process.kernel(process.data().points, points_);
    half_ = process.half_solve(cross);
    full_ = process.back_solve(half_);
    Matrix covariance = process.kernel(points_, points_) - half_.transpose() * half_;
    covariance.diagonal().array() += 1e-6 * process.signal();
    factor_.compute(covariance);
    const Matrix draws = (factor_.matrixL() * normals).colwise() + means;
    incumbents_ = draws.colwise().maxCoeff();
    pulls_ = factor_.matrixU().solve(normals);
}

double NoisyImprovement::average(double mean, double deviation, const Vector& covariance,
                                 Matrix* shares) const {
    const Eigen::Index draws = incumbents_.size();
    const Vector z = ((pulls_.transpose() * covariance - incumbents_).array() + mean) / deviation;
    Vector logs(draws);
    if (shares != nullptr) shares->resize(draws, 3);
    for (Eigen::Index s = 0; s < draws; ++s) {
        const LogImprovement improvement = log_improvement(z[s]);
        logs[s] = improvement.value;
        if (shares != nullptr) shares->row(s) << 0.0, improvement.slope, z[s];
    }
    const double top = logs.maxCoeff();
    const Vector parts = (logs.array() - top).exp();
    if (shares != nullptr) shares->col(0) = parts / parts.sum();
    return std::log(deviation) + top + std::log(parts.sum() / static_cast<double>(draws));
}

double NoisyImprovement::value(const Vector& x, Vector& gradient) const {
    const Matrix& data = process_.data().points;
    const Vector half = process_.half_solve(process_.kernel(data, x.transpose()));
    const Vector covariance = process_.kernel(points_, x.transpose()) - half_.transpose() * half;
    const Vector reduced = factor_.solve(covariance);
    const double variance =
        std::max(process_.signal() - half.squaredNorm() - covariance.dot(reduced),
                 kVarianceMin * process_.signal());
    const double deviation = std::sqrt(variance);
    const double mean = process_.means(x.transpose())[0];
    Matrix shares;
    const double result = average(mean, deviation, covariance, &shares);

    const Matrix slope = process_.kernel_gradient(data, x);
    const Matrix slope_here =
        process_.kernel_gradient(points_, x) - full_.transpose() * slope;  // of `covariance`
    const Vector mean_slope = process_.mean_gradient(x);
    const Vector variance_slope =
        -2.0 * (slope.transpose() * process_.back_solve(half) + slope_here.transpose() * reduced);
    const Vector pull = shares.col(0).cwiseProduct(shares.col(1));
    const double spread =
        (shares.col(0).array() * (1.0 - shares.col(1).array() * shares.col(2).array())).sum();
    gradient = (pull.sum() * mean_slope + slope_here.transpose() * (pulls_ * pull)) / deviation +
               spread / (2.0 * variance) * variance_slope;
    return result;
}

Vector NoisyImprovement::values(const Matrix& points) const {
    const Matrix cross = process_.kernel(process_.data().points, points);
    const Matrix half = process_.half_solve(cross);
    const Matrix covariance = process_.kernel(points_, points) - half_.transpose() * half;
    const Matrix reduced = factor_.matrixL().solve(covariance);
    const Vector means = cross.transpose() * process_.weights() + mean_at(process_.mean(), points);
    const Vector variances = (process_.signal() - half.colwise().squaredNorm().array() -
                              reduced.colwise().squaredNorm().array())
                                 .max(kVarianceMin * process_.signal())
                                 .matrix();
    Vector result(points.rows());
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
        result[i] = average(means[i], std::sqrt(variances[i]), covariance.col(i), nullptr);
    }
    return result;
}

}  // namespace refit::learn
