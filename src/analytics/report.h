#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analytics/events.h"
#include "analytics/findings.h"
#include "analytics/period.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::analytics {

inline constexpr int kReportDays = 7;
inline constexpr int kReportWeeksMax = 52;
inline constexpr int kTrendWeeks = 8;
inline constexpr const char* kPerformanceReportKind = "performance-analysis";

struct VariantFigures {
    std::string id;
    std::string name;
    PeriodFigures figures;
    double success_low{0};  // 95 % Wilson interval of the success rate, percent
    double success_high{100};
};

// One calendar week of the trend.
struct WeekFigures {
    std::string from;  // its Monday
    PeriodFigures figures;
};

// What the experiments know of two arms when the report is written.
struct PairNote {
    std::string experiment{};
    std::string a{};  // names for people
    std::string b{};
    double difference{0};  // mean rating of b minus a, stars
    double low{0};         // always-valid interval
    double high{0};
    double e_value{1};
    std::string verdict{};  // one sentence
};

// An arm since its experiment's phase began, with intervals that hold at all times.
struct ArmNote {
    std::string experiment{};
    std::string arm{};
    std::int64_t units{0};
    double rating{0};  // mean, 1..5
    double rating_low{1};
    double rating_high{5};
    double success{0};  // percent
    double success_low{0};
    double success_high{100};
};

// What other rooms have to say in a report; given by the caller.
struct ReportNotes {
    Findings findings;
    std::vector<ArmNote> arms;
    std::vector<PairNote> pairs;
    std::vector<std::string> experiments;  // what is to be said of all pairs together
    std::vector<std::string> changes;      // of the traffic, with their reasons
    std::vector<std::string> alarms;       // data not to be trusted: sample ratio mismatch
};

struct PerformanceReport {
    std::string from;  // first and last UTC day, both included: a Monday and a Sunday
    std::string to;
    PeriodFigures current;
    PeriodFigures previous;                // the equally long period before
    std::vector<WeekFigures> trend;        // kTrendWeeks weeks, the report's last one last
    std::vector<VariantFigures> variants;  // of the current period, best success rate first
    Events events;
    ReportNotes notes;
    std::vector<std::string> quality;  // of the data: alarms and missing feedback
    std::vector<std::string> recommendations;
};

// The last full calendar weeks (Monday to Sunday, UTC) before `now`: [from, until).
struct ReportPeriod {
    TimePoint from;
    TimePoint until;
};
[[nodiscard]] ReportPeriod full_weeks(TimePoint now, int weeks = 1);
// The calendar week that `now` is in; its days to come are empty.
[[nodiscard]] ReportPeriod running_week(TimePoint now);

// Computes the report of a period. Costs days x variants and the audit entries since its start.
[[nodiscard]] Result<PerformanceReport> performance_report(store::Transaction& tx,
                                                           const ReportPeriod& period,
                                                           ReportNotes notes);

[[nodiscard]] std::string to_json(const PerformanceReport& report);
// People's words stand escaped in it: they are never markup.
[[nodiscard]] std::string to_markdown(const PerformanceReport& report);

// Stores the report as the one of its week: written again, by this or another process, it takes
// the place of the one before and keeps its number. Returns the number.
[[nodiscard]] Result<std::int64_t> store_report(store::Database& database, TimePoint now,
                                                const PerformanceReport& report);

}  // namespace refit::analytics
