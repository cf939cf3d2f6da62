#include "store/migrations/list.h"

// Old ratings count less, and a new arm may start from another's (docs/methods/allocation.md).

namespace refit::store::migrations {

constinit const std::string_view kDrift = R"sql(
ALTER TABLE experiments ADD COLUMN half_life_days DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE variants ADD COLUMN warm_from TEXT;
)sql";

}  // namespace refit::store::migrations
