#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <sstream>

#include "analytics/report.h"

namespace refit::cli {
namespace {

constexpr const char* kSize = "WxH";

// Everything a parse fills in; the chosen subcommand says which one counts.
struct Targets {
    ServeOptions serve;
    ResizeOptions resize;
    InspectOptions inspect;
    DbOptions db;
    RetrainOptions retrain;
    ModelsOptions models;
    VariantsOptions variants;
    OptimizeOptions optimize;
    AnalyzeOptions analyze;
    ReportOptions report;
    EvaluateOptions evaluate;
    ExportOptions exported;
    EraseUserOptions erase;
    LayoutEvalOptions layout_eval;
    ImportCorrectionsOptions import_corrections;
    SimulateOptions simulate;
    std::vector<std::string> overrides;
};

void add_serve(CLI::App& app, Targets& t) {
    auto* sub = app.add_subcommand("serve", "run the server");
    sub->add_flag("--print-config", t.serve.print_config,
                  "print each setting and where it came from, then exit");
}

void add_resize(CLI::App& app, Targets& t) {
    auto* sub = app.add_subcommand("resize", "resize one design");
    ResizeOptions& o = t.resize;
    sub->add_option("input", o.input, "Fabric.js document (JSON), - for standard input")
        ->required();
    sub->add_option("--to", o.target, "target size")->required()->type_name(kSize);
    sub->add_option("--from", o.from, "page size, where the document does not say it")
        ->type_name(kSize);
    sub->add_option("-o,--output", o.output,
                    "where the resized document goes; default: standard output");
    sub->add_option("--svg", o.svg, "draw the result as SVG");
    sub->add_option("--png", o.png, "draw the result as PNG");
    sub->add_option("--model", o.model, "a layout model file of import-corrections");
    sub->add_option("--variant", o.variant, "built-in variant whose parameters to use")
        ->default_val("enhanced");
    sub->add_flag("--explain", o.explain,
                  "say on standard error why each element went where it did");
    sub->add_flag("--json", o.json, "print a summary as JSON on standard output (needs -o)");
}

void add_inspect(CLI::App& app, Targets& t) {
    auto* sub = app.add_subcommand("inspect", "print the page and every object's box");
    InspectOptions& o = t.inspect;
    sub->add_option("input", o.input, "Fabric.js document (JSON), - for standard input")
        ->required();
    sub->add_flag("--json", o.json, "print JSON");
    sub->add_option("--fabric", o.fabric, "read as this major version")->check(CLI::Range(4, 7));
    sub->add_option("--from", o.from, "page size, where the document does not say it")
        ->type_name(kSize);
}

void add_db(CLI::App& app, Targets& t) {
    auto* sub = app.add_subcommand("db", "create, upgrade or describe the database");
    DbOptions& o = t.db;
    sub->require_subcommand(1);
    const auto action = [&](const char* name, const char* help) {
        auto* leaf = sub->add_subcommand(name, help);
        leaf->callback([&o, name] { o.action = name; });
        return leaf;
    };
    action("migrate", "apply pending migrations");
    action("status", "list applied and pending migrations")->add_flag("--json", o.json);
    auto* verify = action("verify", "compute everything derived from the log and compare");
    verify->add_flag("--repair", o.repair, "put right what differs");
    verify->add_flag("--json", o.json, "print JSON");
    auto* generate = action("generate", "print the schema as SQL");
    generate->add_option("--dialect", o.dialect, "sqlite or postgres")
        ->default_val("sqlite")
        ->check(CLI::IsMember({"sqlite", "postgres"}));
    generate->add_option("--out", o.out, "folder for the file; default: standard output");
}

void add_models(CLI::App& app, Targets& t) {
    auto* sub = app.add_subcommand("models", "the quality models: list, show, roll back, rebuild");
    ModelsOptions& o = t.models;
    sub->require_subcommand(1);
    const auto action = [&](const char* name, const char* help) {
        auto* leaf = sub->add_subcommand(name, help);
        leaf->callback([&o, name] { o.action = name; });
        leaf->add_flag("--json", o.json, "print JSON");
        return leaf;
    };
    action("list", "the newest 50, with what they are worth on held-out people");
    auto* show = action("show", "one model: metrics, lineage and the reason of its status");
    show->add_option("version", o.version, "version of the model")->required();
    show->add_flag("--parameters", o.parameters, "print the model itself too");
    auto* back = action("rollback", "let an older model serve again");
    back->add_option("version", o.version, "which; default: the parent of the serving one");
    back->add_option("--reason", o.reason, "stands in the registry and the audit log");
    auto* again = action("rebuild", "train a model again from the log and compare; stores nothing");
    again->add_option("version", o.version, "which; default: the serving one");
}

void add_variant_texts(CLI::App* leaf, VariantsOptions& o) {
    leaf->add_option("--name", o.name, "for people");
    leaf->add_option("--prompt", o.prompt, "file with the instructions, - for standard input");
    leaf->add_option("--parameters", o.parameters, "file with engine parameters, a JSON object");
    leaf->add_option("--weight", o.weight, "percent of traffic")->check(CLI::Range(0, 100));
}

void add_variants(CLI::App& app, VariantsOptions& o) {
    auto* sub = app.add_subcommand("variants", "the arms: list, add, change, switch");
    sub->require_subcommand(1);
    const auto leaf = [&](const char* name, const char* help) {
        auto* made = sub->add_subcommand(name, help);
        made->callback([&o, name] { o.action = name; });
        made->add_flag("--json", o.json, "print JSON");
        return made;
    };
    const auto action = [&](const char* name, const char* help) {
        auto* made = leaf(name, help);
        made->add_option("id", o.id, "id of the variant")->required();
        made->add_option("--reason", o.reason, "stands in the audit log");
        return made;
    };
    leaf("list", "every variant with its share of traffic");
    leaf("show", "one variant, its instructions too")
        ->add_option("id", o.id, "id of the variant")
        ->required();
    auto* add = action("add", "a new arm");
    add_variant_texts(add, o);
    add->get_option("--prompt")->required();
    add->add_flag("--inactive", o.inactive, "without traffic until it is activated");
    add->add_option("--warm-start", o.warm_start, "the variant whose ratings it starts from");
    add_variant_texts(action("change", "another name or weight; other texts are a new version"), o);
    action("activate", "give it traffic");
    action("deactivate", "take its traffic away");
    action("resume", "let an arm that a guardrail stopped be drawn again");
}

void add_report(CLI::App& app, ReportOptions& o) {
    auto* report = app.add_subcommand("report", "print the report of the last full weeks");
    report->add_option("--weeks", o.weeks, "how many weeks, Monday to Sunday (UTC)")
        ->check(CLI::Range(1, analytics::kReportWeeksMax))
        ->capture_default_str();
    report->add_option("--format", o.format, "markdown or json")
        ->check(CLI::IsMember({"markdown", "json"}))
        ->default_val("markdown");
    report->add_option("-o,--output", o.output, "file; default: standard output")->default_val("-");
}

void add_learning(CLI::App& app, Targets& t) {
    auto* retrain = app.add_subcommand("retrain", "train the quality model, analyse patterns");
    retrain->add_option("--days", t.retrain.days, "look back this many days")
        ->check(CLI::Range(1, 365))
        ->capture_default_str();
    retrain->add_option("--min-rating", t.retrain.min_rating, "lowest rating to include")
        ->check(CLI::Range(1, 5))
        ->capture_default_str();
    retrain->add_flag("--json", t.retrain.json, "print JSON");
    auto* optimize = app.add_subcommand(
        "optimize",
        "recompute the variants' weights, judge canaries, try better engine parameters");
    optimize->add_flag("--json", t.optimize.json, "print JSON");
    auto* analyze = app.add_subcommand(
        "analyze", "write and store the weekly report: figures, verdicts, what changed and why");
    analyze->add_flag("--json", t.analyze.json, "print JSON");
    add_report(app, t.report);
    auto* evaluate = app.add_subcommand(
        "evaluate", "what other shares of traffic would have earned, from the log");
    evaluate->add_option("--experiment", t.evaluate.experiment, "id of the experiment")
        ->default_val("default");
    evaluate->add_option("--policy", t.evaluate.policies,
                         "ARM=share,ARM=share,…; default: each arm alone, and the present shares");
    evaluate->add_flag("--json", t.evaluate.json, "print JSON");
}

void add_data(CLI::App& app, Targets& t) {
    auto* exported = app.add_subcommand("export", "write training data for other tools");
    exported->add_option("--format", t.exported.format, "jsonl, csv, openai-sft or openai-dpo")
        ->required()
        ->check(CLI::IsMember({"jsonl", "csv", "openai-sft", "openai-dpo"}));
    exported
        ->add_option("--part", t.exported.part,
                     "of the openai formats: all, or training or validation, each design in one")
        ->capture_default_str()
        ->check(CLI::IsMember({"all", "training", "validation"}));
    exported->add_option("--since", t.exported.since, "only rows made since this day (2026-01-31)");
    exported->add_option("-o,--output", t.exported.output, "file; default: standard output");
    auto* erase = app.add_subcommand("erase-user", "delete a user's data and what derives from it");
    erase->add_option("user", t.erase.user, "user id")->required();
    erase->add_flag("--json", t.erase.json, "print JSON");
}

void add_layout(CLI::App& app, Targets& t) {
    auto* sub = app.add_subcommand(
        "layout-eval", "how close the engine's layouts come to what designers and people made");
    LayoutEvalOptions& o = t.layout_eval;
    sub->add_option("corpus", o.corpus, "corpus directory, or exported corrections (jsonl)")
        ->required();
    sub->add_option("--html", o.html, "write a contact sheet: source, ours, theirs side by side");
    sub->add_flag("--json", o.json, "print JSON");
    sub->add_option("--model", o.model, "a model file of import-corrections to measure as well");
    sub->add_flag("--ablations", o.ablations, "also with parts of the engine switched off");
    sub->add_flag("--curve", o.curve, "also against the number of campaigns learned from");
    sub->add_option("--orders", o.orders, "orders of authors the curve is averaged over")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    sub->add_option("--seed", o.seed, "of the orders")->capture_default_str();
    sub->add_option("--threads", o.threads, "default: one for each core; no figure depends on it")
        ->check(CLI::Range(1, 64));
    auto* import = app.add_subcommand(
        "import-corrections", "train the layout model on people's corrections or on a corpus");
    ImportCorrectionsOptions& i = t.import_corrections;
    import->add_option("path", i.path, "exported corrections (jsonl file or directory), or corpus")
        ->required();
    import->add_option("--base", i.base,
                       "model file to learn on top of, or none; default: the shipped model");
    import->add_option("-o,--output", i.output, "model file to write");
    import->add_flag("--json", i.json, "print JSON");
}

void add_simulate(CLI::App& app, Targets& t) {
    auto* sub = app.add_subcommand(
        "simulate", "let simulated people use the server's services and see what it learns");
    SimulateOptions& o = t.simulate;
    sub->add_option("scenario", o.scenario, "scenario file (TOML), see scenarios/")->required();
    sub->add_option("--svg", o.svg, "draw stars, regret and traffic");
    sub->add_option("--seed", o.seed, "instead of the scenario's");
    sub->add_option("--sessions", o.sessions, "instead of the scenario's")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
    sub->add_option("--runs", o.runs, "instead of the scenario's; seeds count up")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{10'000}));
    sub->add_flag("!--no-search", o.search, "leave the engine's parameters as they are");
    sub->add_flag("!--no-learning", o.learning, "keep the shares fixed and never retrain");
    sub->add_flag("--json", o.json, "print JSON");
}

Command chosen(const CLI::App& app, const Targets& t) {
    if (app.got_subcommand("serve")) return t.serve;
    if (app.got_subcommand("resize")) return t.resize;
    if (app.got_subcommand("inspect")) return t.inspect;
    if (app.got_subcommand("db")) return t.db;
    if (app.got_subcommand("retrain")) return t.retrain;
    if (app.got_subcommand("models")) return t.models;
    if (app.got_subcommand("variants")) return t.variants;
    if (app.got_subcommand("optimize")) return t.optimize;
    if (app.got_subcommand("analyze")) return t.analyze;
    if (app.got_subcommand("report")) return t.report;
    if (app.got_subcommand("evaluate")) return t.evaluate;
    if (app.got_subcommand("export")) return t.exported;
    if (app.got_subcommand("erase-user")) return t.erase;
    if (app.got_subcommand("layout-eval")) return t.layout_eval;
    if (app.got_subcommand("import-corrections")) return t.import_corrections;
    if (app.got_subcommand("simulate")) return t.simulate;
    if (app.got_subcommand("version")) return VersionOptions{};
    return Exit{0, app.help()};  // "refit help" and a bare "refit"
}

}  // namespace

Invocation parse_command_line(int argc, const char* const* argv) {
    CLI::App app{"Refit resizes designs and gets better with every use.", "refit"};
    app.require_subcommand(0, 1);
    app.fallthrough();
    Targets targets;
    app.add_option("--set", targets.overrides,
                   "override a setting, e.g. --set REFIT_PORT=9000 (see serve --print-config)")
        ->type_name("NAME=value");
    add_serve(app, targets);
    add_resize(app, targets);
    add_inspect(app, targets);
    add_db(app, targets);
    add_models(app, targets);
    add_variants(app, targets.variants);
    add_learning(app, targets);
    add_data(app, targets);
    add_layout(app, targets);
    add_simulate(app, targets);
    app.add_subcommand("version", "print the version");
    app.add_subcommand("help", "print this");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::ostringstream out;
        std::ostringstream problems;
        const int status = app.exit(error, out, problems);
        return {Exit{status == 0 ? 0 : 2, status == 0 ? out.str() : problems.str()}, {}};
    }
    return {chosen(app, targets), targets.overrides};
}

}  // namespace refit::cli
