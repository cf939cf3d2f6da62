#include "learn/pareto_optimizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "base/rng.h"
#include "learn/optimizer_model.h"

namespace refit::learn {
namespace {

constexpr double kAugmentation = 0.05;

bool dominates(std::span<const double> a, std::span<const double> b) {
    bool better = false;
    for (std::size_t k = 0; k < a.size(); ++k) {
        if (a[k] < b[k]) return false;
        better = better || a[k] > b[k];
    }
    return better;
}

// Each objective from its lowest to its highest observed value.
std::vector<std::vector<double>> scaled(std::vector<std::vector<double>> values) {
    for (std::size_t k = 0; k < values[0].size(); ++k) {
        double low = values[0][k];
        double high = low;
        for (const auto& row : values) {
            low = std::min(low, row[k]);
            high = std::max(high, row[k]);
        }
        for (auto& row : values) row[k] = high > low ? (row[k] - low) / (high - low) : 1.0;
    }
    return values;
}

}  // namespace

std::vector<double> simplex_weights(std::size_t count, std::uint64_t seed) {
    SeededRng rng{seed};
    std::vector<double> weights;
    double sum = 0.0;
    for (std::size_t k = 0; k < count; ++k) {
        weights.push_back(-std::log(1.0 - uniform01(rng)));
        sum += weights.back();
    }
    for (double& weight : weights) weight = sum > 0.0 ? weight / sum : 1.0;
    return weights;
}

std::vector<std::size_t> non_dominated(std::span<const std::vector<double>> values) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool beaten = std::any_of(values.begin(), values.end(), [&](const auto& other) {
            return dominates(other, values[i]);
        });
        if (!beaten) rows.push_back(i);
    }
    return rows;
}

double chebyshev(std::span<const double> values, std::span<const double> weights) {
    REFIT_ASSERT(values.size() == weights.size() && !values.empty());
    double worst = 0.0;
    double sum = 0.0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        const double shortfall = weights[k] * (values[k] - 1.0);
        worst = k == 0 ? shortfall : std::min(worst, shortfall);
        sum += shortfall;
    }
    return worst + kAugmentation * sum;
}

Result<ParetoOptimizer> ParetoOptimizer::create(std::vector<TunedParameter> parameters,
                                                std::size_t objectives,
                                                const OptimizerOptions& options) {
    if (objectives < 2 || objectives > kObjectivesMax) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} objectives: expected 2 to {}", objectives, kObjectivesMax));
    }
    REFIT_CHECK(Optimizer::create(parameters, options));
    ParetoOptimizer optimizer;
    optimizer.parameters_ = std::move(parameters);
    optimizer.options_ = options;
    optimizer.objectives_ = objectives;
    return optimizer;
}

Result<Optimizer> ParetoOptimizer::scalar(std::span<const double> values) const {
    REFIT_TRY(optimizer, Optimizer::create(parameters_, options_));
    for (std::size_t i = 0; i < values.size(); ++i) {
        REFIT_CHECK(optimizer.observe({points_[i], values[i], {}}));
    }
    return optimizer;
}

Result<void> ParetoOptimizer::observe(std::vector<double> x, std::vector<double> y) {
    if (y.size() != objectives_) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} values for {} objectives", y.size(), objectives_));
    }
    if (points_.size() >= Optimizer::kObservationsMax) {
        return fail(ErrorCode::TooLarge, "an optimiser holds no more observations");
    }
    REFIT_TRY(check, Optimizer::create(parameters_, options_));
    for (const double value : y) REFIT_CHECK(check.observe({x, value, {}}));
    points_.push_back(std::move(x));
    values_.push_back(std::move(y));
    return {};
}

Result<std::vector<double>> ParetoOptimizer::suggest(
    std::uint64_t seed, std::span<const std::vector<double>> pending) const {
    std::vector<double> joined;
    if (!values_.empty()) {
        const auto weights = simplex_weights(objectives_, seed ^ options_.seed);
        for (const auto& row : scaled(values_)) joined.push_back(chebyshev(row, weights));
    }
    REFIT_TRY(optimizer, scalar(joined));
    return optimizer.suggest(seed, pending);
}

Result<std::vector<std::size_t>> ParetoOptimizer::front() const {
    if (values_.empty()) return fail(ErrorCode::NotFound, "nothing has been observed yet");
    std::vector<std::vector<double>> means(values_.size(), std::vector<double>(objectives_));
    for (std::size_t k = 0; k < objectives_; ++k) {
        std::vector<Observation> seen;
        for (std::size_t i = 0; i < values_.size(); ++i)
            seen.push_back({points_[i], values_[i][k]});
        SearchState search;
        REFIT_TRY(rough, OptimizerModel::create(parameters_, seen, search));
        (void)refit_shape(rough.process(), search);
        REFIT_TRY(model, OptimizerModel::create(parameters_, seen, search));
        const Eigen::VectorXd fitted = model.process().fitted();
        for (std::size_t i = 0; i < means.size(); ++i) {
            means[i][k] = model.to_units(fitted[static_cast<Eigen::Index>(i)]);
        }
    }
    return non_dominated(means);
}

}  // namespace refit::learn
