#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/experiments.h"
#include "store/weights.h"

namespace refit::experiment {

// One unit's outcome with the whole draw it came from.
struct DrawOutcome {
    std::string variant_id;
    int rating{0};           // 1..5
    store::Weights weights;  // of all arms at the draw
    bool held_back{false};   // served the control whatever the weights
    double holdback{0};      // the probability of that at the draw
    TimePoint assigned_at{};
};

// All outcomes of the experiment's current phase in the order of assignment.
[[nodiscard]] Result<std::vector<DrawOutcome>> load_draws(store::Transaction& tx,
                                                          const store::Experiment& experiment);

}  // namespace refit::experiment
