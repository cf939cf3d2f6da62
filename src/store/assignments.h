#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/weights.h"

namespace refit::store {

// Which arm a unit of assignment got, drawn once. Keyed by (experiment, bucket version, user).
struct Assignment {
    std::int64_t seq{0};  // order of assignment; given by insert_assignment
    std::string experiment_id;
    std::int64_t bucket_version{1};
    std::string user_id;
    std::string variant_id;
    std::int64_t variant_version{1};
    double propensity{1};  // the weight the arm was drawn with
    Weights weights;       // of all arms at the draw
    std::int64_t policy_version{0};
    bool held_back{false};  // from learning: served the control, whatever the weights
    double holdback{0};     // the share held back at the draw, hence the probability of being so
    // Of a contextual draw: the canvas and the model, as JSON (experiment/contextual.h).
    std::optional<std::string> context{};
    TimePoint assigned_at;
};

struct AssignmentKey {
    std::string experiment_id;
    std::int64_t bucket_version{1};
    std::string user_id;
};

[[nodiscard]] Result<std::optional<Assignment>> find_assignment(Transaction& tx,
                                                                const AssignmentKey& key);

// Stores the draw unless the user already has one, and returns the assignment that holds: the one
// given (with its seq), or the one another request stored first. Counts the exposure, and each
// arm's expected share of it, in arm_statistics.
[[nodiscard]] Result<Assignment> insert_assignment(Transaction& tx, const Assignment& assignment);

}  // namespace refit::store
