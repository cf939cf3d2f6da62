// refit: one binary; `refit help` lists what it does.
#include <fmt/format.h>

#include <cstdio>

#include "app/config.h"
#include "app/search.h"
#include "app/serve.h"
#include "app/simulate.h"
#include "app/weekly_report.h"
#include "app/wiring.h"
#include "cli/data.h"
#include "cli/design.h"
#include "cli/io.h"
#include "cli/layout.h"
#include "cli/options.h"

namespace refit::app {
namespace {

int print_exit(const cli::Exit& exit) {
    std::fputs(exit.output.c_str(), exit.status == 0 ? stdout : stderr);
    return exit.status;
}

// Runs `command` with the configured fonts.
template <typename Command>
int with_fonts(const Config& config, Command command) {
    const auto fonts = open_fonts(config);
    if (!fonts) return cli::report(fonts.error());
    return command(**fonts);
}

cli::DataContext data_context(const Config& config, const Clock& clock) {
    return {[&config] { return store::open_database({config.text("DATABASE_URL")}); },
            [&config, &clock] { return open_store(config, clock); },
            clock,
            proposal_hook(),
            [&config, &clock](store::Database& database) -> Result<experiment::SearchReport> {
                REFIT_TRY(fonts, open_fonts(config));
                REFIT_TRY(learned, read_layout_model(config));
                training::QualityRanker ranker;
                REFIT_CHECK(ranker.refresh(database));
                experiment::ParameterSearch search{
                    database, clock, learned.parameters,
                    replay_loader(database, *fonts, learned, ranker)};
                return search.run("cli");
            },
            [&clock](store::Database& database) { return write_weekly_report(database, clock); },
            [&clock](store::Database& database, int weeks) {
                return make_report(database, clock, weeks);
            }};
}

struct Dispatch {
    const Config& config;
    SystemClock clock{};

    int operator()(const cli::Exit& exit) const { return print_exit(exit); }
    int operator()(const cli::VersionOptions&) const {
        fmt::print("refit {}\n", REFIT_VERSION);
        return cli::kOk;
    }
    int operator()(const cli::ServeOptions& options) const {
        if (!options.print_config) return serve(config);
        fmt::print("{}", config.print());
        return cli::kOk;
    }
    int operator()(const cli::ResizeOptions& options) const {
        return with_fonts(config, [&](const auto& fonts) { return run_resize(options, fonts); });
    }
    int operator()(const cli::InspectOptions& options) const {
        return with_fonts(config, [&](const auto& fonts) { return run_inspect(options, fonts); });
    }
    int operator()(const cli::DbOptions& options) const {
        return run_db(options, data_context(config, clock));
    }
    int operator()(const cli::RetrainOptions& options) const {
        return run_retrain(options, data_context(config, clock));
    }
    int operator()(const cli::ModelsOptions& options) const {
        return run_models(options, data_context(config, clock));
    }
    int operator()(const cli::OptimizeOptions& options) const {
        return run_optimize(options, data_context(config, clock));
    }
    int operator()(const cli::AnalyzeOptions& options) const {
        return run_analyze(options, data_context(config, clock));
    }
    int operator()(const cli::ReportOptions& options) const {
        return run_report(options, data_context(config, clock));
    }
    int operator()(const cli::EvaluateOptions& options) const {
        return run_evaluate(options, data_context(config, clock));
    }
    int operator()(const cli::VariantsOptions& options) const {
        return run_variants(options, data_context(config, clock));
    }
    int operator()(const cli::ExportOptions& options) const {
        return with_fonts(config, [&](const canvas::TextMeasurer& measurer) {
            return run_export(options, data_context(config, clock), measurer);
        });
    }
    int operator()(const cli::EraseUserOptions& options) const {
        return run_erase_user(options, data_context(config, clock));
    }
    int operator()(const cli::LayoutEvalOptions& options) const {
        return with_fonts(config,
                          [&](const auto& fonts) { return run_layout_eval(options, fonts); });
    }
    int operator()(const cli::ImportCorrectionsOptions& options) const {
        return with_fonts(
            config, [&](const auto& fonts) { return run_import_corrections(options, fonts); });
    }
    int operator()(const cli::SimulateOptions& options) const { return simulate(options, config); }
};

int run(int argc, const char* const* argv) {
    const cli::Invocation invocation = cli::parse_command_line(argc, argv);
    if (const auto* exit = std::get_if<cli::Exit>(&invocation.command)) return print_exit(*exit);
    const auto config = Config::load(invocation.overrides, process_environment(), read_env_file());
    if (!config) return cli::report(config.error(), cli::kUsage);
    return std::visit(Dispatch{*config}, invocation.command);
}

}  // namespace
}  // namespace refit::app

int main(int argc, char** argv) {
    return refit::app::run(argc, argv);
}
