// refit models: the registry of quality models, the way back to an older one, and whether the log
// still gives them.
#include <fmt/format.h>

#include "cli/data.h"
#include "cli/io.h"
#include "json/document.h"
#include "json/writer.h"
#include "store/models.h"
#include "training/model_registry.h"
#include "training/rebuild.h"

namespace refit::cli {
namespace {

constexpr std::int64_t kListed = 50;

// A number somewhere below `root`, or "-".
std::string figure(const json::Node& root, std::string_view part, std::string_view name) {
    const auto node = root.find(part);
    const auto value = node ? node->number(name) : std::nullopt;
    return value ? fmt::format("{:.3f}", *value) : "-";
}

std::string line_of(const store::Model& model) {
    const auto document = json::Document::parse(model.metrics);
    const auto put = [&](std::string_view part, std::string_view name) {
        return document ? figure(document->root(), part, name) : std::string{"-"};
    };
    const std::string form =
        document ? document->root().string("form").value_or("ridge") : std::string{"-"};
    return fmt::format(
        "{:>7}  {:<9}  {:<5}  {:>6}  {}  {:>6}  {:>8}  {:>8}  {:>6}\n", model.version,
        store::to_text(model.status), form, model.parent ? std::to_string(*model.parent) : "-",
        format_iso(model.created_at).substr(0, 16), put("heldOut", "mae"),
        put("heldOut", "pairwiseAccuracy"), put("interval", "coverage"), put("interval", "width"));
}

void put_model(json::Writer& out, const store::Model& model) {
    out.begin_object().member("version", model.version).member("kind", model.kind);
    out.member("status", store::to_text(model.status)).member("parent", model.parent);
    out.raw_member("metrics", model.metrics).member("reason", model.reason);
    out.member("createdAt", format_iso(model.created_at));
}

Result<void> list(const ModelsOptions& options, store::Database& database) {
    std::vector<store::Model> models;
    REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(found, store::list_models(tx, kListed));
        models = std::move(found);
        return {};
    }));
    json::Writer out;
    out.begin_object().key("models").begin_array();
    std::string text =
        "version  status     form   parent  made              error   pairwise  coverage   width\n";
    for (const store::Model& model : models) {
        put_model(out, model);
        out.end_object();
        text += line_of(model);
    }
    out.end_array().end_object();
    if (models.empty()) text = "no model yet; refit retrain makes one from rated sessions\n";
    print(options.json ? out.take() + "\n" : text);
    return {};
}

Result<void> show(const ModelsOptions& options, store::Database& database) {
    std::optional<store::Model> model;
    REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(found, store::find_model(tx, *options.version));
        model = std::move(found);
        return {};
    }));
    if (!model) {
        return fail(ErrorCode::NotFound, fmt::format("there is no model {}; refit models list "
                                                     "names those there are",
                                                     *options.version));
    }
    json::Writer out;
    put_model(out, *model);
    if (options.parameters) out.raw_member("parameters", model->parameters);
    out.end_object();
    print(out.take() + "\n");
    return {};
}

Result<void> roll_back(const ModelsOptions& options, const DataContext& context,
                       store::Database& database) {
    store::Model served;
    REFIT_CHECK(database.write([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(done, training::roll_back(tx, {.version = options.version,
                                                 .reason = options.reason,
                                                 .actor = "cli",
                                                 .now = context.clock.now()}));
        served = std::move(done);
        return {};
    }));
    json::Writer out;
    put_model(out, served);
    out.end_object();
    print(options.json ? out.take() + "\n"
                       : fmt::format("model {} serves: {}\n", served.version, served.reason));
    return {};
}

// Exit status 1 unless the log gives the same bits.
Result<int> rebuild(const ModelsOptions& options, store::Database& database) {
    REFIT_TRY(found, training::rebuild_model(database, options.version));
    const std::string_view fate = training::to_text(found.fate);
    json::Writer out;
    out.begin_object().member("version", found.version).member("fate", fate);
    out.member("trainingRows", found.rows).member("detail", found.detail).end_object();
    print(options.json ? out.take() + "\n"
                       : fmt::format("model {}: {} ({} training rows): {}\n", found.version, fate,
                                     found.rows, found.detail));
    return found.fate == training::RebuildFate::Equal ? kOk : kFailed;
}

Result<int> run(const ModelsOptions& options, const DataContext& context) {
    REFIT_TRY(database, context.open_ready());
    if (options.action == "rebuild") return rebuild(options, *database);
    if (options.action == "show") REFIT_CHECK(show(options, *database));
    if (options.action == "rollback") REFIT_CHECK(roll_back(options, context, *database));
    if (options.action == "list") REFIT_CHECK(list(options, *database));
    return kOk;
}

}  // namespace

int run_models(const ModelsOptions& options, const DataContext& context) {
    const auto done = run(options, context);
    return done ? *done : report(done.error());
}

}  // namespace refit::cli
