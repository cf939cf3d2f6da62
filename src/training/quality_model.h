#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace refit::training {

// One labelled result: what the layout looked like and how it was received.
struct Example {
    std::string user;              // groups the split; one person is never on both sides
    std::vector<double> features;  // of features_version, finite
    double quality{0};             // [0, 1], see quality_score.h
    double weight{1};              // > 0, how much evidence stands behind the quality
};

// Ridge regression of quality on standardised layout features, as plain numbers.
//
//   q̂(x) = clamp(b + Σ cᵢ (xᵢ − mᵢ) / sᵢ, 0, 1)      with each z = (x − m) / s held to |z| ≤ 5
struct QualityModel {
    std::string features_version;    // "features/1"
    std::vector<std::string> names;  // of the features, in order
    std::vector<double> means;       // shape [features]
    std::vector<double> scales;      // shape [features], > 0
    std::vector<double> coefficients;
    double intercept{0.5};
    double lambda{1};  // ridge penalty it was fitted with

    // Expected quality in [0, 1]. Requires features.size() == names.size().
    [[nodiscard]] double predict(std::span<const double> features) const;
};

[[nodiscard]] std::string to_json(const QualityModel& model);

// InvalidInput if a field is missing, lengths differ, or a number is not usable.
[[nodiscard]] Result<QualityModel> parse_quality_model(std::string_view json);

// True for about one user in five, for ever: decided by a hash of the user alone, so nobody who
// is held out has ever trained a model, and old and new models meet on untouched people.
[[nodiscard]] bool is_held_out(std::string_view user);

struct FitOptions {
    std::string features_version;
    std::vector<std::string> names;
};

// Fits on `examples` (all of them: the caller has set held-out users aside). The penalty is chosen
// from a fixed grid by cross-validation over users. Rows of one person count at most like
// kRowsPerUserMax rows together, so nobody can buy the model with a thousand ratings.
// InvalidInput with fewer than kFitRowsMin usable rows.
inline constexpr std::size_t kFitRowsMin = 20;
inline constexpr double kRowsPerUserMax = 20.0;
[[nodiscard]] Result<QualityModel> fit_quality_model(std::span<const Example> examples,
                                                     const FitOptions& options);

// How well predictions meet labels; plain numbers, never NaN.
struct ModelMetrics {
    std::int64_t rows{0};
    std::int64_t users{0};
    double mae{0};  // weighted mean absolute error
    double pairwise{
        0.5};  // share of pairs of unequal quality put in the right order; .5 = no skill
    double spearman{0};
};

[[nodiscard]] ModelMetrics evaluate(const QualityModel& model, std::span<const Example> examples);

// The model that says `quality` whatever it is shown; what a first model must beat.
[[nodiscard]] QualityModel constant_model(double quality, const FitOptions& options);

}  // namespace refit::training
