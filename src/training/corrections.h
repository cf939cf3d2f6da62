#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/sessions.h"
#include "training/quality_score.h"

namespace refit::training {

// What a session's facts say about its quality.
[[nodiscard]] Evidence evidence_of(const store::SessionFacts& facts);

// The one way to change what is known about a served result: call it inside the transaction of
// the change INSTEAD of store::update_session. It sets the quality score of `change.after`, writes
// the session (the store keeps statistics and roll-ups in step), writes or replaces the session's
// training example, and appends to the feedback history when corrections or an undo changed.
// Returns the facts as stored, with the next etag.
// Errors: those of store::update_session (Conflict, NotFound) and of the store.
[[nodiscard]] Result<store::SessionFacts> record_change(store::Transaction& tx,
                                                        store::SessionChange change, TimePoint now);

}  // namespace refit::training
