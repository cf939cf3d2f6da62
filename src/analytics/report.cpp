#include "analytics/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "analytics/figures.h"
#include "analytics/overview.h"
#include "stats/wilson.h"
#include "store/experiments.h"
#include "store/reports.h"
#include "store/rollups.h"
#include "store/variants.h"

namespace refit::analytics {
namespace {

using store::RollupCounts;

struct Period {
    RollupCounts total;
    std::map<std::string, RollupCounts> by_variant;
};

Result<Period> read_period(store::Transaction& tx, const std::string& from, const std::string& to) {
    REFIT_TRY(rows, store::list_rollups(tx, from, to));
    Period period;
    for (const store::DailyRollup& row : rows) {
        add(period.total, row.counts);
        if (!row.variant_id.empty()) add(period.by_variant[row.variant_id], row.counts);
    }
    return period;
}

Result<std::vector<VariantFigures>> variant_figures(store::Transaction& tx, const Period& period) {
    REFIT_TRY(variants, store::list_variants(tx, store::kDefaultExperiment));
    std::vector<VariantFigures> result;
    for (const auto& [id, counts] : period.by_variant) {
        VariantFigures row{.id = id, .name = id, .figures = figures_of(counts)};
        for (const store::Variant& variant : variants) {
            if (variant.id == id) row.name = variant.name;
        }
        const auto interval =
            stats::wilson_interval({.successes = counts.successes, .trials = counts.rated});
        if (interval) {
            row.success_low = 100.0 * interval->low;
            row.success_high = 100.0 * interval->high;
        }
        result.push_back(std::move(row));
    }
    // Stable: equal rates stay in the order of their ids.
    std::ranges::stable_sort(result, [](const VariantFigures& a, const VariantFigures& b) {
        return a.figures.success_rate > b.figures.success_rate;
    });
    return result;
}

std::vector<std::string> recommend(const PeriodFigures& figures) {
    const Targets targets;
    std::vector<std::string> sentences;
    if (figures.sessions == 0) {
        sentences.emplace_back("There were no resizes: nothing to judge.");
        return sentences;
    }
    if (figures.feedback_rate < targets.feedback_rate) {
        sentences.emplace_back(
            "The feedback rate is below its target: ask for stars after the resize.");
    }
    if (figures.rated > 0 && figures.success_rate < targets.success_rate) {
        sentences.emplace_back(
            "The success rate is below its target: look at the poorest sessions "
            "and let the experiment try a new variant.");
    }
    if (figures.avg_processing_time > targets.processing_time_ms) {
        sentences.emplace_back("Resizes take longer than their target: check the model's latency.");
    }
    if (figures.fallback_rate > 0.0) {
        sentences.emplace_back(
            "Some results came from the fallback: see refit's metrics for why the "
            "model's replies were unusable.");
    }
    if (sentences.empty()) sentences.emplace_back("Every target was met.");
    return sentences;
}

// What the feedback that did not come may hide: the more is missing, and the more unevenly, the
// less the ratings say about everybody.
std::string missing_feedback(const PerformanceReport& report) {
    const PeriodFigures& all = report.current;
    std::string text =
        fmt::format("Without a rating: {} of {} sessions ({:.0f} %).", all.sessions - all.rated,
                    all.sessions, percent(all.sessions - all.rated, all.sessions));
    if (report.variants.size() < 2) return text;
    const auto rate = [](const VariantFigures& row) { return row.figures.feedback_rate; };
    const auto [low, high] = std::ranges::minmax_element(report.variants, {}, rate);
    return text + fmt::format(" Most are rated of {} ({:.0f} %), fewest of {} ({:.0f} %).",
                              high->name, rate(*high), low->name, rate(*low));
}

std::vector<std::string> data_quality(const PerformanceReport& report) {
    std::vector<std::string> lines = report.notes.alarms;
    if (lines.empty()) lines.emplace_back("Every arm was shown as often as it was drawn.");
    if (report.current.sessions > 0) lines.push_back(missing_feedback(report));
    return lines;
}

Result<std::vector<WeekFigures>> weekly_trend(store::Transaction& tx, TimePoint until) {
    std::vector<WeekFigures> trend;
    for (int back = kTrendWeeks; back > 0; --back) {
        const TimePoint monday = until - std::chrono::days{kReportDays * back};
        REFIT_TRY(week, read_period(tx, format_day(monday),
                                    format_day(monday + std::chrono::days{kReportDays - 1})));
        trend.push_back({.from = format_day(monday), .figures = figures_of(week.total)});
    }
    return trend;
}

}  // namespace

ReportPeriod full_weeks(TimePoint now, int weeks) {
    using std::chrono::days;
    const auto today = std::chrono::floor<days>(now);
    const auto since_monday = std::chrono::weekday{today} - std::chrono::Monday;
    const TimePoint until = today - since_monday;
    return {.from = until - days{kReportDays * weeks}, .until = until};
}

ReportPeriod running_week(TimePoint now) {
    const TimePoint monday = full_weeks(now, 1).until;
    return {.from = monday, .until = monday + std::chrono::days{kReportDays}};
}

Result<PerformanceReport> performance_report(store::Transaction& tx, const ReportPeriod& period,
                                             ReportNotes notes) {
    using std::chrono::days;
    PerformanceReport report;
    report.from = format_day(period.from);
    report.to = format_day(period.until - days{1});
    REFIT_TRY(current, read_period(tx, report.from, report.to));
    REFIT_TRY(previous, read_period(tx, format_day(period.from - (period.until - period.from)),
                                    format_day(period.from - days{1})));
    REFIT_TRY(trend, weekly_trend(tx, period.until));
    REFIT_TRY(variants, variant_figures(tx, current));
    REFIT_TRY(events, events_between(tx, period.from, period.until));
    report.current = figures_of(current.total);
    report.previous = figures_of(previous.total);
    report.trend = std::move(trend);
    report.variants = std::move(variants);
    report.events = std::move(events);
    report.notes = std::move(notes);
    report.quality = data_quality(report);
    report.recommendations = recommend(report.current);
    return report;
}

Result<std::int64_t> store_report(store::Database& database, TimePoint now,
                                  const PerformanceReport& report) {
    std::int64_t number = 0;
    REFIT_CHECK(database.write([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(seq, store::put_report(tx, {.seq = 0,
                                              .kind = kPerformanceReportKind,
                                              .body = to_json(report),
                                              .markdown = to_markdown(report),
                                              .created_at = now,
                                              .period = report.from}));
        number = seq;
        return tx.notify(R"({"type":"report","seq":)" + std::to_string(seq) + "}");
    }));
    return number;
}

}  // namespace refit::analytics
