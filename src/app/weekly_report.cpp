#include "app/weekly_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "experiment/report_notes.h"
#include "training/patterns.h"

namespace refit::app {
namespace {

using analytics::Hypothesis;

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

// 1/e is a p-value by Markov's inequality, and stays one however often the pair was looked at.
Hypothesis hypothesis_of(const experiment::PairNote& pair) {
    return {.family = "pairs of arms",
            .sentence = fmt::format("{}: {} was rated {} than {} by {:.2f} stars", pair.experiment,
                                    pair.b, pair.difference.mean < 0 ? "lower" : "higher", pair.a,
                                    std::abs(pair.difference.mean)),
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
    REFIT_TRY(patterns, training::pattern_findings(database, period.until - Milliseconds{2}));
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
    return std::ranges::all_of(report.trend, [](const analytics::WeekFigures& week) {
        return week.figures.sessions == 0;
    });
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
    REFIT_TRY(report, make_report(database, clock, 1));
    REFIT_CHECK(analytics::store_report(database, clock.now(), report));
    return report;
}

}  // namespace refit::app
