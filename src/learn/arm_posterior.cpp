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

Eigen::Index index(std::size_t n) {
    return static_cast<Eigen::Index>(n);
}

Eigen::Map<Eigen::VectorXd> vector_of(std::vector<double>& values) {
    return {values.data(), index(values.size())};
}

Eigen::Map<const Eigen::VectorXd> vector_of(std::span<const double> values) {
    return {values.data(), index(values.size())};
}

std::vector<double> padded(std::span<const double> values) {
    std::vector<double> result(padded_length(values.size()), 0.0);
    std::copy(values.begin(), values.end(), result.begin());
    return result;
}

bool all_finite(std::span<const double> values) {
    return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

}  // namespace

ArmPosterior::ArmPosterior(std::vector<double> precision, std::vector<double> prior_mean)
    : precision_{std::move(precision)},
      prior_mean_{std::move(prior_mean)},
      gram_{precision_.size()},
      root_{precision_.size()},
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
    for (std::size_t column = 0, next = 0; column < d; ++column)
        for (std::size_t row = column; row < d; ++row) prior.gram_.set(row, column, gram[next++]);
    prior.moment_.assign(moment.begin(), moment.end());
    prior.evidence_ = evidence;
    if (!prior.factorise())
        return fail(ErrorCode::InvalidInput, "an arm's statistics belong to no data");
    prior.solve();
    return prior;
}

Result<ArmPosterior> ArmPosterior::of_features(std::span<const std::size_t> indices,
                                               std::vector<double> precision) const {
    ArmPosterior result{std::move(precision), std::vector<double>(indices.size(), 0.0)};
    for (std::size_t i = 0; i < indices.size(); ++i) {
        result.moment_[i] = moment_[indices[i]];
        for (std::size_t j = 0; j <= i; ++j)
            result.gram_.set(i, j, gram_.at(indices[i], indices[j]));
    }
    result.evidence_ = evidence_;
    if (!result.factorise())
        return fail(ErrorCode::InvalidInput, "an arm's statistics belong to no data");
    result.solve();
    return result;
}

bool ArmPosterior::factorise() {
    const auto d = index(features());
    Eigen::MatrixXd factor = gram_.lower();
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
    if (factor.diagonal().array().square().minCoeff() <= 0.5 * least) return false;
    Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(d, d);
    factor.triangularView<Eigen::Lower>().solveInPlace(inverse);
    root_.assign(inverse);
    return true;
}

void ArmPosterior::refactor() {
    const bool is_positive_definite = factorise();
    REFIT_ASSERT(is_positive_definite);
    solve();
}

void ArmPosterior::solve() {
    const Eigen::VectorXd target =
        vector_of(moment_) + vector_of(precision_).cwiseProduct(vector_of(prior_mean_));
    theta_ = gain({target.data(), features()});
}

void ArmPosterior::add(std::span<const double> phi, double reward, double weight) {
    REFIT_ASSERT(phi.size() == features() && all_finite(phi));
    REFIT_ASSERT(std::isfinite(reward) && weight > 0.0 && std::isfinite(weight));
    const std::vector<double> x = padded(phi);
    gram_.add_outer(x, weight);
    vector_of(moment_) += (weight * reward) * vector_of(phi);
    evidence_ += weight;
    if (++updates_ >= kRefactorEvery) {
        refactor();
        return;
    }
    std::vector<double> projected(x.size());
    std::vector<double> moved(x.size());
    root_.multiply(x, projected);
    const double total = root_.absorb(projected, weight, moved);
    const double surprise = reward - mean(phi);
    for (std::size_t j = 0; j < theta_.size(); ++j) theta_[j] += surprise / total * moved[j];
}

void ArmPosterior::revise(std::span<const double> phi, double change, double weight) {
    REFIT_ASSERT(phi.size() == features() && all_finite(phi));
    REFIT_ASSERT(std::isfinite(change) && weight > 0.0 && std::isfinite(weight));
    vector_of(moment_) += (weight * change) * vector_of(phi);
    solve();
}

void ArmPosterior::forget(double keep) {
    REFIT_ASSERT(keep > 0.0 && keep <= 1.0);
    gram_.scale(keep);
    for (double& value : moment_) value *= keep;
    evidence_ *= keep;
    refactor();
}

double ArmPosterior::mean(std::span<const double> phi) const {
    REFIT_ASSERT(phi.size() == features());
    return vector_of(std::span{theta_}).dot(vector_of(phi));
}

double ArmPosterior::width(std::span<const double> phi) const {
    REFIT_ASSERT(phi.size() == features());
    const std::vector<double> x = padded(phi);
    std::vector<double> projected(x.size());
    root_.multiply(x, projected);
    return vector_of(std::span<const double>{projected}).norm();
}

LinearEstimate ArmPosterior::estimate(std::span<const double> phi) const {
    return {.mean = mean(phi), .width = width(phi)};
}

std::vector<double> ArmPosterior::gain(std::span<const double> phi) const {
    REFIT_ASSERT(phi.size() == features());
    const std::vector<double> x = padded(phi);
    std::vector<double> projected(x.size());
    std::vector<double> result(x.size());
    root_.multiply(x, projected);
    root_.multiply_transposed(projected, result);
    result.resize(features());
    return result;
}

std::vector<double> ArmPosterior::gram_lower() const {
    const std::size_t d = features();
    std::vector<double> result;
    result.reserve(d * (d + 1) / 2);
    for (std::size_t column = 0; column < d; ++column)
        for (std::size_t row = column; row < d; ++row) result.push_back(gram_.at(row, column));
    return result;
}

}  // namespace refit::learn
