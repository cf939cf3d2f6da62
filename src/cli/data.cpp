// Commands that learn from, or hand out, what the database holds.
#include "cli/data.h"

#include <fmt/format.h>

#include "analytics/report.h"
#include "cli/io.h"
#include "experiment/allocation.h"
#include "experiment/contextual.h"
#include "json/writer.h"
#include "store/audit.h"
#include "training/forget_user.h"
#include "training/patterns.h"
#include "training/report_json.h"

namespace refit::cli {
namespace {

std::string summary(const training::RetrainReport& report) {
    if (report.sessions_found == 0) return report.message + "\n";
    const training::RetrainMetrics& m = report.metrics;
    std::string out =
        fmt::format("{} sessions, {} with features, {} validated; mean quality {:.3f}\n",
                    m.total_sessions, m.training_points, m.validated_points, m.avg_quality_score);
    if (report.model)
        out += fmt::format("model {} ({}): {}\n", report.model->version, report.model->form,
                           report.model->reason);
    if (report.proposed_variant)
        out += fmt::format("new instructions enter as variant {}\n", *report.proposed_variant);
    for (const std::string& text : report.recommendations) out += "- " + text + "\n";
    return out;
}

Result<void> retrain(const RetrainOptions& options, const DataContext& context) {
    REFIT_TRY(database, context.open_ready());
    training::Retrainer retrainer{*database, context.clock, context.propose};
    REFIT_TRY(report, retrainer.retrain({options.days, options.min_rating, "cli"}));
    print(options.json ? training::to_json(report) + "\n" : summary(report));
    return {};
}

Result<void> optimize(const OptimizeOptions& options, const DataContext& context) {
    REFIT_TRY(database, context.open_ready());
    experiment::Reallocation result;
    REFIT_CHECK(database->write([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(done, experiment::auto_optimize(tx, context.clock.now(), "cli"));
        result = std::move(done);
        return {};
    }));
    REFIT_TRY(search, context.search(*database));
    if (options.json) {
        json::Writer out;
        out.begin_object().member("changed", result.changed);
        out.member("policyVersion", result.policy.version);
        out.raw_member("weights", store::print_weights(result.policy.weights));
        out.member("reason", result.policy.reason);
        out.raw_member("search", experiment::to_json(search)).end_object();
        print(out.take() + "\n");
        return {};
    }
    for (const auto& [id, weight] : result.policy.weights)
        print(fmt::format("{:<24} {:.1f} %\n", id, weight * 100));
    print(result.policy.reason + "\n" + experiment::to_text(search));
    return {};
}

Result<void> analyze(const AnalyzeOptions& options, const DataContext& context) {
    REFIT_TRY(database, context.open_ready());
    REFIT_TRY(report, context.write_report(*database));
    print(options.json ? analytics::to_json(report) + "\n" : analytics::to_markdown(report));
    return {};
}

Result<void> print_report(const ReportOptions& options, const DataContext& context) {
    REFIT_TRY(database, context.open_ready());
    REFIT_TRY(report, context.make_report(*database, options.weeks));
    return write_output(options.output, options.format == "json" ? analytics::to_json(report) + "\n"
                                                                 : analytics::to_markdown(report));
}

Result<void> erase(const EraseUserOptions& options, const DataContext& context) {
    REFIT_TRY(database, context.open_ready());
    store::ErasedCounts counts;
    REFIT_CHECK(database->write([&](store::Transaction& tx) -> Result<void> {
        const TimePoint now = context.clock.now();
        REFIT_TRY(erased, training::forget_user(tx, options.user, now));
        REFIT_CHECK(experiment::relearn(tx));
        counts = erased;
        // The audit row does not repeat the id it erased.
        return store::append_audit(tx, {0, now, "cli", "user.erase", "user", std::nullopt,
                                        std::nullopt, "erased from the command line"});
    }));
    print(options.json
              ? fmt::format(R"({{"sessions":{},"feedback":{},"trainingExamples":{}}})"
                            "\n",
                            counts.sessions, counts.feedback, counts.training_examples)
              : fmt::format("{} sessions, {} words of feedback, {} training examples erased\n",
                            counts.sessions, counts.feedback, counts.training_examples));
    return {};
}

int finish(const Result<void>& done) {
    return done ? kOk : report(done.error());
}

}  // namespace

int run_retrain(const RetrainOptions& options, const DataContext& context) {
    return finish(retrain(options, context));
}
int run_optimize(const OptimizeOptions& options, const DataContext& context) {
    return finish(optimize(options, context));
}
int run_analyze(const AnalyzeOptions& options, const DataContext& context) {
    return finish(analyze(options, context));
}
int run_report(const ReportOptions& options, const DataContext& context) {
    return finish(print_report(options, context));
}
int run_erase_user(const EraseUserOptions& options, const DataContext& context) {
    return finish(erase(options, context));
}

}  // namespace refit::cli
