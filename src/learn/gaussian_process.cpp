#include "learn/gaussian_process.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/assert.h"
#include "learn/lbfgs.h"

namespace refit::learn {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr double kRootFive = 2.2360679774997896964;
constexpr double kJitterFirst = 1e-9;
constexpr double kJitterLast = 1e-4;
constexpr double kVarianceMin = 1e-12;  // in shares of the signal
constexpr double kLogLengthMin = -4.0;
constexpr double kLogLengthMax = 6.0;

Matrix scaled(const Matrix& points, const Vector& log_lengths) {
    return points * (-log_lengths).array().exp().matrix().asDiagonal();
}

// a = sqrt(5) r between the rows of two scaled matrices.
Matrix distances(const Matrix& a, const Matrix& b) {
    Matrix result = -2.0 * a * b.transpose();
    result.colwise() += a.rowwise().squaredNorm();
    result.rowwise() += b.rowwise().squaredNorm().transpose();
    return kRootFive * result.cwiseMax(0.0).cwiseSqrt();
}

Vector noise_of(const GpData& data, double log_noise) {
    return (data.noise.array() < 0.0).select(std::exp(log_noise), data.noise);
}

// Factors covariance + noise + the smallest sufficient jitter; false if none suffices.
bool factor(const Matrix& covariance, const Vector& noise, double signal,
            Eigen::LLT<Matrix>& result) {
    for (double jitter = kJitterFirst; jitter <= kJitterLast; jitter *= 10.0) {
        Matrix sum = covariance;
        sum.diagonal() += noise;
        sum.diagonal().array() += jitter * signal;
        result.compute(sum);
        if (result.info() == Eigen::Success) return true;
    }
    return false;
}

Vector bowl(const Matrix& points) {
    return (points.array() - 0.5).square().rowwise().sum();
}

// Generalised least squares for the mean, whose bowl may only open downwards; writes
// K^-1 (y - mean).
GpMean fit_mean(const Eigen::LLT<Matrix>& factor, const GpData& data, Vector& weights) {
    Matrix basis(data.size(), 2);
    basis.col(0).setOnes();
    basis.col(1) = bowl(data.points);
    const Matrix solved = factor.solve(basis);
    const Eigen::Matrix2d normal = basis.transpose() * solved;
    const Eigen::Vector2d moment = solved.transpose() * data.values;
    const double determinant = normal(0, 0) * normal(1, 1) - normal(0, 1) * normal(1, 0);
    const bool regular = determinant > 1e-9 * normal(0, 0) * normal(1, 1);
    const double depth = (normal(0, 1) * moment[0] - normal(0, 0) * moment[1]) / determinant;
    GpMean mean;
    if (regular && depth > 0.0 && !data.flat_mean) mean.depth = depth;
    mean.constant = (moment[0] + mean.depth * normal(0, 1)) / normal(0, 0);
    weights =
        factor.solve(data.values) - mean.constant * solved.col(0) + mean.depth * solved.col(1);
    return mean;
}

Matrix inverse(const Eigen::LLT<Matrix>& factor) {
    const Eigen::Index n = factor.rows();
    Matrix half = Matrix::Identity(n, n);
    factor.matrixL().solveInPlace(half);
    Matrix result = Matrix::Zero(n, n);
    result.selfadjointView<Eigen::Lower>().rankUpdate(half.transpose());
    result.triangularView<Eigen::StrictlyUpper>() = result.transpose();
    return result;
}

double add_normal_prior(double value, double centre, double deviation, double& gradient) {
    const double z = (value - centre) / deviation;
    gradient += z / deviation;
    return 0.5 * z * z;
}

double add_prior(const GpPrior& prior, const Vector& packed, Vector& gradient) {
    const Eigen::Index d = packed.size() - 2;
    double loss = 0.0;
    for (Eigen::Index j = 0; j < d; ++j) {
        loss +=
            add_normal_prior(packed[j], prior.length_centre, prior.length_deviation, gradient[j]);
    }
    loss += add_normal_prior(packed[d], 0.0, prior.signal_deviation, gradient[d]);
    return loss + add_normal_prior(packed[d + 1], prior.noise_centre, prior.noise_deviation,
                                   gradient[d + 1]);
}

}  // namespace

Vector mean_at(const GpMean& mean, const Matrix& points) {
    return mean.constant - mean.depth * bowl(points).array();
}

Result<GaussianProcess> GaussianProcess::create(GpData data, GpShape shape) {
    REFIT_ASSERT(data.size() > 0 && data.size() == data.values.size() &&
                 data.size() == data.noise.size());
    REFIT_ASSERT(shape.log_lengths.size() == data.points.cols());
    GaussianProcess process;
    process.data_ = std::move(data);
    process.shape_ = std::move(shape);
    process.noise_ = noise_of(process.data_, process.shape_.log_noise);
    const Matrix covariance = process.kernel(process.data_.points, process.data_.points);
    if (!factor(covariance, process.noise_, process.signal(), process.factor_)) {
        return fail(ErrorCode::InvalidInput, "the observations' covariance is singular");
    }
    process.mean_ = fit_mean(process.factor_, process.data_, process.weights_);
    return process;
}

double GaussianProcess::signal() const {
    return std::exp(shape_.log_signal);
}

double GaussianProcess::typical_noise() const {
    Vector sorted = noise_;
    const Eigen::Index half = sorted.size() / 2;
    std::nth_element(sorted.begin(), sorted.begin() + half, sorted.end());
    return sorted[half];
}

Matrix GaussianProcess::kernel(const Matrix& points, const Matrix& others) const {
    const Matrix a =
        distances(scaled(points, shape_.log_lengths), scaled(others, shape_.log_lengths));
    return signal() * ((1.0 + a.array() + a.array().square() / 3.0) * (-a.array()).exp()).matrix();
}

Matrix GaussianProcess::kernel_gradient(const Matrix& points, const Vector& x) const {
    const Vector inverse_squares = (-2.0 * shape_.log_lengths).array().exp();
    const Matrix offsets = (-points).rowwise() + x.transpose();
    const Vector a =
        kRootFive * (offsets.array().square().matrix() * inverse_squares).cwiseMax(0.0).cwiseSqrt();
    const Vector slope = -5.0 / 3.0 * signal() * (1.0 + a.array()) * (-a.array()).exp();
    return slope.asDiagonal() * offsets * inverse_squares.asDiagonal();
}

Matrix GaussianProcess::half_solve(const Matrix& b) const {
    return factor_.matrixL().solve(b);
}

Matrix GaussianProcess::back_solve(const Matrix& b) const {
    return factor_.matrixU().solve(b);
}

Matrix GaussianProcess::solve(const Matrix& b) const {
    return factor_.solve(b);
}

GaussianProcess::Prediction GaussianProcess::predict(const Vector& x) const {
    const Vector cross = kernel(data_.points, x.transpose());
    const Vector half = half_solve(cross);
    return {mean_at(mean_, x.transpose())[0] + cross.dot(weights_),
            std::max(signal() - half.squaredNorm(), kVarianceMin * signal())};
}

Vector GaussianProcess::means(const Matrix& points) const {
    return kernel(points, data_.points) * weights_ + mean_at(mean_, points);
}

Vector GaussianProcess::mean_gradient(const Vector& x) const {
    return kernel_gradient(data_.points, x).transpose() * weights_ -
           2.0 * mean_.depth * (x.array() - 0.5).matrix();
}

Vector GaussianProcess::fitted() const {
    return data_.values - noise_.cwiseProduct(weights_);
}

GpPrior GpPrior::for_inputs(Eigen::Index count) {
    GpPrior prior;
    prior.length_centre = std::sqrt(2.0) + 0.5 * std::log(static_cast<double>(count)) - 2.0;
    prior.length_deviation = std::sqrt(3.0);
    return prior;
}

double gp_loss(const GpData& data, const GpPrior& prior, const Vector& packed, Vector& gradient) {
    const Eigen::Index d = data.points.cols();
    const Vector log_lengths = packed.head(d);
    const double signal = std::exp(packed[d]);
    const Matrix points = scaled(data.points, log_lengths);
    const Matrix a = distances(points, points);
    const Matrix decay = signal * (-a.array()).exp().matrix();
    const Matrix covariance =
        ((1.0 + a.array() + a.array().square() / 3.0) * decay.array()).matrix();
    const Vector noise = noise_of(data, packed[d + 1]);
    Eigen::LLT<Matrix> factored;
    if (!factor(covariance, noise, signal, factored)) {
        return std::numeric_limits<double>::infinity();
    }
    Vector weights;
    const GpMean mean = fit_mean(factored, data, weights);
    const Vector rest = data.values - mean_at(mean, data.points);
    const double fit = 0.5 * weights.dot(rest);
    const double volume = factored.matrixLLT().diagonal().array().log().sum();
    const Matrix sway = weights * weights.transpose() - inverse(factored);
    gradient.setZero(d + 2);
    gradient[d] = -0.5 * sway.cwiseProduct(covariance).sum();
    for (Eigen::Index i = 0; i < data.size(); ++i) {
        if (data.noise[i] < 0.0) gradient[d + 1] -= 0.5 * sway(i, i) * noise[i];
    }
    // sum_ik M_ik (x_i - x_k)^2 = 2 (sum_i x_i^2 sum_k M_ik - x' M x), for every input at once.
    const Matrix m = 5.0 / 3.0 * ((1.0 + a.array()) * decay.array() * sway.array()).matrix();
    const Matrix moved = m * points;
    const Vector rows = m.rowwise().sum();
    for (Eigen::Index j = 0; j < d; ++j) {
        gradient[j] = -(rows.dot(points.col(j).cwiseAbs2()) - points.col(j).dot(moved.col(j)));
    }
    return fit + volume + add_prior(prior, packed, gradient);
}

Vector pack(const GpShape& shape) {
    Vector packed(shape.log_lengths.size() + 2);
    packed << shape.log_lengths, shape.log_signal, shape.log_noise;
    return packed;
}

GpShape unpack(const Vector& packed) {
    const Eigen::Index d = packed.size() - 2;
    return {packed.head(d), packed[d], packed[d + 1]};
}

GpShape fit_shape(const GpData& data, const GpPrior& prior, const GpShape& start,
                  int evaluations_max) {
    const Eigen::Index d = data.points.cols();
    Vector low = Vector::Constant(d + 2, kLogLengthMin);
    Vector high = Vector::Constant(d + 2, kLogLengthMax);
    low[d + 1] = -14.0;
    const auto loss = [&](const Vector& packed, Vector& gradient) {
        return gp_loss(data, prior, packed, gradient);
    };
    return unpack(minimise(loss, pack(start), low, high, evaluations_max).x);
}

}  // namespace refit::learn
