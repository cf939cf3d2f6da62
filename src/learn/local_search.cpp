#include "learn/local_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "base/assert.h"
#include "base/rng.h"
#include "learn/expected_improvement.h"
#include "learn/lbfgs.h"
#include "stats/special_functions.h"

namespace refit::learn {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr int kTries = 96;
constexpr int kStarts = 2;
constexpr int kEvaluations = 20;
constexpr int kShapeEvaluations = 40;
constexpr int kHalvingsMax = 5;
constexpr double kVarianceMin = 1e-12;

Result<void> check(std::span<const SeenPoint> seen, const Vector& serving,
                   const LocalSearchOptions& options) {
    const auto inside = [](const Vector& x) {
        return x.allFinite() && x.minCoeff() >= 0.0 && x.maxCoeff() <= 1.0;
    };
    if (serving.size() == 0 || !inside(serving) || !(options.scale > 0.0) || options.draws < 1 ||
        options.baseline < 1) {
        return fail(ErrorCode::InvalidInput,
                    "local search: expected a serving point in [0, 1]^d, a scale above 0, and at "
                    "least one draw and one point of the baseline");
    }
    if (seen.size() > LocalSearch::kPointsMax) {
        return fail(ErrorCode::TooLarge,
                    fmt::format("local search: at most {} points", LocalSearch::kPointsMax));
    }
    for (const SeenPoint& one : seen) {
        if (one.x.size() == serving.size() && inside(one.x) && std::isfinite(one.y) &&
            std::isfinite(one.deviation) && one.deviation > 0.0) {
            continue;
        }
        return fail(ErrorCode::InvalidInput,
                    fmt::format("local search: a point seen must have {} numbers in [0, 1], a "
                                "finite value and a deviation above 0",
                                serving.size()));
    }
    return {};
}

// Mean of y, each weighted by how firmly it is known beside the scale of f itself.
double centre_of(std::span<const SeenPoint> seen, double scale) {
    double sum = 0.0;
    double weights = 0.0;
    for (const SeenPoint& one : seen) {
        const double weight = 1.0 / (one.deviation * one.deviation + scale * scale);
        sum += weight * one.y;
        weights += weight;
    }
    return weights > 0.0 ? sum / weights : 0.0;
}

GpData data_of(std::span<const SeenPoint> seen, const Vector& serving, double centre,
               double scale) {
    const auto n = static_cast<Eigen::Index>(std::max<std::size_t>(1, seen.size()));
    GpData data{Matrix(n, serving.size()), Vector::Zero(n), Vector::Ones(n)};
    data.flat_mean = true;
    if (seen.empty()) data.points.row(0) = serving.transpose();
    for (Eigen::Index i = 0; i < static_cast<Eigen::Index>(seen.size()); ++i) {
        const SeenPoint& one = seen[static_cast<std::size_t>(i)];
        data.points.row(i) = one.x.transpose();
        data.values[i] = (one.y - centre) / scale;
        data.noise[i] = one.deviation * one.deviation / (scale * scale);
    }
    return data;
}

std::vector<Eigen::Index> best_rows(const Vector& fitted, std::size_t count) {
    std::vector<Eigen::Index> rows(static_cast<std::size_t>(fitted.size()));
    std::iota(rows.begin(), rows.end(), Eigen::Index{0});
    std::stable_sort(rows.begin(), rows.end(),
                     [&](Eigen::Index a, Eigen::Index b) { return fitted[a] > fitted[b]; });
    rows.resize(std::min(rows.size(), count));
    return rows;
}

struct Box {
    Vector low, high;
};

Box box_around(const Vector& serving, const StepRequest& request) {
    Box box{serving, serving};
    for (const std::size_t input : request.free) {
        const auto j = static_cast<Eigen::Index>(input);
        REFIT_ASSERT(j < serving.size());
        box.low[j] = std::max(0.0, serving[j] - request.reach);
        box.high[j] = std::min(1.0, serving[j] + request.reach);
    }
    return box;
}

Matrix tries_in(const Box& box, Rng& rng) {
    Matrix tries(kTries, box.low.size());
    for (Eigen::Index i = 0; i < kTries; ++i) {
        for (Eigen::Index j = 0; j < box.low.size(); ++j)
            tries(i, j) = box.low[j] + uniform01(rng) * (box.high[j] - box.low[j]);
    }
    return tries;
}

Vector largest(const NoisyImprovement& improvement, const Box& box, const Matrix& tries) {
    const auto order = best_rows(improvement.values(tries), kStarts);
    const auto loss = [&](const Vector& x, Vector& gradient) {
        const double value = improvement.value(x, gradient);
        gradient = -gradient;
        return -value;
    };
    Minimum best{tries.row(order[0]), std::numeric_limits<double>::infinity(), 0};
    for (const Eigen::Index row : order) {
        Minimum found = minimise(loss, tries.row(row), box.low, box.high, kEvaluations);
        if (found.value < best.value) best = std::move(found);
    }
    return best.x;
}

}  // namespace

double StepBelief::harm(double margin) const {
    if (gain_deviation <= 0.0) return gain < -margin ? 1.0 : 0.0;
    return stats::normal_cdf((-margin - gain) / gain_deviation);
}

Result<LocalSearch> LocalSearch::create(std::span<const SeenPoint> seen, Vector serving,
                                        const LocalSearchOptions& options) {
    REFIT_CHECK(check(seen, serving, options));
    LocalSearch search;
    search.options_ = options;
    search.centre_ = centre_of(seen, options.scale);
    GpData data = data_of(seen, serving, search.centre_, options.scale);
    const GpPrior prior = GpPrior::for_inputs(serving.size());
    GpShape shape{Vector::Constant(serving.size(), prior.length_centre), 0.0, 0.0};
    if (seen.size() >= kShapeFrom) shape = fit_shape(data, prior, shape, kShapeEvaluations);
    REFIT_TRY(process, GaussianProcess::create(std::move(data), std::move(shape)));
    search.process_ = std::make_shared<const GaussianProcess>(std::move(process));
    search.serving_ = std::move(serving);
    const GaussianProcess& known = *search.process_;
    const auto at = known.predict(search.serving_);
    search.serving_mean_ = at.mean;
    search.serving_variance_ = at.variance;
    search.serving_half_ =
        known.half_solve(known.kernel(known.data().points, search.serving_.transpose()));
    search.baseline_ = best_rows(known.fitted(), options.baseline);
    return search;
}

const Vector& LocalSearch::log_lengths() const {
    return process_->shape().log_lengths;
}

double LocalSearch::covariance_with_serving(const Vector& x) const {
    const Vector half =
        process_->half_solve(process_->kernel(process_->data().points, x.transpose()));
    return process_->kernel(x.transpose(), serving_.transpose())(0, 0) - half.dot(serving_half_);
}

StepBelief LocalSearch::belief(const Vector& x) const {
    const auto [mean, variance] = process_->predict(x);
    const double between = variance + serving_variance_ - 2.0 * covariance_with_serving(x);
    const NoisyImprovement improvement{*process_, baseline_, options_.draws, 1};
    const double log_gain = improvement.values(x.transpose())[0];
    StepBelief belief;
    belief.mean = centre_ + options_.scale * mean;
    belief.deviation = options_.scale * std::sqrt(variance);
    belief.gain = options_.scale * (mean - serving_mean_);
    belief.gain_deviation =
        options_.scale * std::sqrt(std::max(between, kVarianceMin * process_->signal()));
    belief.log_improvement = std::log(options_.scale) + log_gain;
    return belief;
}

Step LocalSearch::step(const StepRequest& request) const {
    REFIT_ASSERT(request.reach > 0.0 && request.harm_max > 0.0 && request.harm_max < 1.0);
    SeededRng rng{request.seed};
    const Box box = box_around(serving_, request);
    const NoisyImprovement improvement{*process_, baseline_, options_.draws, rng.next()};
    const Vector x = largest(improvement, box, tries_in(box, rng));
    double share = 1.0;
    for (int halvings = 0; halvings <= kHalvingsMax; ++halvings, share *= 0.5) {
        const Vector nearer = serving_ + share * (x - serving_);
        const StepBelief believed = belief(nearer);
        if (believed.harm(request.margin) <= request.harm_max) return {nearer, believed};
    }
    return {serving_, belief(serving_)};
}

double to_half(double value, double low, double middle, double high) {
    REFIT_ASSERT(low < middle && middle < high);
    const double unit = value < middle ? 0.5 * (value - low) / (middle - low)
                                       : 0.5 + 0.5 * (value - middle) / (high - middle);
    return std::clamp(unit, 0.0, 1.0);
}

double from_half(double unit, double low, double middle, double high) {
    REFIT_ASSERT(low < middle && middle < high);
    const double value = unit < 0.5 ? low + 2.0 * unit * (middle - low)
                                    : middle + (2.0 * unit - 1.0) * (high - middle);
    return std::clamp(value, low, high);
}

}  // namespace refit::learn
