#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::analytics {

inline constexpr int kReportDays = 7;
inline constexpr const char* kPerformanceReportKind = "performance-analysis";

// One period's figures; rates in percent, 0 over nothing.
struct PeriodFigures {
    std::int64_t sessions{0};
    std::int64_t rated{0};
    double avg_rating{0};
    double success_rate{0};
    double feedback_rate{0};
    double avg_processing_time{0};  // ms
    double correction_rate{0};
    double failure_rate{0};
    double fallback_rate{0};
};

struct VariantFigures {
    std::string id;
    std::string name;
    PeriodFigures figures;
    double success_low{0};  // 95 % Wilson interval of the success rate, percent
    double success_high{100};
};

// What others have to say in a report, in sentences for people; given by the caller.
struct ReportNotes {
    std::vector<std::string> patterns;     // findings of the pattern analysis
    std::vector<std::string> experiments;  // verdicts on pairs of arms
    std::vector<std::string> changes;      // of the traffic, with their reasons
};

struct PerformanceReport {
    std::string from;  // first and last UTC day, both included
    std::string to;
    PeriodFigures current;
    PeriodFigures previous;                // the equally long period before
    std::vector<VariantFigures> variants;  // of the current period, best success rate first
    ReportNotes notes;
    std::vector<std::string> recommendations;
};

// Computes the report of the `kReportDays` days that end with the day before `now`.
[[nodiscard]] Result<PerformanceReport> performance_report(store::Transaction& tx, TimePoint now,
                                                           ReportNotes notes);

[[nodiscard]] std::string to_json(const PerformanceReport& report);
[[nodiscard]] std::string to_markdown(const PerformanceReport& report);

// What the weekly 'performance-analysis' task does: computes the report, stores it as JSON and
// Markdown in one transaction, and returns it.
[[nodiscard]] Result<PerformanceReport> write_performance_report(store::Database& database,
                                                                 const Clock& clock,
                                                                 const ReportNotes& notes);

}  // namespace refit::analytics
