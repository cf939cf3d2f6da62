#pragma once

#include <array>

#include "store/columns.h"
#include "store/sessions.h"

// The columns of resize_sessions, for the files that read it. Private to store/.

namespace refit::store {

inline constexpr std::array kSessionColumns{
    generated<&SessionFacts::seq>("seq"),
    column<&SessionFacts::id>("id"),
    column<&SessionFacts::user_id>("user_id"),
    column<&SessionFacts::project_id>("project_id"),
    column<&SessionFacts::target_width>("target_width"),
    column<&SessionFacts::target_height>("target_height"),
    column<&SessionFacts::user_rating>("user_rating"),
    column<&SessionFacts::helpful>("helpful"),
    column<&SessionFacts::feedback_text>("feedback_text"),
    column<&SessionFacts::corrected>("corrected"),
    column<&SessionFacts::correction_size>("correction_size"),
    column<&SessionFacts::undone>("undone"),
    column<&SessionFacts::processing_time>("processing_time"),
    column<&SessionFacts::variant_id>("variant_id"),
    column<&SessionFacts::variant_version>("variant_version"),
    column<&SessionFacts::experiment_id>("experiment_id"),
    column<&SessionFacts::propensity>("propensity"),
    column<&SessionFacts::policy_version>("policy_version"),
    column<&SessionFacts::bucket_version>("bucket_version"),
    column<&SessionFacts::first_exposure>("first_exposure"),
    column<&SessionFacts::resizer>("resizer"),
    column<&SessionFacts::status>("status"),
    column<&SessionFacts::error_message>("error_message"),
    column<&SessionFacts::features>("features"),
    column<&SessionFacts::quality_score>("quality_score"),
    column<&SessionFacts::prompt_tokens>("prompt_tokens"),
    column<&SessionFacts::completion_tokens>("completion_tokens"),
    column<&SessionFacts::cost_usd>("cost_usd"),
    column<&SessionFacts::etag>("etag"),
    column<&SessionFacts::created_at>("created_at"),
    column<&SessionFacts::updated_at>("updated_at"),
    column<&SessionFacts::rated_at>("rated_at"),
};
inline constexpr Table<SessionFacts> kSessions{"resize_sessions", kSessionColumns};

}  // namespace refit::store
