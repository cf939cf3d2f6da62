#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/names.h"
#include "store/weights.h"

namespace refit::store {

inline constexpr std::string_view kDefaultExperiment = "default";

struct Experiment {
    std::string id;
    std::string name;
    Allocation allocation{Allocation::Thompson};
    std::int64_t bucket_version{1};  // a new one starts everybody's assignment afresh
    double exploration_floor{0.20};  // shared by all arms; docs/decisions/0006
    double holdback{0};              // share of units kept from learning
    Weights guardrails{};            // limits by metric; experiment/guardrails.h
    Weights objective_weights{};     // experiment/objectives.h; empty: ratings alone
    Weights objective_limits{};
    double half_life_days{0};  // of a rating's weight in the allocation; 0: all count alike
    TimePoint created_at;
    TimePoint updated_at;
};

// Errors: Conflict if the id is taken.
[[nodiscard]] Result<void> insert_experiment(Transaction& tx, const Experiment& experiment);
// Writes everything but id and created_at. Errors: NotFound.
[[nodiscard]] Result<void> update_experiment(Transaction& tx, const Experiment& experiment);
[[nodiscard]] Result<std::optional<Experiment>> find_experiment(Transaction& tx,
                                                                std::string_view id);
[[nodiscard]] Result<std::vector<Experiment>> list_experiments(Transaction& tx);

}  // namespace refit::store
