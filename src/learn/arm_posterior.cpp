#include "learn/arm_posterior.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/assert.h"

namespace refit::learn {
namespace {

constexpr double kRoundingMargin = 16;

using Vector = Eigen::Map<Eigen::VectorXd>;
using ConstVector = Eigen::Map<const Eigen::VectorXd>;
using Matrix = Eigen::Map<Eigen::MatrixXd>;
using ConstMatrix = Eigen::Map<const Eigen::MatrixXd>;

Eigen::Index index(std::size_t n) {
    return static_cast<Eigen::Index>(n);
}

Vector vector_of(std::vector<double>& values) {
    return {values.data(), index(values.size())};
}

ConstVector vector_of(std::span<const double> values) {
    return {values.data(), index(values.size())};
}

bool all_finite(std::span<const double> values) {
    return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

}  // namespace

ArmPosterior::ArmPosterior(std::vector<double> precision, std::vector<double> prior_mean)
    : precision_{std::move(precision)},
      prior_mean_{std::move(prior_mean)},
      gram_(precision_.size() * precision_.size(), 0.0),
      factor_(gram_.size(), 0.0),
      moment_(precision_.size(), 0.0),
      theta_(precision_.size(), 0.0) {
    REFIT_ASSERT(!precision_.empty() && prior_mean_.size() == precision_.size());
    for (const double p : precision_) REFIT_ASSERT(p > 0.0);
    refactor();
}

Result<ArmPosterior> ArmPosterior::restore(ArmPosterior prior, std::span<const double> gram,
                                           std::span<const double> moment, double evidence) {
    const std::size_t d = prior.features();
    if (gram.size() != d * (d + 1) / 2 || moment.size() != d || !all_finite(gram) ||
        !all_finite(moment) || !(evidence >= 0.0 && std::isfinite(evidence))) {
        return fail(ErrorCode::InvalidInput, "an arm's statistics are incomplete");
    }
    for (std::size_t column = 0, next = 0; column < d; ++column) {
        for (std::size_t row = column; row < d; ++row) prior.gram_[column * d + row] = gram[next++];
    }
    prior.moment_.assign(moment.begin(), moment.end());
    prior.evidence_ = evidence;
    if (!prior.factorise())
        return fail(ErrorCode::InvalidInput, "an arm's statistics belong to no data");
    prior.solve();
    return prior;
}

bool ArmPosterior::factorise() {
    const auto d = index(features());
    Matrix factor(factor_.data(), d, d);
    factor = ConstMatrix(gram_.data(), d, d);
    factor.diagonal() += vector_of(precision_);
    const double least = *std::min_element(precision_.begin(), precision_.end());
    // Sums so large that their rounding reaches the prior could come out indefinite.
    const double rounding = kRoundingMargin * static_cast<double>(d) *
                            std::numeric_limits<double>::epsilon() * factor.diagonal().maxCoeff();
    if (rounding > 0.1 * least) factor.diagonal().array() += rounding;
    const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> cholesky(factor);  // in place
    updates_ = 0;
    if (cholesky.info() != Eigen::Success) return false;
    // A - P is positive semidefinite, so no pivot is below the prior's smallest precision.
    return factor.diagonal().array().square().minCoeff() > 0.5 * least;
}

void ArmPosterior::refactor() {
    const bool is_positive_definite = factorise();
    REFIT_ASSERT(is_positive_definite);
    solve();
}

void ArmPosterior::solve() {
    const auto d = index(features());
    const ConstMatrix factor(factor_.data(), d, d);
    Vector theta = vector_of(theta_);
    theta = vector_of(moment_) + vector_of(precision_).cwiseProduct(vector_of(prior_mean_));
    factor.triangularView<Eigen::Lower>().solveInPlace(theta);
    factor.triangularView<Eigen::Lower>().transpose().solveInPlace(theta);
}

// L L' becomes L L' + scale^2 phi phi', one Givens rotation per column.
void ArmPosterior::rank_one(std::span<const double> phi, double scale) {
    const auto d = index(features());
    Matrix factor(factor_.data(), d, d);
    Eigen::VectorXd rest = scale * vector_of(phi);
    for (Eigen::Index k = 0; k < d; ++k) {
        const double pivot = factor(k, k);
        const double updated = std::hypot(pivot, rest[k]);
        const double cosine = updated / pivot;
        const double sine = rest[k] / pivot;
        factor(k, k) = updated;
        const Eigen::Index below = d - k - 1;
        if (below == 0 || sine == 0.0) continue;
        auto column = factor.col(k).tail(below);
        auto tail = rest.tail(below);
        column = (column + sine * tail) / cosine;
        tail = cosine * tail - sine * column;
    }
}

void ArmPosterior::add(std::span<const double> phi, double reward, double weight) {
    REFIT_ASSERT(phi.size() == features() && all_finite(phi));
    REFIT_ASSERT(std::isfinite(reward) && weight > 0.0 && std::isfinite(weight));
    const auto d = index(features());
    const ConstVector x = vector_of(phi);
    Matrix gram(gram_.data(), d, d);
    for (Eigen::Index k = 0; k < d; ++k) gram.col(k).tail(d - k) += (weight * x[k]) * x.tail(d - k);
    vector_of(moment_) += (weight * reward) * x;
    evidence_ += weight;
    if (++updates_ >= kRefactorEvery) {
        refactor();
        return;
    }
    rank_one(phi, std::sqrt(weight));
    solve();
}

void ArmPosterior::revise(std::span<const double> phi, double change, double weight) {
    REFIT_ASSERT(phi.size() == features() && all_finite(phi));
    REFIT_ASSERT(std::isfinite(change) && weight > 0.0 && std::isfinite(weight));
    vector_of(moment_) += (weight * change) * vector_of(phi);
    solve();
}

void ArmPosterior::forget(double keep) {
    REFIT_ASSERT(keep > 0.0 && keep <= 1.0);
    for (double& value : gram_) value *= keep;
    for (double& value : moment_) value *= keep;
    evidence_ *= keep;
    refactor();
}

double ArmPosterior::mean(std::span<const double> phi) const {
    REFIT_ASSERT(phi.size() == features());
    return vector_of(std::span{theta_}).dot(vector_of(phi));
}

LinearEstimate ArmPosterior::estimate(std::span<const double> phi) const {
    const auto d = index(features());
    const ConstMatrix factor(factor_.data(), d, d);
    LinearEstimate result{.mean = mean(phi)};
    Eigen::VectorXd half = vector_of(phi);
    factor.triangularView<Eigen::Lower>().solveInPlace(half);
    result.width = half.norm();
    return result;
}

std::vector<double> ArmPosterior::gain(std::span<const double> phi) const {
    REFIT_ASSERT(phi.size() == features());
    const auto d = index(features());
    const ConstMatrix factor(factor_.data(), d, d);
    std::vector<double> result(phi.begin(), phi.end());
    Vector solution = vector_of(result);
    factor.triangularView<Eigen::Lower>().solveInPlace(solution);
    factor.triangularView<Eigen::Lower>().transpose().solveInPlace(solution);
    return result;
}

std::vector<double> ArmPosterior::gram_lower() const {
    const std::size_t d = features();
    std::vector<double> result;
    result.reserve(d * (d + 1) / 2);
    for (std::size_t column = 0; column < d; ++column) {
        const auto begin = gram_.begin() + static_cast<std::ptrdiff_t>(column * d + column);
        result.insert(result.end(), begin, begin + static_cast<std::ptrdiff_t>(d - column));
    }
    return result;
}

}  // namespace refit::learn
