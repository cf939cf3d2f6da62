#include "app/tasks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analytics/rollup_check.h"
#include "app/weekly_report.h"
#include "experiment/allocation.h"
#include "experiment/guardrails.h"
#include "http/pipeline.h"
#include "http/services.h"
#include "store/experiments.h"
#include "store/idempotency.h"
#include "store/retention.h"

namespace refit::app {
namespace {

Result<std::string> optimize_weights(const TaskContext& context) {
    REFIT_TRY(result, http::write_in(context.database, [&](store::Transaction& tx) {
                  return experiment::auto_optimize(tx, context.clock.now());
              }));
    return result.changed
               ? fmt::format("policy {}: {}", result.policy.version, result.policy.reason)
               : std::string{"weights unchanged"};
}

Result<std::string> analyse_performance(const TaskContext& context) {
    REFIT_TRY(report, write_weekly_report(context.database, context.clock));
    return fmt::format("{} to {}: {} sessions, {} rated", report.from, report.to,
                       report.current.sessions, report.current.rated);
}

Result<std::string> retrain_model(const TaskContext& context) {
    training::RetrainRequest request;
    request.actor = "scheduler";
    REFIT_TRY(report, context.retrainer.retrain(request));
    if (report.sessions_found == 0) return report.message;
    if (!report.model) return std::string{"too few rated sessions to fit a model"};
    return fmt::format("model {} {}: {}", report.model->version,
                       report.model->promoted ? "serves" : "stays a candidate",
                       report.model->reason);
}

// What was thought of, and what became of the canaries before it.
Result<std::string> search_parameters(const TaskContext& context) {
    REFIT_TRY(report, context.search.run("scheduler"));
    std::string text;
    for (const experiment::CanaryVerdict& verdict : report.verdicts) {
        text +=
            fmt::format("canary {} {}; ", verdict.variant_id, experiment::to_string(verdict.fate));
    }
    if (report.entered)
        return text + fmt::format("entered {}: {}", *report.entered, report.message);
    return text + report.message;
}

using Removal = std::function<Result<std::int64_t>(store::Transaction&)>;

// Runs `remove` in one short transaction after another until it finds less than `batch`.
Result<std::int64_t> in_batches(store::Database& database, std::int64_t batch,
                                const Removal& remove) {
    std::int64_t total = 0;
    for (std::int64_t removed = batch; removed >= batch; total += removed) {
        REFIT_TRY(count, http::write_in(database, remove));
        removed = count;
    }
    return total;
}

Result<std::string> remove_expired(const TaskContext& context) {
    const TimePoint now = context.clock.now();
    REFIT_TRY(
        keys,
        in_batches(context.database, store::kIdempotencyPurgeBatch, [&](store::Transaction& tx) {
            return store::purge_idempotency_keys(tx, now - http::kIdempotencyKeep);
        }));
    if (context.retention_days <= 0) return fmt::format("{} idempotency keys removed", keys);
    const TimePoint limit = now - std::chrono::hours{24 * context.retention_days};
    REFIT_TRY(canvases,
              in_batches(context.database, store::kRetentionBatch, [&](store::Transaction& tx) {
                  return store::expire_canvases(tx, limit);
              }));
    return fmt::format("{} idempotency keys and the canvases of {} sessions removed", keys,
                       canvases);
}

Result<std::string> check_rollups(const TaskContext& context) {
    REFIT_TRY(drift, analytics::repair_drift(context.database));
    return drift.empty() ? std::string{"every sum agrees with the log"}
                         : fmt::format("{} sums were rebuilt from the log", drift.size());
}

Result<std::string> enforce_guardrails(const TaskContext& context) {
    const auto done = http::write_in(
        context.database, [&](store::Transaction& tx) -> Result<std::vector<std::string>> {
            REFIT_TRY(experiments, store::list_experiments(tx));
            std::vector<std::string> all;
            for (const store::Experiment& experiment : experiments) {
                REFIT_TRY(stopped,
                          experiment::enforce_guardrails(tx, experiment.id, context.clock.now()));
                all.insert(all.end(), stopped.begin(), stopped.end());
            }
            return all;
        });
    if (!done) return tl::unexpected<Error>(done.error());
    return done->empty() ? std::string{"every arm keeps its limits"}
                         : fmt::format("stopped: {}", fmt::join(*done, ", "));
}

}  // namespace

std::function<Result<std::string>()> task_work(std::string_view id, const TaskContext& context) {
    if (id == "ab-optimization") return [context] { return optimize_weights(context); };
    if (id == "performance-analysis") return [context] { return analyse_performance(context); };
    if (id == "model-retraining") return [context] { return retrain_model(context); };
    if (id == "retention") return [context] { return remove_expired(context); };
    if (id == "guardrails") return [context] { return enforce_guardrails(context); };
    if (id == "alerts") {
        return [context] {
            return check_and_tell(context.database, context.clock, context.alert_webhook);
        };
    }
    if (id == "parameter-search") return [context] { return search_parameters(context); };
    if (id == "rollup-check") return [context] { return check_rollups(context); };
    return {};
}

}  // namespace refit::app
