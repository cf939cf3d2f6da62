#include "store/migrations/list.h"

// Limits an arm has to keep, why one was stopped, and a way to its units
// (docs/methods/guardrails.md).

namespace refit::store::migrations {

constinit const std::string_view kGuardrails = R"sql(
ALTER TABLE experiments ADD COLUMN guardrails TEXT NOT NULL DEFAULT '{}';
ALTER TABLE variants ADD COLUMN stopped TEXT;
ALTER TABLE variants ADD COLUMN guarded_from BIGINT;
CREATE INDEX resize_sessions_first ON resize_sessions (experiment_id, bucket_version, seq)
    WHERE first_exposure = 1;
)sql";

}  // namespace refit::store::migrations
