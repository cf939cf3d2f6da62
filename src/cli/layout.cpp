#include "cli/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <thread>

#include "cli/io.h"
#include "cli/model_file.h"
#include "evaluation/baselines.h"
#include "evaluation/contact_sheet.h"
#include "evaluation/corpus.h"
#include "evaluation/methods.h"
#include "evaluation/protocol.h"
#include "evaluation/report.h"
#include "json/writer.h"
#include "layout/candidates.h"
#include "layout/lesson.h"
#include "layout/parameters.h"

namespace refit::cli {
namespace {

namespace ev = evaluation;

constexpr const char* kUntrained = "engine, untrained";
constexpr const char* kShipped = "engine, shipped model";
constexpr const char* kModelFile = "engine, model file";
constexpr const char* kNoBase = "none";
constexpr const char* kTrained = "engine, learned";

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

Result<void> measure_all(const ev::Corpus& corpus, const std::vector<ev::Method>& methods,
                         const ev::Workers& workers, std::vector<ev::MethodReport>& reports) {
    for (const ev::Method& method : methods) {
        REFIT_TRY(measured, measure(corpus, method, workers));
        reports.push_back(std::move(measured));
    }
    return {};
}

Result<std::vector<ev::Method>> chosen_methods(const LayoutEvalOptions& options,
                                               const canvas::FontLibrary& fonts,
                                               const std::shared_ptr<ev::Examined>& examined) {
    std::vector<ev::Method> methods;
    for (const ev::Baseline& baseline : ev::baselines())
        methods.push_back(ev::baseline_method(baseline));
    methods.push_back(ev::engine_method(kUntrained, {}, fonts));
    REFIT_TRY(model, layout_model(options.model));
    methods.push_back(ev::engine_method(options.model ? kModelFile : kShipped, model, fonts));
    methods.push_back(ev::learned_method(kTrained, fonts, examined));
    return methods;
}

std::vector<ev::Method> ablated_methods(const canvas::FontLibrary& fonts,
                                        const std::shared_ptr<ev::Examined>& examined) {
    std::vector<ev::Method> methods;
    for (const ev::Ablation& ablation : ev::ablations())
        methods.push_back(ev::learned_method(ablation.name, fonts, examined, ablation));
    methods.push_back(ev::engine_method("no learning", {}, fonts));
    return methods;
}

Result<ev::Report> evaluate(const LayoutEvalOptions& options, const ev::Corpus& corpus,
                            const canvas::FontLibrary& fonts) {
    const ev::Workers workers = workers_for(options.threads);
    ev::Report report;
    report.corpus = options.corpus;
    const auto examined = std::make_shared<ev::Examined>(fonts);
    REFIT_TRY(methods, chosen_methods(options, fonts, examined));
    REFIT_CHECK(measure_all(corpus, methods, workers, report.methods));
    report.ours = report.methods.size() - 1;
    if (options.ablations)
        REFIT_CHECK(
            measure_all(corpus, ablated_methods(fonts, examined), workers, report.ablations));
    if (options.curve) {
        REFIT_TRY(curve, ev::learning_curve(corpus, methods.back(),
                                            static_cast<std::size_t>(options.orders), options.seed,
                                            workers));
        report.curve = std::move(curve);
        report.curve_method = methods.back().name;
    }
    return report;
}

Result<void> layout_eval(const LayoutEvalOptions& options, const canvas::FontLibrary& fonts) {
    REFIT_TRY(corpus, ev::read_corpus(options.corpus, fonts));
    REFIT_TRY(report, evaluate(options, corpus, fonts));
    if (options.html) REFIT_CHECK(write_output(*options.html, ev::contact_sheet(corpus, report)));
    print(options.json ? ev::report_json(corpus, report) + "\n" : ev::report_text(corpus, report));
    return {};
}

// What differs from the untrained engine, a line each.
std::string learned_numbers(const layout::Learned& learned) {
    std::string text;
    const auto specs = layout::parameter_specs();
    const auto values = learned.parameters.values();
    for (std::size_t i = 0; i < specs.size(); ++i) {
        if (values[i] == specs[i].fallback) continue;
        text +=
            fmt::format("{:<22} {:>8.3f} -> {:.3f}\n", specs[i].name, specs[i].fallback, values[i]);
    }
    for (std::size_t change = 0; change < layout::kChangeCount; ++change) {
        const auto one = static_cast<layout::Change>(change);
        if (learned.habits == layout::Habits{}) break;
        for (const std::string_view kind : layout::candidate_names()) {
            if (learned.habits.cost(one, kind) == 0)
                text +=
                    fmt::format("{:<22} best laid out as: {}\n", layout::change_name(one), kind);
        }
    }
    return text;
}

std::string learned_text(const ImportCorrectionsOptions& options, const ev::Corpus& corpus,
                         const layout::Learned& learned) {
    std::string text = fmt::format("{} rows of {} designs by {} authors\n", corpus.cases.size(),
                                   ev::campaigns_of(corpus).size(), ev::authors_of(corpus).size());
    if (!corpus.skipped.empty())
        text += fmt::format("{} rows left out, the first: {}\n", corpus.skipped.size(),
                            corpus.skipped.front());
    return text + learned_numbers(learned) +
           (options.output ? "model in " + *options.output + "\n"
                           : std::string{"no model written; -o FILE keeps it\n"});
}

std::string learned_json(const ImportCorrectionsOptions& options, const ev::Corpus& corpus,
                         const layout::Learned& learned) {
    const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
    json::Writer out;
    out.begin_object().member("rows", count(corpus.cases.size()));
    out.member("designs", count(ev::campaigns_of(corpus).size()));
    out.member("authors", count(ev::authors_of(corpus).size()));
    out.member("skipped", count(corpus.skipped.size()));
    out.member("output", options.output);
    out.raw_member("learned", learned.to_json()).end_object();
    return out.take() + "\n";
}

Result<layout::Learned> base_of(const ImportCorrectionsOptions& options) {
    if (options.base == kNoBase) return layout::Learned{};
    return layout_model(options.base);
}

Result<void> import_corrections(const ImportCorrectionsOptions& options,
                                const canvas::FontLibrary& fonts) {
    REFIT_TRY(base, base_of(options));
    REFIT_TRY(corpus, ev::read_corpus(options.path, fonts));
    std::vector<layout::Evidence> evidence;
    std::vector<const layout::Evidence*> all;
    evidence.reserve(corpus.cases.size());
    for (const ev::Case& one : corpus.cases) {
        evidence.push_back(layout::examine(one.lesson, fonts));
        all.push_back(&evidence.back());
    }
    const layout::Learned learned = layout::learn(all, base);
    if (options.output) REFIT_CHECK(write_output(*options.output, learned.to_json() + "\n"));
    print(options.json ? learned_json(options, corpus, learned)
                       : learned_text(options, corpus, learned));
    return {};
}

int finish(const Result<void>& done) {
    return done ? kOk : report(done.error());
}

}  // namespace

int run_layout_eval(const LayoutEvalOptions& options, const canvas::FontLibrary& fonts) {
    return finish(layout_eval(options, fonts));
}

int run_import_corrections(const ImportCorrectionsOptions& options,
                           const canvas::FontLibrary& fonts) {
    return finish(import_corrections(options, fonts));
}

}  // namespace refit::cli
