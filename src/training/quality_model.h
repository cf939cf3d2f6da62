#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "learn/ridge.h"

namespace refit::training {

// One labelled result: what the layout looked like and how it was received.
struct Example {
    std::string user;              // groups the split; one person is never on both sides
    std::vector<double> features;  // in the order of the names, finite
    double quality{0};             // [0, 1], see quality_score.h
    double weight{1};              // > 0, how much evidence stands behind the quality
};

struct FeatureTable {
    std::string version;  // "features/1"
    std::vector<std::string> names;
};

// The table of layout::feature_names().
[[nodiscard]] FeatureTable layout_features();

inline constexpr std::size_t kFitRowsMin = 20;
// Rows of one person count at most like this many: nobody buys the model with a thousand ratings.
inline constexpr double kRowsPerUserMax = 20.0;

// Expected quality of a layout, by ridge regression on its features (learn/ridge.h).
// Method: docs/methods/quality-model.md.
class QualityModel {
public:
    // Fits on all `examples`; the caller has set the held-out users aside. The penalty is the
    // value of a fixed grid with the smallest error in five-fold cross-validation over users.
    // InvalidInput with fewer than kFitRowsMin rows or rows of another length than the names.
    [[nodiscard]] static Result<QualityModel> fit(std::span<const Example> examples,
                                                  const FeatureTable& features);

    // {"featuresVersion":"features/1","lambda":…,"ridge":{…}}. InvalidInput if it is not that.
    [[nodiscard]] static Result<QualityModel> parse(std::string_view json);
    [[nodiscard]] std::string to_json() const;

    // In [0, 1]. Requires one finite number per feature.
    [[nodiscard]] double predict(std::span<const double> features) const;

    [[nodiscard]] bool understands(const FeatureTable& features) const;
    [[nodiscard]] const learn::RidgeModel& ridge() const { return ridge_; }
    [[nodiscard]] double lambda() const { return lambda_; }

private:
    QualityModel(std::string version, double lambda, learn::RidgeModel ridge)
        : features_version_{std::move(version)}, lambda_{lambda}, ridge_{std::move(ridge)} {}

    std::string features_version_;
    double lambda_;
    learn::RidgeModel ridge_;
};

// True for about one user in five, for ever: decided by a hash of the user alone, so nobody who
// is held out has ever trained a model, and old and new models meet on untouched people.
[[nodiscard]] bool is_held_out(std::string_view user);

// How well predictions meet labels; plain numbers, never NaN.
struct ModelMetrics {
    std::int64_t rows{0};
    std::int64_t users{0};
    double mae{0};
    double pairwise{0.5};  // share of pairs of unequal quality put in the right order; .5: no skill
    double spearman{0};
};

[[nodiscard]] ModelMetrics evaluate(const QualityModel& model, std::span<const Example> examples);
// The same for a model that always says `quality`: what a first model must beat.
[[nodiscard]] ModelMetrics evaluate_constant(double quality, std::span<const Example> examples);
// Weighted mean quality; 0.5 without examples.
[[nodiscard]] double mean_quality(std::span<const Example> examples);

}  // namespace refit::training
