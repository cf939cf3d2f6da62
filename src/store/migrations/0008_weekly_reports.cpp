#include "store/migrations/list.h"

// One report of a kind for a period (decision 0110). Reports written before have no period.

namespace refit::store::migrations {

constinit const std::string_view kWeeklyReports = R"sql(
ALTER TABLE reports ADD COLUMN period TEXT;
CREATE UNIQUE INDEX reports_period ON reports (kind, period);
)sql";

}  // namespace refit::store::migrations
