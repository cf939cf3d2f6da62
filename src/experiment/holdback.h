#pragma once

#include <vector>

#include "base/result.h"
#include "experiment/draws.h"
#include "experiment/results.h"

namespace refit::experiment {

// `draws` in the order of assignment. Pure. O(draws).
// Errors: Internal, if a stored share is not a probability (a damaged row).
[[nodiscard]] Result<LearningEffect> learning_effect(const std::vector<DrawOutcome>& draws);

}  // namespace refit::experiment
