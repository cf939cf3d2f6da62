#pragma once

#include <span>
#include <string>
#include <vector>

#include "training/patterns.h"
#include "training/retrain.h"

namespace refit::training {

struct RecommendationInput {
    std::int64_t all_sessions{0};  // in the window, with or without feedback
    RetrainMetrics metrics;
    std::span<const Finding> findings;
    const std::optional<TrainedModel>* model{nullptr};
};

// What a person running the service should do next, most urgent first; never empty.
[[nodiscard]] std::vector<std::string> recommend(const RecommendationInput& input);

}  // namespace refit::training
