#include "learn/bayes_optimizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "learn/optimizer_model.h"

namespace refit::learn {
namespace {

constexpr std::size_t kInitialMin = 8;
constexpr std::size_t kInitialMax = 30;
constexpr std::size_t kInitialPerParameter = 2;
constexpr std::size_t kBaselineMax = 50;
constexpr int kDrawsMax = 1000;

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    return SeededRng{a ^ (b * 0x9e3779b97f4a7c15ULL)}.next();
}

Result<void> check_parameters(const std::vector<TunedParameter>& parameters) {
    if (parameters.empty() || parameters.size() > Optimizer::kParametersMax) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} parameters: expected 1 to {}", parameters.size(),
                                Optimizer::kParametersMax));
    }
    std::set<std::string> names;
    for (const auto& [name, low, high] : parameters) {
        if (name.empty() || !names.insert(name).second) {
            return fail(ErrorCode::InvalidInput,
                        fmt::format("parameter '{}': names must be given and differ", name));
        }
        if (!std::isfinite(low) || !std::isfinite(high) || !(low < high) ||
            !std::isfinite(high - low)) {
            return fail(ErrorCode::InvalidInput,
                        fmt::format("parameter '{}': expected finite bounds, the lower one first, "
                                    "got {} and {}",
                                    name, low, high));
        }
    }
    return {};
}

Result<void> check_options(const OptimizerOptions& options) {
    if (options.baseline < 1 || options.baseline > kBaselineMax || options.draws < 1 ||
        options.draws > kDrawsMax || options.initial > Optimizer::kObservationsMax) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("expected a baseline of 1 to {}, 1 to {} draws and at most {} "
                                "initial points",
                                kBaselineMax, kDrawsMax, Optimizer::kObservationsMax));
    }
    return {};
}

}  // namespace

Result<Optimizer> Optimizer::create(std::vector<TunedParameter> parameters,
                                    const OptimizerOptions& options) {
    REFIT_CHECK(check_parameters(parameters));
    REFIT_CHECK(check_options(options));
    Optimizer optimizer;
    optimizer.parameters_ = std::move(parameters);
    optimizer.options_ = options;
    if (options.initial == 0) {
        optimizer.options_.initial = std::clamp(kInitialPerParameter * optimizer.parameters_.size(),
                                                kInitialMin, kInitialMax);
    }
    return optimizer;
}

Result<void> Optimizer::check_point(std::span<const double> x) const {
    if (x.size() != parameters_.size()) {
        return fail(ErrorCode::InvalidInput, fmt::format("a point of {} numbers for {} parameters",
                                                         x.size(), parameters_.size()));
    }
    for (std::size_t j = 0; j < x.size(); ++j) {
        const auto& [name, low, high] = parameters_[j];
        if (!(x[j] >= low && x[j] <= high)) {
            return fail(ErrorCode::InvalidInput,
                        fmt::format("{} = {} is not within {} to {}", name, x[j], low, high));
        }
    }
    return {};
}

Result<void> Optimizer::observe(Observation observation) {
    REFIT_CHECK(check_point(observation.x));
    if (!std::isfinite(observation.y)) {
        return fail(ErrorCode::InvalidInput, "the observed value is not a finite number");
    }
    if (observation.noise && !(*observation.noise > 0.0 && std::isfinite(*observation.noise))) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("noise {}: expected a standard deviation above 0, or none if it is "
                                "unknown",
                                *observation.noise));
    }
    if (observations_.size() >= kObservationsMax) {
        return fail(ErrorCode::TooLarge,
                    fmt::format("an optimiser holds at most {} observations", kObservationsMax));
    }
    observations_.push_back(std::move(observation));
    return {};
}

Result<std::vector<double>> Optimizer::suggest(std::uint64_t seed,
                                               std::span<const std::vector<double>> pending) {
    for (const auto& point : pending) REFIT_CHECK(check_point(point));
    const std::size_t known = observations_.size() + pending.size();
    if (known < options_.initial || observations_.empty()) {
        return from_unit(parameters_, latin_point(known % options_.initial, options_.initial,
                                                  parameters_.size(), options_.seed));
    }
    REFIT_TRY(model, OptimizerModel::create(parameters_, observations_, search_));
    if (refit_shape(model.process(), search_)) {
        REFIT_TRY(fitted, OptimizerModel::create(parameters_, observations_, search_));
        model = std::move(fitted);
    }
    judge(model.process(), search_);
    if (!pending.empty()) {
        REFIT_TRY(imagined, model.expecting(parameters_, pending));
        model = std::move(imagined);
    }
    return from_unit(parameters_, propose(model, search_, options_, mix(options_.seed, seed)));
}

Result<Recommendation> Optimizer::recommend() const {
    if (observations_.empty()) return fail(ErrorCode::NotFound, "nothing has been observed yet");
    SearchState search = search_;
    REFIT_TRY(model, OptimizerModel::create(parameters_, observations_, search));
    if (refit_shape(model.process(), search)) {
        REFIT_TRY(fitted, OptimizerModel::create(parameters_, observations_, search));
        model = std::move(fitted);
    }
    const Eigen::VectorXd x = model.best_point();
    const auto [mean, variance] = model.process().predict(x);
    return Recommendation{from_unit(parameters_, x), model.to_units(mean),
                          model.spread() * std::sqrt(variance)};
}

}  // namespace refit::learn
