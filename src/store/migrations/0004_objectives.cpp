#include "store/migrations/list.h"

// Several objectives at once (docs/methods/objectives.md): sums over the sessions units came with,
// and what counts how much. Rows from before are counted by the next recount of the statistics.

namespace refit::store::migrations {

constinit const std::string_view kObjectives = R"sql(
ALTER TABLE experiments ADD COLUMN objective_weights TEXT NOT NULL DEFAULT '{}';
ALTER TABLE experiments ADD COLUMN objective_limits TEXT NOT NULL DEFAULT '{}';
ALTER TABLE arm_statistics ADD COLUMN firsts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE arm_statistics ADD COLUMN first_change_sum DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE arm_statistics ADD COLUMN first_change_sq_sum DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE arm_statistics ADD COLUMN first_timed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE arm_statistics ADD COLUMN first_seconds_sum DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE arm_statistics ADD COLUMN first_seconds_sq_sum DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE arm_statistics ADD COLUMN first_priced BIGINT NOT NULL DEFAULT 0;
ALTER TABLE arm_statistics ADD COLUMN first_cents_sum DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE arm_statistics ADD COLUMN first_cents_sq_sum DOUBLE PRECISION NOT NULL DEFAULT 0;
)sql";

}  // namespace refit::store::migrations
