#pragma once

#include <functional>
#include <memory>

#include "analytics/report.h"
#include "base/clock.h"
#include "base/result.h"
#include "canvas/text.h"
#include "cli/options.h"
#include "experiment/parameter_search.h"
#include "store/database.h"
#include "training/retrain.h"

namespace refit::cli {

// How commands on the database reach it; app provides both.
struct DataContext {
    // Opens the configured database as it is.
    std::function<Result<std::unique_ptr<store::Database>>()> open;
    // Opens it migrated and with the default experiment.
    std::function<Result<std::unique_ptr<store::Database>>()> open_ready;
    const Clock& clock;
    training::ProposalHook propose;
    // Judges the canaries and enters the next step of the parameter search.
    std::function<Result<experiment::SearchReport>(store::Database&)> search{};
    // Stores the report of the last full week.
    std::function<Result<analytics::PerformanceReport>(store::Database&)> write_report{};
    // The report of so many weeks; stores nothing.
    std::function<Result<analytics::PerformanceReport>(store::Database&, int weeks)> make_report{};
};

// Each returns the exit status.
int run_db(const DbOptions& options, const DataContext& context);
int run_retrain(const RetrainOptions& options, const DataContext& context);
int run_models(const ModelsOptions& options, const DataContext& context);
int run_variants(const VariantsOptions& options, const DataContext& context);
int run_optimize(const OptimizeOptions& options, const DataContext& context);
int run_analyze(const AnalyzeOptions& options, const DataContext& context);
int run_report(const ReportOptions& options, const DataContext& context);
int run_evaluate(const EvaluateOptions& options, const DataContext& context);
int run_export(const ExportOptions& options, const DataContext& context,
               const canvas::TextMeasurer& measurer);
int run_erase_user(const EraseUserOptions& options, const DataContext& context);

}  // namespace refit::cli
