#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "learn/allocation.h"
#include "store/policies.h"
#include "store/weights.h"

namespace refit::experiment {

// The figures a stored policy rests on, as its `details` have them (allocation.cpp writes them).
struct PolicyBasis {
    std::string method;
    std::int64_t bucket_version{0};
    double exploration{0};
    bool raw{true};  // the figures are plain sums of ratings: no half life, no objectives
    std::vector<std::string> variant_ids{};
    std::vector<learn::ArmEvidence> arms{};  // same order
};

// Errors: InvalidInput, if the details lack a figure or are no JSON.
[[nodiscard]] Result<PolicyBasis> read_basis(const store::Policy& policy);

// The weights that this program gives to these figures: equal, to the bit, to what was stored if
// the figures are. nullopt: by a method that it cannot repeat from them.
[[nodiscard]] std::optional<store::Weights> repeat_policy(const PolicyBasis& basis);

}  // namespace refit::experiment
