#pragma once

#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "simulation/scenario.h"
#include "store/database.h"

namespace refit::simulation {

// The scenario's arms; without any, the two that are built in.
[[nodiscard]] std::vector<Arm> arms_of(const Scenario& scenario);

// Makes the store's variants and its default experiment what the scenario says: its own arms in
// place of the built-in ones, even weights, its allocation.
[[nodiscard]] Result<void> enter_arms(store::Transaction& tx, const Scenario& scenario,
                                      TimePoint now);

}  // namespace refit::simulation
