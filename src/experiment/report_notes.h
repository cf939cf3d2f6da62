#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::experiment {

// At most this share of the pairs a report calls different is expected to be equal.
inline constexpr double kReportFdr = 0.05;
inline constexpr std::size_t kChangesMax = 20;  // lines; what is more is counted

// What a report says of the experiments, in sentences for people.
struct ReportNotes {
    // A line per pair of arms of every experiment with its e-value; how many were looked at
    // together and which of them stand at kReportFdr (e-BH over all pairs, so under every
    // dependence); and what is wrong with the traffic (SRM).
    std::vector<std::string> verdicts;
    // What changed the traffic since `from`, newest first, with the reason that was logged.
    std::vector<std::string> changes;
};

[[nodiscard]] Result<ReportNotes> report_notes(store::Transaction& tx, TimePoint from);

}  // namespace refit::experiment
