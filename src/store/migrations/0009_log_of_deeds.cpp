#include "store/migrations/list.h"

// With the undo, the history alone says what was known of a session at any time: models are rebuilt
// from it (training/rebuild.h). Null in words, and in events from before.

namespace refit::store::migrations {

constinit const std::string_view kLogOfDeeds = R"sql(
ALTER TABLE feedback_history ADD COLUMN undone BIGINT;
)sql";

}  // namespace refit::store::migrations
