#include "replay/verify.h"

#include <fmt/format.h>

#include <utility>

#include "analytics/rollup_check.h"
#include "experiment/allocation.h"
#include "json/writer.h"
#include "replay/checks.h"
#include "store/arm_statistics.h"
#include "store/audit.h"
#include "store/experiments.h"
#include "store/rollups.h"

namespace refit::replay {
namespace {

Result<void> check_all(Check& check) {
    REFIT_CHECK(check_words(check));
    REFIT_CHECK(check_labels(check));
    REFIT_CHECK(check_outcomes(check));
    REFIT_CHECK(check_sums(check));
    REFIT_CHECK(check_contextual_arms(check));
    REFIT_CHECK(check_policies(check));
    return check_verdicts(check);
}

// Nobody writes what is read and replaced here until the transaction ends. In an order in which no
// other transaction takes these locks backwards: those hold their experiment first.
Result<void> hold_all(store::Transaction& tx) {
    REFIT_TRY(experiments, store::list_experiments(tx));
    for (const store::Experiment& experiment : experiments)
        REFIT_CHECK(tx.lock("experiment:" + experiment.id));
    for (const std::string_view table :
         {"assignments", "resize_sessions", "feedback", "feedback_history", "training_data",
          "user_outcomes", "arm_statistics", "daily_rollups", "contextual_arms", "policies",
          "verdicts"}) {
        REFIT_CHECK(tx.lock_table(table));
    }
    return {};
}

std::string summary_json(const Report& report) {
    json::Writer out;
    out.begin_object().member("different", report.different);
    out.member("repaired", report.repaired).key("first").begin_array();
    constexpr std::size_t kShown = 20;
    for (std::size_t i = 0; i < std::min(kShown, report.differences.size()); ++i) {
        const Difference& one = report.differences[i];
        out.value(fmt::format("{} {}", one.table, one.key));
    }
    return out.end_array().end_object().take();
}

Result<void> follow_up(store::Transaction& tx, const Report& report, const std::string& actor,
                       TimePoint now) {
    REFIT_TRY(experiments, store::list_experiments(tx));
    for (const store::Experiment& experiment : experiments) {
        const auto moved = experiment::reallocate(tx, experiment.id,
                                                  "statistics were put right from the log", now);
        if (!moved && moved.error().code != ErrorCode::Unavailable)
            return fail(moved.error().code, moved.error().message);
    }
    return store::append_audit(
        tx, {0, now, actor, "log.repair", "database", std::nullopt, summary_json(report),
             fmt::format("{} derived values differed from the log, {} were put right",
                         report.different, report.repaired)});
}

}  // namespace

void Check::checked(std::string_view table, std::int64_t rows) {
    report.checked.emplace_back(table, rows);
}

void Check::found(Difference difference) {
    ++report.different;
    if (difference.repaired) ++report.repaired;
    if (report.differences.size() < kDifferencesMax)
        report.differences.push_back(std::move(difference));
}

Result<void> check_sums(Check& check) {
    REFIT_TRY(drift, analytics::find_drift(check.tx));
    REFIT_TRY(arms, store::list_all_arm_statistics(check.tx));
    REFIT_TRY(days, store::recount_rollups(check.tx));
    check.checked("arm_statistics", static_cast<std::int64_t>(arms.size()));
    check.checked("daily_rollups", static_cast<std::int64_t>(days.size()));
    for (const analytics::Drift& row : drift)
        check.found({row.table, row.key, row.live, row.recomputed, check.repairs()});
    if (drift.empty() || !check.repairs()) return {};
    REFIT_CHECK(store::rebuild_rollups(check.tx));
    return store::rebuild_arm_statistics(check.tx);
}

Result<Report> verify(store::Transaction& tx) {
    Check check{tx, Mode::Compare};
    REFIT_CHECK(check_all(check));
    return std::move(check.report);
}

Result<Report> verify(store::Database& database) {
    Report report;
    REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(found, verify(tx));
        report = std::move(found);
        return {};
    }));
    return report;
}

Result<Report> repair(store::Database& database, const std::string& actor, TimePoint now) {
    Report report;
    REFIT_CHECK(database.write([&](store::Transaction& tx) -> Result<void> {
        REFIT_CHECK(hold_all(tx));
        Check check{tx, Mode::Repair};
        REFIT_CHECK(check_all(check));
        report = std::move(check.report);
        if (report.repaired == 0) return {};
        return follow_up(tx, report, actor, now);
    }));
    return report;
}

}  // namespace refit::replay
