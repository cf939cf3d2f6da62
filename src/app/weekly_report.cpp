#include "app/weekly_report.h"

#include <utility>

#include "experiment/report_notes.h"
#include "training/patterns.h"

namespace refit::app {

Result<analytics::PerformanceReport> write_weekly_report(store::Database& database,
                                                         const Clock& clock) {
    analytics::ReportNotes notes;
    REFIT_TRY(patterns, training::pattern_insights(database, clock));
    notes.patterns = std::move(patterns);
    const TimePoint from = clock.now() - std::chrono::hours{24 * analytics::kReportDays};
    REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(said, experiment::report_notes(tx, from));
        notes.experiments = std::move(said.verdicts);
        notes.changes = std::move(said.changes);
        return {};
    }));
    return analytics::write_performance_report(database, clock, notes);
}

}  // namespace refit::app
