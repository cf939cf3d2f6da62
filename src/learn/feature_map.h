#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace refit::learn {

inline constexpr std::size_t kContextDimensionMax = 500;
inline constexpr std::size_t kRandomFeaturesMax = 1'000;
// A context is expected to be scaled to about [0, 1] or unit spread; numbers beyond this are an
// error of the caller's and would spoil the arithmetic of every arm.
inline constexpr double kContextMagnitudeMax = 1e3;

struct FeatureMapOptions {
    std::size_t random_features{64};  // 0: a linear model
    // The waves' spatial frequencies, in radians per unit of root-mean-square context length,
    // spread evenly on a logarithmic scale. 0 < min <= max.
    double frequency_min{1.5};
    double frequency_max{8};
    std::uint64_t seed{1};

    friend bool operator==(const FeatureMapOptions&, const FeatureMapOptions&) = default;
};

// What the linear models of a contextual policy see of a context x in R^d:
//
//   phi(x) = [ x, 1, sqrt(2/D) cos(w_i . x + b_i), i = 1..D ]
//   w_i = s_i g_i / sqrt(d),  g_i ~ Normal(0, I),  b_i ~ Uniform(0, 2 pi)
//   s_i = min (max/min)^((i - 1/2)/D)
//
// Random Fourier features: a ridge on the cosines approximates kernel regression, here with a
// mixture of Gaussian kernels of widths sqrt(d)/s, so that no width has to be learned from data.
// The map is a function of the options alone: it never changes under a posterior, and replicas
// agree. Source: Rahimi & Recht, "Random features for large-scale kernel machines", NIPS 2007.
// Cost: O(d D) and D cosines.
class FeatureMap {
public:
    // ErrorCode::InvalidInput or TooLarge, naming the option.
    [[nodiscard]] static Result<FeatureMap> create(std::size_t dimension,
                                                   const FeatureMapOptions& options = {});

    // ErrorCode::InvalidInput: another length than dimension(), or a number that is not finite or
    // beyond kContextMagnitudeMax.
    [[nodiscard]] Result<std::vector<double>> apply(std::span<const double> context) const;

    [[nodiscard]] std::size_t dimension() const { return dimension_; }
    [[nodiscard]] std::size_t features() const { return dimension_ + 1 + phases_.size(); }
    [[nodiscard]] const FeatureMapOptions& options() const { return options_; }

private:
    FeatureMap() = default;

    std::size_t dimension_{0};
    FeatureMapOptions options_{};
    std::vector<double> waves_{};  // D x d, one wave after the other
    std::vector<double> phases_{};
};

}  // namespace refit::learn
