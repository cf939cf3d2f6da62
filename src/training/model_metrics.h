#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "training/quality_model.h"

namespace refit::training {

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
    double calibration_error{0};  // expected, over ten bins; see learn/ridge.h
    double mae_served{0};  // mae with each row counting for the silent ones like it, see response.h
};

[[nodiscard]] ModelMetrics evaluate(const QualityModel& model, std::span<const Example> examples);
// The same for a model that always says `quality`: what a first model must beat.
[[nodiscard]] ModelMetrics evaluate_constant(double quality, std::span<const Example> examples);
// Weighted mean quality; 0.5 without examples.
[[nodiscard]] double mean_quality(std::span<const Example> examples);

// How wide the model's intervals are and how often they hold, each person counting once.
struct IntervalMetrics {
    double coverage{0};
    double width{1};
};

// Measured where the margin was not: the people are dealt to two halves in order of name, the
// margin of each half is tried on the other. nullopt with fewer than two people.
[[nodiscard]] std::optional<IntervalMetrics> evaluate_interval(const QualityModel& model,
                                                               std::span<const Example> untouched);

}  // namespace refit::training
