#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/sessions.h"
#include "store/user_outcomes.h"

namespace refit::experiment {

// How the reasons of policies begin that only follow one rating.
inline constexpr std::string_view kNewRating = "a new rating";
inline constexpr std::string_view kChangedRating = "a changed rating";

struct OutcomeResult {
    store::OutcomeEffect effect{store::OutcomeEffect::Ignored};
    bool weights_changed{false};
};

// Lets a rating count: call it in the transaction that stores the feedback, once the session's
// rating is written. Records the unit's one outcome (its first rated session; a changed rating of
// that session replaces it), then recomputes the weights, so that the very next assignment
// knows. A session outside the experiment (pinned, displaced, a client's own) is Ignored.
// Requires 1 <= rating <= 5. Errors: those of the store.
[[nodiscard]] Result<OutcomeResult> apply_outcome(store::Transaction& tx,
                                                  const store::SessionFacts& session, int rating,
                                                  TimePoint now);

}  // namespace refit::experiment
