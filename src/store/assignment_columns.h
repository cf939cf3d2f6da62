#pragma once

#include <array>

#include "store/assignments.h"
#include "store/columns.h"
#include "store/user_outcomes.h"

// The columns of assignments and user_outcomes, for the files that read them. Private to store/.

namespace refit::store {

inline constexpr std::array kAssignmentColumns{
    generated<&Assignment::seq>("seq"),
    column<&Assignment::experiment_id>("experiment_id"),
    column<&Assignment::bucket_version>("bucket_version"),
    column<&Assignment::user_id>("user_id"),
    column<&Assignment::variant_id>("variant_id"),
    column<&Assignment::variant_version>("variant_version"),
    column<&Assignment::propensity>("propensity"),
    column<&Assignment::weights>("weights"),
    column<&Assignment::policy_version>("policy_version"),
    column<&Assignment::assigned_at>("assigned_at"),
    column<&Assignment::held_back>("held_back"),
    column<&Assignment::holdback>("holdback"),
    column<&Assignment::context>("context"),
};
inline constexpr Table<Assignment> kAssignments{"assignments", kAssignmentColumns};

inline constexpr std::array kOutcomeColumns{
    column<&UserOutcome::experiment_id>("experiment_id"),
    column<&UserOutcome::bucket_version>("bucket_version"),
    column<&UserOutcome::user_id>("user_id"),
    column<&UserOutcome::variant_id>("variant_id"),
    column<&UserOutcome::variant_version>("variant_version"),
    column<&UserOutcome::propensity>("propensity"),
    column<&UserOutcome::assigned_seq>("assigned_seq"),
    column<&UserOutcome::session_id>("session_id"),
    column<&UserOutcome::rating>("rating"),
    column<&UserOutcome::updated_at>("updated_at"),
    column<&UserOutcome::held_back>("held_back"),
    column<&UserOutcome::first_rating>("first_rating"),
    column<&UserOutcome::arrival>("arrival"),
};
inline constexpr Table<UserOutcome> kOutcomes{"user_outcomes", kOutcomeColumns};

}  // namespace refit::store
