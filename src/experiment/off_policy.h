#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "learn/off_policy.h"
#include "learn/promotion_gate.h"
#include "stats/interval.h"
#include "store/database.h"
#include "store/weights.h"

namespace refit::experiment {

// Shares of traffic that somebody thinks of.
struct CandidatePolicy {
    std::string name;
    store::Weights shares;  // sum to 1
};

// What it would have earned in the experiment's current phase, in stars (1..5).
struct PolicyEstimate {
    CandidatePolicy policy;
    double self_normalised{0};  // SNIPS
    double doubly_robust{0};    // DR, each arm's mean predicted by cross-fitting
    stats::Interval interval;   // of DR, 95 %, by bootstrap
    double lower{0};            // betting bound of IPS, 95 %, at all times together
    learn::GateReport gate;     // against the traffic as it was; shared between all candidates
};

// "always X" for every arm of the latest policy, and that policy itself ("as it is now").
[[nodiscard]] Result<std::vector<CandidatePolicy>> usual_candidates(store::Transaction& tx,
                                                                    std::string_view experiment_id);

// Estimates every candidate from one outcome per unit with the logged probabilities of its draw;
// units held back are left out. Method: docs/methods/off-policy-evaluation.md.
// Errors: NotFound (experiment), InvalidInput (fewer than two outcomes; shares that are negative,
// do not sum to 1, or name an arm that no draw knew).
[[nodiscard]] Result<std::vector<PolicyEstimate>> evaluate_policies(
    store::Transaction& tx, std::string_view experiment_id,
    const std::vector<CandidatePolicy>& candidates);

}  // namespace refit::experiment
