#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "learn/boosted_trees.h"
#include "learn/ridge.h"

namespace refit::training {

// One labelled result: what the layout looked like and how it was received.
struct Example {
    std::string user;              // groups the split; one person is never on both sides
    std::vector<double> features;  // in the order of the names, finite
    double quality{0};             // [0, 1], see quality_score.h
    double weight{1};              // > 0, how much evidence stands behind the quality
    double response{1};            // > 0, how many silent results it speaks for; see response.h
};

struct FeatureTable {
    std::string version;  // "features/1"
    std::vector<std::string> names;
    // +1 or -1 for a feature with which quality can only rise or fall, else 0. Empty: all 0.
    std::vector<int> directions{};
};

// The table of layout::feature_names(). Copy that overlaps or leaves the page is never better.
[[nodiscard]] FeatureTable layout_features();

inline constexpr std::size_t kFitRowsMin = 20;
// Always the same: equal data give an equal model.
inline constexpr std::uint64_t kFitSeed = 1;
// From this many rows on, trees are tried beside the ridge regression.
inline constexpr std::size_t kStackRowsMin = 300;
// Trees are grown on at most this many rows, spread evenly over those given.
inline constexpr std::size_t kTreeRowsMax = 20'000;
// Rows of one person count at most like this many: nobody buys the model with a thousand ratings.
inline constexpr double kRowsPerUserMax = 20.0;
inline constexpr std::size_t kQualityFolds = 5;
// An interval misses with at most this probability.
inline constexpr double kIntervalAlpha = 0.1;

struct FitOptions {
    std::uint64_t seed{1};                      // of the trees' draws
    std::size_t stack_rows_min{kStackRowsMin};  // infinity: ridge alone
};

// Mean absolute errors on people left out of the fit, weighted as the fit is. What was not tried
// is absent; the model is made of what erred least.
struct CrossValidation {
    std::optional<double> ridge{};
    std::optional<double> stack{};
    std::optional<double> calibrated{};
    // Expected calibration error before and after calibration.
    std::optional<double> ece_before{};
    std::optional<double> ece_after{};
};

struct QualityInterval {
    double low{0};
    double high{1};
};

// Expected quality of a layout from its features: ridge regression, or its sum with boosted trees.
// Method: docs/methods/quality-model.md; JSON: docs/formats/quality-model.md.
class QualityModel {
public:
    struct Stack {
        double ridge;  // >= 0
        double trees;  // >= 0
        learn::BoostedTrees model;
    };
    // q -> sigma(intercept + slope logit(q)), slope > 0: keeps every order.
    struct Calibration {
        double intercept;
        double slope;
    };
    // prediction +- half_width, held to [0, 1]; half_width >= 1 says nothing.
    struct Margin {
        double alpha;
        double half_width;
        std::int64_t people;  // whose residuals it comes from
    };

    // Fits on all `examples`; the caller has set the held-out users aside. Ridge penalty, stacking
    // and calibration are chosen by five-fold cross-validation over users.
    // InvalidInput with fewer than kFitRowsMin rows or rows of another length than the names.
    // Cost, on one core of a loaded machine: 4 s for 1 000 rows, 12 s for 100 000.
    [[nodiscard]] static Result<QualityModel> fit(std::span<const Example> examples,
                                                  const FeatureTable& features,
                                                  const FitOptions& options = {});

    // Also reads the models of before there were stacks. InvalidInput if it is neither.
    [[nodiscard]] static Result<QualityModel> parse(std::string_view json);
    [[nodiscard]] std::string to_json() const;

    // In [0, 1]. Requires one finite number per feature. At most 8 us for a stack, 0.1 us without.
    [[nodiscard]] double predict(std::span<const double> features) const;
    // Holds the quality of a result of a person who trained no model, with probability
    // >= 1 - kIntervalAlpha; [0, 1] before calibrate_margin().
    [[nodiscard]] QualityInterval interval(std::span<const double> features) const;

    // Sets the margin from people the model was not fitted on: the split-conformal quantile of
    // |quality - prediction| with one mass per person (learn/conformal.h).
    void calibrate_margin(std::span<const Example> untouched);

    [[nodiscard]] bool understands(const FeatureTable& features) const;
    [[nodiscard]] const learn::RidgeModel& ridge() const { return ridge_; }
    [[nodiscard]] double lambda() const { return lambda_; }
    [[nodiscard]] const std::optional<Stack>& stack() const { return stack_; }
    [[nodiscard]] const std::optional<Calibration>& calibration() const { return calibration_; }
    [[nodiscard]] const std::optional<Margin>& margin() const { return margin_; }
    // Of the fit; empty in a model that was read.
    [[nodiscard]] const CrossValidation& cross_validation() const { return validation_; }
    [[nodiscard]] std::string_view form() const { return stack_ ? "stack" : "ridge"; }

private:
    friend class QualityFit;
    QualityModel(std::string version, double lambda, learn::RidgeModel ridge)
        : features_version_{std::move(version)}, lambda_{lambda}, ridge_{std::move(ridge)} {}

    std::string features_version_;
    double lambda_;
    learn::RidgeModel ridge_;
    std::optional<Stack> stack_;
    std::optional<Calibration> calibration_;
    std::optional<Margin> margin_;
    CrossValidation validation_;
};

}  // namespace refit::training
