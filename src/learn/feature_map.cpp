#include "learn/feature_map.h"

#include <Eigen/Core>
#include <cmath>
#include <numbers>
#include <string>

#include "base/rng.h"

namespace refit::learn {
namespace {

Result<void> check_options(std::size_t dimension, const FeatureMapOptions& options) {
    if (dimension == 0) return fail(ErrorCode::InvalidInput, "a context needs one number or more");
    if (dimension > kContextDimensionMax || options.random_features > kRandomFeaturesMax) {
        return fail(ErrorCode::TooLarge,
                    "a feature map takes at most " + std::to_string(kContextDimensionMax) +
                        " numbers and " + std::to_string(kRandomFeaturesMax) + " random features");
    }
    if (!(options.frequency_min > 0.0) || !(options.frequency_max >= options.frequency_min) ||
        !std::isfinite(options.frequency_max)) {
        return fail(ErrorCode::InvalidInput,
                    "frequency_min and frequency_max: expected 0 < min <= max");
    }
    return {};
}

Result<void> check_context(std::size_t dimension, std::span<const double> context) {
    if (context.size() != dimension) {
        return fail(ErrorCode::InvalidInput, "context: expected " + std::to_string(dimension) +
                                                 " numbers, found " +
                                                 std::to_string(context.size()));
    }
    for (std::size_t i = 0; i < context.size(); ++i) {
        if (std::abs(context[i]) <= kContextMagnitudeMax) continue;  // False for NaN, too.
        return fail(ErrorCode::InvalidInput,
                    "context[" + std::to_string(i) +
                        "]: expected a number between -1000 and 1000; scale features to about 1");
    }
    return {};
}

}  // namespace

Result<FeatureMap> FeatureMap::create(std::size_t dimension, const FeatureMapOptions& options) {
    REFIT_CHECK(check_options(dimension, options));
    FeatureMap map;
    map.dimension_ = dimension;
    map.options_ = options;
    SeededRng rng{options.seed};
    const auto count = static_cast<double>(options.random_features);
    const double spread = options.frequency_max / options.frequency_min;
    for (std::size_t i = 0; i < options.random_features; ++i) {
        const double place = (static_cast<double>(i) + 0.5) / count;
        const double frequency = options.frequency_min * std::pow(spread, place) /
                                 std::sqrt(static_cast<double>(dimension));
        for (std::size_t j = 0; j < dimension; ++j)
            map.waves_.push_back(frequency * standard_normal(rng));
        map.phases_.push_back(2.0 * std::numbers::pi * uniform01(rng));
    }
    return map;
}

Result<std::vector<double>> FeatureMap::apply(std::span<const double> context) const {
    REFIT_CHECK(check_context(dimension_, context));
    std::vector<double> features(context.begin(), context.end());
    features.reserve(this->features());
    features.push_back(1.0);
    const double scale =
        phases_.empty() ? 0.0 : std::sqrt(2.0 / static_cast<double>(phases_.size()));
    const auto length = static_cast<Eigen::Index>(dimension_);
    const Eigen::Map<const Eigen::VectorXd> x(context.data(), length);
    for (std::size_t i = 0; i < phases_.size(); ++i) {
        const Eigen::Map<const Eigen::VectorXd> wave(waves_.data() + i * dimension_, length);
        features.push_back(scale * std::cos(wave.dot(x) + phases_[i]));
    }
    return features;
}

}  // namespace refit::learn
