#pragma once

#include "analytics/report.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::app {

// Writes the report of the last seven days: figures, verdicts of all experiments, what changed the
// traffic, and the patterns found. The task and `refit analyze` are the same.
[[nodiscard]] Result<analytics::PerformanceReport> write_weekly_report(store::Database& database,
                                                                       const Clock& clock);

}  // namespace refit::app
