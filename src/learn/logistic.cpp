#include "learn/logistic.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace refit::learn {
namespace {

constexpr double kClip = 5.0;
constexpr double kScaleMin = 1e-12;
constexpr double kStepDone = 1e-10;  // relative fall of the loss that ends the search
constexpr double kCurvatureMin = 1e-12;

Result<void> check(std::size_t features, std::span<const RidgeRow> rows, double lambda) {
    if (features > kRidgeFeaturesMax || rows.size() > kRidgeRowsMax) {
        return fail(ErrorCode::TooLarge, "logistic model: too many features or rows");
    }
    if (rows.size() < 2 || !(lambda > 0.0) || !std::isfinite(lambda)) {
        return fail(ErrorCode::InvalidInput, "logistic model: two rows and a lambda above 0");
    }
    double low = 1;
    double high = 0;
    for (const RidgeRow& row : rows) {
        const bool good =
            row.features.size() == features && row.weight > 0 && std::isfinite(row.weight) &&
            row.target >= 0 && row.target <= 1 &&
            std::ranges::all_of(row.features, [](double x) { return std::isfinite(x); });
        if (!good) return fail(ErrorCode::InvalidInput, "logistic model: a row is unusable");
        low = std::min(low, row.target);
        high = std::max(high, row.target);
    }
    if (high <= 0 || low >= 1) {
        return fail(ErrorCode::InvalidInput, "logistic model: all targets are alike");
    }
    return {};
}

double sigma(double t) {
    return t >= 0 ? 1 / (1 + std::exp(-t)) : std::exp(t) / (1 + std::exp(t));
}

// ln(1 + e^t) without overflow.
double softplus(double t) {
    return std::max(t, 0.0) + std::log1p(std::exp(-std::abs(t)));
}

// Standardised rows with a leading 1.
struct Problem {
    Eigen::MatrixXd z;
    Eigen::VectorXd y;
    Eigen::VectorXd w;
    double lambda;

    double loss(const Eigen::VectorXd& beta) const {
        const Eigen::VectorXd t = z * beta;
        double sum = 0.5 * lambda * beta.tail(beta.size() - 1).squaredNorm();
        for (Eigen::Index i = 0; i < t.size(); ++i) sum += w[i] * (softplus(t[i]) - y[i] * t[i]);
        return sum;
    }

    Eigen::VectorXd newton_step(const Eigen::VectorXd& beta) const {
        const Eigen::VectorXd p = (z * beta).unaryExpr(&sigma);
        Eigen::VectorXd gradient = z.transpose() * (w.array() * (p - y).array()).matrix();
        const Eigen::VectorXd curvature =
            (w.array() * (p.array() * (1 - p.array())).max(kCurvatureMin)).matrix();
        Eigen::MatrixXd hessian = z.transpose() * curvature.asDiagonal() * z;
        for (Eigen::Index j = 1; j < beta.size(); ++j) {
            gradient[j] += lambda * beta[j];
            hessian(j, j) += lambda;
        }
        return hessian.ldlt().solve(gradient);
    }
};

Eigen::VectorXd solve(const Problem& problem) {
    Eigen::VectorXd beta = Eigen::VectorXd::Zero(problem.z.cols());
    double loss = problem.loss(beta);
    for (int step = 0; step < kNewtonStepsMax; ++step) {
        Eigen::VectorXd move = problem.newton_step(beta);
        double next = problem.loss(beta - move);
        for (int half = 0; half < 30 && !(next <= loss); ++half) {
            move *= 0.5;
            next = problem.loss(beta - move);
        }
        if (!(next <= loss)) break;
        beta -= move;
        const bool done = loss - next <= kStepDone * 1e-3 * (1 + std::abs(loss));
        loss = next;
        if (done) break;
    }
    return beta;
}

}  // namespace

Result<LogisticModel> LogisticModel::fit(std::size_t features, std::span<const RidgeRow> rows,
                                         const RidgeOptions& options) {
    REFIT_CHECK(check(features, rows, options.lambda));
    const auto count = static_cast<Eigen::Index>(rows.size());
    const auto width = static_cast<Eigen::Index>(features);
    Problem problem{Eigen::MatrixXd::Ones(count, width + 1), Eigen::VectorXd(count),
                    Eigen::VectorXd(count), options.lambda};
    for (Eigen::Index i = 0; i < count; ++i) {
        const RidgeRow& row = rows[static_cast<std::size_t>(i)];
        problem.y[i] = row.target;
        problem.w[i] = row.weight;
        for (Eigen::Index j = 0; j < width; ++j) {
            problem.z(i, j + 1) = row.features[static_cast<std::size_t>(j)];
        }
    }
    LogisticModel model;
    const double total = problem.w.sum();
    for (Eigen::Index j = 1; j <= width; ++j) {
        const double mean = problem.w.dot(problem.z.col(j)) / total;
        problem.z.col(j).array() -= mean;
        const double scale = std::sqrt(problem.w.dot(problem.z.col(j).cwiseAbs2().eval()) / total);
        const bool varies = scale > kScaleMin * std::max(1.0, std::abs(mean));
        problem.z.col(j) *= varies ? 1 / scale : 0.0;
        model.means_.push_back(mean);
        model.scales_.push_back(varies ? scale : 1.0);
    }
    const Eigen::VectorXd beta = solve(problem);
    if (!beta.allFinite()) {
        return fail(ErrorCode::InvalidInput, "logistic model: the features are too large");
    }
    model.intercept_ = beta[0];
    model.coefficients_.assign(beta.data() + 1, beta.data() + beta.size());
    return model;
}

double LogisticModel::predict(std::span<const double> features) const {
    REFIT_ASSERT(features.size() == means_.size());
    double sum = intercept_;
    for (std::size_t j = 0; j < features.size(); ++j) {
        const double z = (features[j] - means_[j]) / scales_[j];
        sum += coefficients_[j] * std::clamp(z, -kClip, kClip);
    }
    return sigma(sum);
}

double LogisticModel::intercept() const {
    double sum = intercept_;
    for (std::size_t j = 0; j < means_.size(); ++j) {
        sum -= coefficients_[j] * means_[j] / scales_[j];
    }
    return sum;
}

std::vector<double> LogisticModel::slopes() const {
    std::vector<double> result;
    for (std::size_t j = 0; j < means_.size(); ++j) result.push_back(coefficients_[j] / scales_[j]);
    return result;
}

}  // namespace refit::learn
