// refit variants: the arms of the experiment, listed, added, changed and switched, as over HTTP.
#include <fmt/format.h>

#include "cli/data.h"
#include "cli/io.h"
#include "experiment/guardrails.h"
#include "experiment/variants.h"
#include "json/document.h"

namespace refit::cli {
namespace {

using experiment::VariantView;

experiment::Actor actor_of(const VariantsOptions& options) {
    return {"cli", options.reason.value_or("changed from the command line")};
}

std::string state_of(const store::Variant& variant) {
    if (variant.stopped) return "stopped";
    return variant.active ? "active" : "inactive";
}

std::string line_of(const VariantView& view) {
    return fmt::format("{:<24}  v{:<4}  {:<8}  {:>5.1f} %  {}\n", view.variant.id,
                       view.variant.current_version, state_of(view.variant), view.share * 100,
                       view.variant.name);
}

std::string listed(const std::vector<VariantView>& views, bool as_json) {
    if (!as_json) {
        std::string text = "id                        version  state    traffic  name\n";
        for (const VariantView& view : views) text += line_of(view);
        return text;
    }
    std::string text = "{\"variants\":[";
    for (const VariantView& view : views) {
        if (&view != &views.front()) text += ",";
        text += experiment::to_json(view);
    }
    return text + "]}\n";
}

// The engine parameters in a file: a JSON object.
Result<std::optional<std::string>> read_parameters(const std::optional<std::string>& path) {
    if (!path) return std::optional<std::string>{};
    REFIT_TRY(text, read_input(*path));
    const auto parsed = json::Document::parse(text);
    if (!parsed) return fail(parsed.error().code, *path + ": " + parsed.error().message);
    if (!parsed->root().is_object())
        return fail(ErrorCode::InvalidInput, *path + ": expected an object of engine parameters");
    return std::optional{std::string{parsed->root().raw()}};
}

// The file but for the end of its last line.
Result<std::optional<std::string>> read_prompt(const std::optional<std::string>& path) {
    if (!path) return std::optional<std::string>{};
    REFIT_TRY(text, read_input(*path));
    if (text.ends_with('\n')) text.pop_back();
    return std::optional{std::move(text)};
}

Result<VariantView> add(const VariantsOptions& options, store::Transaction& tx, TimePoint now) {
    REFIT_TRY(prompt, read_prompt(options.prompt));
    REFIT_TRY(parameters, read_parameters(options.parameters));
    experiment::NewVariant fresh;
    fresh.id = options.id;
    fresh.name = options.name.value_or(options.id);
    fresh.prompt = std::move(prompt).value_or("");
    fresh.parameters = std::move(parameters).value_or("{}");
    fresh.weight_percent = options.weight.value_or(0);
    fresh.active = !options.inactive;
    fresh.warm_from = options.warm_start;
    return experiment::add_variant(tx, fresh, actor_of(options), now);
}

Result<VariantView> change(const VariantsOptions& options, store::Transaction& tx, TimePoint now) {
    REFIT_TRY(prompt, read_prompt(options.prompt));
    REFIT_TRY(parameters, read_parameters(options.parameters));
    const experiment::VariantPatch patch{.name = options.name,
                                         .prompt = std::move(prompt),
                                         .parameters = std::move(parameters),
                                         .weight_percent = options.weight};
    return experiment::change_variant(tx, options.id, patch, actor_of(options), now);
}

Result<VariantView> resume(const VariantsOptions& options, store::Transaction& tx, TimePoint now) {
    REFIT_CHECK(experiment::resume_variant(tx, options.id, actor_of(options), now));
    return experiment::find_variant(tx, options.id);
}

Result<VariantView> act(const VariantsOptions& options, store::Transaction& tx, TimePoint now) {
    if (options.action == "add") return add(options, tx, now);
    if (options.action == "change") return change(options, tx, now);
    if (options.action == "resume") return resume(options, tx, now);
    if (options.action == "show") return experiment::find_variant(tx, options.id);
    const auto switched = options.action == "activate" ? experiment::activate_variant
                                                       : experiment::deactivate_variant;
    return switched(tx, options.id, actor_of(options), now);
}

Result<std::string> answer(const VariantsOptions& options, store::Transaction& tx, TimePoint now) {
    if (options.action == "list") {
        REFIT_TRY(views, experiment::list_variants(tx));
        return listed(views, options.json);
    }
    REFIT_TRY(view, act(options, tx, now));
    const bool whole = options.json || options.action == "show";
    return whole ? experiment::to_json(view) + "\n" : line_of(view);
}

Result<void> run(const VariantsOptions& options, const DataContext& context) {
    REFIT_TRY(database, context.open_ready());
    std::string text;
    const auto work = [&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(done, answer(options, tx, context.clock.now()));
        text = std::move(done);
        return {};
    };
    const bool reads = options.action == "list" || options.action == "show";
    REFIT_CHECK(reads ? database->read(work) : database->write(work));
    print(text);
    return {};
}

}  // namespace

int run_variants(const VariantsOptions& options, const DataContext& context) {
    const auto done = run(options, context);
    return done ? kOk : report(done.error());
}

}  // namespace refit::cli
