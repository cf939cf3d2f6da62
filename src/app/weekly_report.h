#pragma once

#include "analytics/report.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::app {

// The report of the last `weeks` full calendar weeks: figures, verdicts of all experiments, what
// changed the traffic, guardrails, models, proposals, and every pattern and pair of arms tested
// together at one false discovery rate. A server that is younger than that, without a session in
// the kTrendWeeks weeks before this one, gets the running week so far. Nothing is stored.
[[nodiscard]] Result<analytics::PerformanceReport> make_report(store::Database& database,
                                                               const Clock& clock, int weeks);

// Makes the report of one week and stores it as that week's. The task and
// `refit analyze` are the same.
[[nodiscard]] Result<analytics::PerformanceReport> write_weekly_report(store::Database& database,
                                                                       const Clock& clock);

}  // namespace refit::app
