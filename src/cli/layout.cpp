#include "cli/layout.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "cli/io.h"
#include "evaluation/baselines.h"
#include "evaluation/corpus.h"
#include "evaluation/methods.h"
#include "evaluation/protocol.h"
#include "evaluation/report.h"

namespace refit::cli {
namespace {

namespace ev = evaluation;

// One line on a terminal that replaces itself; nothing elsewhere.
ev::Progress terminal_progress() {
    if (isatty(STDERR_FILENO) == 0) return {};
    return [](std::string_view stage, std::size_t done, std::size_t total) {
        if (done != total && done % 16 != 0) return;
        const std::string line = fmt::format("{} {}/{}", stage, done, total);
        std::fprintf(stderr, "\r\033[K%s", done == total ? "" : line.c_str());
        std::fflush(stderr);
    };
}

ev::Workers workers_for(const std::optional<unsigned>& threads) {
    return {threads.value_or(std::max(1U, std::thread::hardware_concurrency())),
            terminal_progress()};
}

Result<ev::MethodReport> measure(const ev::Corpus& corpus, const ev::Method& method,
                                 const ev::Workers& workers) {
    REFIT_TRY(held_out, ev::run(corpus, method, ev::author_folds(corpus), workers));
    if (!method.learns) return ev::MethodReport{std::move(held_out), std::nullopt};
    REFIT_TRY(seen, ev::run(corpus, method, ev::in_sample_folds(corpus), workers));
    return ev::MethodReport{std::move(held_out), std::move(seen)};
}

Result<ev::Report> evaluate(const LayoutEvalOptions& options, const ev::Corpus& corpus,
                            const canvas::FontLibrary& fonts) {
    const ev::Workers workers = workers_for(options.threads);
    const layout::Parameters defaults;
    ev::Report report;
    report.corpus = options.corpus;
    std::vector<ev::Method> methods;
    for (const ev::Baseline& baseline : ev::baselines())
        methods.push_back(ev::baseline_method(baseline));
    methods.push_back(ev::engine_method("engine", defaults, fonts));
    for (const ev::Method& method : methods) {
        REFIT_TRY(measured, measure(corpus, method, workers));
        report.methods.push_back(std::move(measured));
    }
    if (options.ablations) {
        for (const ev::Ablation& ablation : ev::ablations()) {
            layout::Parameters parameters = defaults;
            ablation.apply(parameters);
            REFIT_TRY(measured, measure(corpus, ev::engine_method(ablation.name, parameters, fonts),
                                        workers));
            report.ablations.push_back(std::move(measured));
        }
    }
    return report;
}

Result<void> layout_eval(const LayoutEvalOptions& options, const canvas::FontLibrary& fonts) {
    REFIT_TRY(corpus, ev::read_corpus(options.corpus, fonts));
    REFIT_TRY(report, evaluate(options, corpus, fonts));
    print(ev::report_text(corpus, report));
    return {};
}

int finish(const Result<void>& done) {
    return done ? kOk : report(done.error());
}

}  // namespace

int run_layout_eval(const LayoutEvalOptions& options, const canvas::FontLibrary& fonts) {
    return finish(layout_eval(options, fonts));
}

}  // namespace refit::cli
