#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "learn/allocation.h"
#include "stats/summary.h"
#include "store/arm_statistics.h"
#include "store/database.h"
#include "store/experiments.h"
#include "store/policies.h"
#include "store/weights.h"

namespace refit::experiment {

// Largest share of traffic of a canary.
inline constexpr double kTrafficCapDefault = 0.05;

// The arm's outcomes as rewards y = (rating - 1) / 4.
[[nodiscard]] stats::Summary rewards(const store::ArmCounts& counts);

// The arms that take part in the draw (active, a requested share above 0, not stopped by a
// guardrail; the control alone if guardrails left no other), in its order, and
// what the current phase knows about each: one reward y = (rating - 1) / 4 per unit, or what the
// experiment's objectives make of its ratings, times, costs and corrections (objectives.h); with
// a half life old ratings count less, and a warm arm starts from another's (evidence.h).
struct Evidence {
    std::vector<std::string> variant_ids{};
    std::vector<learn::ArmEvidence> arms{};  // same order
};
[[nodiscard]] Result<Evidence> gather_evidence(store::Transaction& tx,
                                               const store::Experiment& experiment, TimePoint now);

// The shares of traffic the evidence calls for, by the experiment's allocation (learn/allocation.h
// has the formulas). Exact multiples of 1/learn::kBuckets that sum to 1.
// Errors: Unavailable if no arm takes part.
[[nodiscard]] Result<store::Weights> allocate(const Evidence& evidence,
                                              const store::Experiment& experiment);

struct Reallocation {
    bool changed{false};   // a policy row was written
    store::Policy policy;  // the latest, new or not
};

// Recomputes the weights and writes a policy row with `reason` if any of them moved.
// Takes the experiment's lock. Errors: NotFound, and those of allocate().
// Method: docs/methods/experiment.md.
[[nodiscard]] Result<Reallocation> reallocate(store::Transaction& tx, const std::string& experiment,
                                              const std::string& reason, TimePoint now);

// reallocate() on request (the daily task, POST …/optimize), with an audit row by `actor`.
[[nodiscard]] Result<Reallocation> auto_optimize(store::Transaction& tx, TimePoint now,
                                                 const std::string& actor = "scheduler");

}  // namespace refit::experiment
