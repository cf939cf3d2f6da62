#include "app/weekly_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "experiment/report_notes.h"
#include "store/reports.h"
#include "training/patterns.h"

namespace refit::app {
namespace {

using analytics::Hypothesis;

constexpr int kMissedWeeksMax = 8;

analytics::PairNote note_of(const experiment::PairNote& pair) {
    return {.experiment = pair.experiment,
            .a = pair.a,
            .b = pair.b,
            .difference = pair.difference.mean,
            .low = pair.difference.low,
            .high = pair.difference.high,
            .e_value = pair.always_valid.e_value,
            .verdict = pair.verdict};
}

analytics::ArmNote note_of(const experiment::ArmNote& arm) {
    return {.experiment = arm.experiment,
            .arm = arm.arm,
            .units = arm.known.units,
            .rating = arm.known.rating.mean,
            .rating_low = arm.known.rating.low,
            .rating_high = arm.known.rating.high,
            .success = arm.known.success_rate.mean,
            .success_low = arm.known.success_rate.low,
            .success_high = arm.known.success_rate.high};
}

Hypothesis hypothesis_of(const training::Finding& finding) {
    return {.family = "layout features",
            .sentence = training::observe(finding),
            .p_value = finding.p_value};
}

// What is tested is that the two are received differently; which one is better its interval says.
std::string sentence_of(const experiment::PairNote& pair) {
    const experiment::Interval& difference = pair.difference;
    if (difference.low <= 0 && difference.high >= 0) {
        return fmt::format("{}: {} and {} were received differently; which one is better is open",
                           pair.experiment, pair.a, pair.b);
    }
    return fmt::format("{}: {} was rated {} than {} by {:.2f} stars", pair.experiment, pair.b,
                       difference.mean < 0 ? "lower" : "higher", pair.a, std::abs(difference.mean));
}

// 1/e is a p-value by Markov's inequality, and stays one however often the pair was looked at.
Hypothesis hypothesis_of(const experiment::PairNote& pair) {
    return {.family = "pairs of arms",
            .sentence = sentence_of(pair),
            .p_value = pair.always_valid.p_value};
}

analytics::ReportNotes notes_of(experiment::ReportNotes said,
                                const std::vector<training::Finding>& patterns) {
    analytics::ReportNotes notes;
    std::vector<Hypothesis> asked;
    asked.reserve(patterns.size() + said.pairs.size());
    for (const training::Finding& finding : patterns) asked.push_back(hypothesis_of(finding));
    for (const experiment::ArmNote& arm : said.arms) notes.arms.push_back(note_of(arm));
    for (const experiment::PairNote& pair : said.pairs) {
        asked.push_back(hypothesis_of(pair));
        notes.pairs.push_back(note_of(pair));
    }
    notes.findings = analytics::test_together(std::move(asked));
    notes.experiments = std::move(said.verdicts);
    notes.alarms = std::move(said.alarms);
    notes.changes = std::move(said.changes);
    return notes;
}

Result<analytics::PerformanceReport> report_of(store::Database& database,
                                               const analytics::ReportPeriod& period) {
    REFIT_TRY(patterns, training::pattern_findings(database, period.until - Milliseconds{1}));
    analytics::PerformanceReport report;
    REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(said, experiment::report_notes(tx, period.from, period.until));
        REFIT_TRY(made,
                  analytics::performance_report(tx, period, notes_of(std::move(said), patterns)));
        report = std::move(made);
        return {};
    }));
    return report;
}

bool nothing_happened(const analytics::PerformanceReport& report) {
    return report.current.sessions == 0 &&
           std::ranges::all_of(report.trend, [](const analytics::WeekFigures& week) {
               return week.figures.sessions == 0;
           });
}

// Was this week's report written when the week was over?
bool covers(const std::vector<store::Report>& reports, const analytics::ReportPeriod& week) {
    return std::ranges::any_of(reports, [&](const store::Report& report) {
        return report.period == format_day(week.from) && report.created_at >= week.until;
    });
}

// The full weeks before the last one that have no report although older ones have, oldest first: a
// server that was down when one was due writes it later.
Result<std::vector<analytics::ReportPeriod>> missed_weeks(store::Database& database,
                                                          TimePoint now) {
    std::vector<store::Report> reports;
    REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(listed, store::list_reports(tx, analytics::kPerformanceReportKind,
                                              store::kReportPageMax));
        reports = std::move(listed);
        return {};
    }));
    std::vector<analytics::ReportPeriod> weeks;
    for (int back = 1; back <= kMissedWeeksMax && !reports.empty(); ++back) {
        const auto week =
            analytics::full_weeks(now - std::chrono::days{analytics::kReportDays * back});
        if (covers(reports, week) || week.until <= reports.back().created_at) break;
        weeks.insert(weeks.begin(), week);
    }
    return weeks;
}

}  // namespace

Result<analytics::PerformanceReport> make_report(store::Database& database, const Clock& clock,
                                                 int weeks) {
    const analytics::ReportPeriod period = analytics::full_weeks(clock.now(), weeks);
    REFIT_TRY(report, report_of(database, period));
    if (!nothing_happened(report)) return report;
    return report_of(database, analytics::running_week(clock.now()));
}

Result<analytics::PerformanceReport> write_weekly_report(store::Database& database,
                                                         const Clock& clock) {
    REFIT_TRY(missed, missed_weeks(database, clock.now()));
    for (const analytics::ReportPeriod& week : missed) {
        REFIT_TRY(late, report_of(database, week));
        REFIT_CHECK(analytics::store_report(database, clock.now(), late));
    }
    REFIT_TRY(report, make_report(database, clock, 1));
    REFIT_CHECK(analytics::store_report(database, clock.now(), report));
    return report;
}

}  // namespace refit::app
