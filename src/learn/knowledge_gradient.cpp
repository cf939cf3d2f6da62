#include "learn/knowledge_gradient.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "learn/expected_improvement.h"

namespace refit::learn {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr double kVarianceMin = 1e-10;  // in shares of the signal
constexpr double kJitterFirst = 1e-6;   // likewise
constexpr double kJitterLast = 1e-2;

// A line of the upper envelope and where, from below, it takes over.
struct Piece {
    double height{0};
    double slope{0};
    double from{0};
};

// The lines that are highest somewhere, by rising slope.
std::vector<Piece> upper_envelope(const Vector& heights, const Vector& slopes) {
    std::vector<Eigen::Index> order(static_cast<std::size_t>(heights.size()));
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    std::sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
        return std::pair{slopes[a], heights[a]} < std::pair{slopes[b], heights[b]};
    });
    std::vector<Piece> pieces;
    for (const Eigen::Index i : order) {
        Piece next{heights[i], slopes[i], -std::numeric_limits<double>::infinity()};
        if (!pieces.empty() && pieces.back().slope == next.slope) pieces.pop_back();
        while (!pieces.empty()) {
            const Piece& last = pieces.back();
            next.from = (last.height - next.height) / (next.slope - last.slope);
            if (next.from > last.from) break;
            pieces.pop_back();
            next.from = -std::numeric_limits<double>::infinity();
        }
        pieces.push_back(next);
    }
    return pieces;
}

}  // namespace

double expected_rise(const Vector& heights, const Vector& slopes) {
    REFIT_ASSERT(heights.size() > 0 && heights.size() == slopes.size());
    const auto pieces = upper_envelope(heights, slopes);
    double sum = 0.0;
    for (std::size_t k = 1; k < pieces.size(); ++k) {
        sum += (pieces[k].slope - pieces[k - 1].slope) *
               std::exp(log_improvement(-std::abs(pieces[k].from)).value);
    }
    return sum;
}

ConditionedPoints condition(const GaussianProcess& process, Matrix points) {
    Matrix cross = process.kernel(process.data().points, points);
    Matrix half = process.half_solve(cross);
    return {std::move(points), std::move(cross), std::move(half)};
}

KnowledgeGradient::KnowledgeGradient(const GaussianProcess& process, Matrix choices)
    : process_{process}, choices_{std::move(choices)} {
    REFIT_ASSERT(choices_.rows() > 0);
    const Matrix cross = process.kernel(process.data().points, choices_);
    means_ = cross.transpose() * process.weights() + mean_at(process.mean(), choices_);
    half_ = process.half_solve(cross);
    noise_ = process.typical_noise();
}

Vector KnowledgeGradient::values(const ConditionedPoints& at) const {
    const auto& [points, cross, half] = at;
    const Vector means = cross.transpose() * process_.weights() + mean_at(process_.mean(), points);
    const Matrix covariance = process_.kernel(choices_, points) - half_.transpose() * half;
    const Vector variances = (process_.signal() - half.colwise().squaredNorm().array())
                                 .max(kVarianceMin * process_.signal());
    const double top = means_.maxCoeff();
    const Eigen::Index m = means_.size();
    Vector heights(m + 1);
    Vector slopes(m + 1);
    Vector result(points.rows());
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
        heights << means_, means[i];
        slopes << covariance.col(i), variances[i];
        slopes /= std::sqrt(variances[i] + noise_);
        result[i] = expected_rise(heights, slopes) + std::max(0.0, means[i] - top);
    }
    return result;
}

Matrix posterior_draws(const GaussianProcess& process, const ConditionedPoints& at, int count,
                       Rng& rng) {
    const Matrix& points = at.points;
    Matrix covariance = process.kernel(points, points);
    covariance.noalias() -= at.half.transpose() * at.half;
    Eigen::LLT<Matrix> factor;
    for (double jitter = kJitterFirst; jitter <= kJitterLast; jitter *= 10.0) {
        Matrix sum = covariance;
        sum.diagonal().array() += jitter * process.signal();
        factor.compute(sum);
        if (factor.info() == Eigen::Success) break;
    }
    Matrix normals(points.rows(), count);
    for (double& normal : normals.reshaped()) normal = standard_normal(rng);
    return (factor.matrixL() * normals).colwise() + process.means(points);
}

}  // namespace refit::learn
