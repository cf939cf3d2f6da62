#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "training/labelled.h"
#include "training/quality_model.h"
#include "training/response.h"

namespace refit::training {

// What a model is made of and judged by, and where it came from.
struct TrainingSet {
    std::vector<Example> training;
    std::vector<Example> held_out;
    ResponseSummary response{};
    Window window{};  // with the mark of the log
    // Of every row's session, features, quality and weight, in order: equal hashes, equal data.
    std::string data_hash;
};

// Labelled sessions with features, divided by is_held_out() and weighted by how seldom results
// like them were answered among `served` (response.h).
[[nodiscard]] TrainingSet make_training_set(std::span<const LabelledSession> sessions,
                                            std::span<const Served> served, const Window& window);

}  // namespace refit::training
