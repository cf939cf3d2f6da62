#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/experiments.h"
#include "store/weights.h"

namespace refit::experiment {

// One unit's outcome with the whole draw it came from. `rating` is its first word, which no later
// one changes (decision 0078).
struct DrawOutcome {
    std::string variant_id;
    int rating{0};           // 1..5
    store::Weights weights;  // of all arms at the draw
    bool held_back{false};   // served the control whatever the weights
    double holdback{0};      // the probability of that at the draw
    TimePoint assigned_at{};
    std::int64_t arrival{0};  // place among the first words of all units
    bool by_canvas{false};    // drawn by contextual allocation
};

// Calls `visit` for every outcome of a phase in the order in which their first words came; holds
// one page of them at a time.
[[nodiscard]] Result<void> scan_draws(store::Transaction& tx, std::string_view experiment_id,
                                      std::int64_t bucket_version,
                                      const std::function<Result<void>(const DrawOutcome&)>& visit);

// All outcomes of the experiment's current phase in the order in which their first words came.
[[nodiscard]] Result<std::vector<DrawOutcome>> load_draws(store::Transaction& tx,
                                                          const store::Experiment& experiment);

}  // namespace refit::experiment
