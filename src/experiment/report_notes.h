#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "experiment/results.h"
#include "store/database.h"

namespace refit::experiment {

// At most this share of the pairs a report calls different is expected to be equal.
inline constexpr double kReportFdr = 0.05;
inline constexpr std::size_t kChangesMax = 20;  // lines; what is more is counted

// What is known of two arms when the report is written, by their names.
struct PairNote {
    std::string experiment;
    std::string a;
    std::string b;
    Interval difference;  // mean rating of b minus a, always valid
    AlwaysValid always_valid;
    std::string verdict;
};

// An arm with an outcome, by its name, as it is known at all times (arm_intervals.h).
struct ArmNote {
    std::string experiment;
    std::string arm;
    ArmIntervals known;
};

// What a report says of the experiments.
struct ReportNotes {
    std::vector<ArmNote> arms;    // of every experiment
    std::vector<PairNote> pairs;  // of every experiment
    // How many pairs were looked at together and which of them stand at kReportFdr (e-BH over the
    // present e-value of all pairs, so under every dependence); what learning is worth where users
    // are held back.
    std::vector<std::string> verdicts;
    // Experiments whose arms were not shown as often as they were to be (SRM).
    std::vector<std::string> alarms;
    // What changed the traffic in [from, until), newest first, with the reason that was logged.
    std::vector<std::string> changes;
};

[[nodiscard]] Result<ReportNotes> report_notes(store::Transaction& tx, TimePoint from,
                                               TimePoint until);

}  // namespace refit::experiment
