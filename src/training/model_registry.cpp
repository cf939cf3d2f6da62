#include "training/model_registry.h"

#include <utility>

#include <fmt/format.h>

#include "json/writer.h"
#include "store/audit.h"
#include "training/promotion.h"
#include "training/ranker.h"
#include "training/registry_json.h"

namespace refit::training {
namespace {

struct Serving {
    std::int64_t version;
    std::optional<ModelMetrics> metrics;  // nullopt: of another features version, incomparable
};

Result<void> lock_registry(store::Transaction& tx) {
    return tx.lock(std::string{"models:"} + kQualityModelKind);
}

Result<std::optional<Serving>> find_serving(store::Transaction& tx,
                                            std::span<const Example> held_out) {
    REFIT_TRY(row, store::serving_model(tx, kQualityModelKind));
    if (!row) return std::optional<Serving>{};
    Serving serving{row->version, std::nullopt};
    // A model that cannot be read any more is one that cannot defend its place.
    const auto model = QualityModel::parse(row->parameters);
    if (model && model->understands(layout_features())) {
        serving.metrics = evaluate(*model, held_out);
    }
    return std::optional<Serving>{serving};
}

std::string event_json(std::int64_t version, bool promoted) {
    json::Writer out;
    out.begin_object()
        .member("type", "model")
        .member("version", version)
        .member("promoted", promoted)
        .end_object();
    return out.take();
}

Result<void> audit(store::Transaction& tx, store::AuditEntry entry, std::int64_t version) {
    entry.subject = "model:" + std::to_string(version);
    REFIT_CHECK(store::append_audit(tx, entry));
    return {};
}

// The model that is asked for, if it may serve.
Result<store::Model> find_wanted(store::Transaction& tx, const std::optional<store::Model>& serving,
                                 const Rollback& rollback) {
    if (!rollback.version && (!serving || !serving->parent)) {
        return fail(ErrorCode::NotFound,
                    "there is no model before the serving one; name the version that shall serve");
    }
    const std::int64_t version = rollback.version ? *rollback.version : *serving->parent;
    REFIT_TRY(found, store::find_model(tx, version));
    if (!found || found->kind != kQualityModelKind) {
        return fail(ErrorCode::NotFound, fmt::format("there is no quality model {}", version));
    }
    if (found->status == store::ModelStatus::Serving) {
        return fail(ErrorCode::Conflict, fmt::format("model {} serves already", version));
    }
    const auto model = QualityModel::parse(found->parameters);
    if (!model) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("model {} cannot be read: {}", version, model.error().message));
    }
    if (!model->understands(layout_features())) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("model {} was trained on other features than this program "
                                "computes; retrain instead",
                                version));
    }
    return *std::move(found);
}

}  // namespace

Result<TrainedModel> register_model(store::Transaction& tx, const Registration& registration) {
    REFIT_CHECK(lock_registry(tx));
    const auto& held_out = registration.set->held_out;
    QualityModel model = *registration.model;
    model.calibrate_margin(held_out);
    REFIT_TRY(serving, find_serving(tx, held_out));
    const ModelRecord record{
        .model = model,
        .set = *registration.set,
        .seed = registration.seed,
        .parent = serving ? std::optional{serving->version} : std::nullopt,
        .held_out = evaluate(model, held_out),
        .constant = evaluate_constant(mean_quality(registration.set->training), held_out),
        .serving = serving ? serving->metrics : std::nullopt,
        .interval = evaluate_interval(model, held_out)};
    const Verdict verdict = decide_promotion(record.held_out, record.constant, record.serving);

    store::Model row;
    row.kind = kQualityModelKind;
    row.parameters = model.to_json();
    row.metrics = metrics_json(record);
    row.parent = record.parent;
    row.status = verdict.promote ? store::ModelStatus::Serving : store::ModelStatus::Candidate;
    row.reason = verdict.reason;
    row.created_at = registration.now;
    REFIT_TRY(version, store::insert_model(tx, row));
    store::AuditEntry entry;
    entry.at = registration.now;
    entry.actor = registration.actor;
    entry.action = verdict.promote ? "model.promote" : "model.reject";
    entry.after_json = row.metrics;
    entry.reason = verdict.reason;
    REFIT_CHECK(audit(tx, std::move(entry), version));
    REFIT_CHECK(tx.notify(event_json(version, verdict.promote)));
    return TrainedModel{
        version,        std::string{model.form()}, verdict.promote, verdict.reason, record.held_out,
        record.serving, std::move(row.metrics)};
}

Result<store::Model> roll_back(store::Transaction& tx, const Rollback& rollback) {
    if (rollback.reason.size() > kRollbackReasonMax) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("reason: at most {} bytes", kRollbackReasonMax));
    }
    REFIT_CHECK(lock_registry(tx));
    REFIT_TRY(serving, store::serving_model(tx, kQualityModelKind));
    REFIT_TRY(wanted, find_wanted(tx, serving, rollback));
    const std::string before =
        serving ? fmt::format("version {}", serving->version) : std::string{"no model"};
    wanted.reason = fmt::format("rolled back from {} by {}{}{}", before, rollback.actor,
                                rollback.reason.empty() ? "" : ": ", rollback.reason);
    wanted.status = store::ModelStatus::Serving;
    REFIT_CHECK(store::set_model_status(tx, wanted.version, wanted.status, wanted.reason));
    store::AuditEntry entry;
    entry.at = rollback.now;
    entry.actor = rollback.actor;
    entry.action = "model.rollback";
    if (serving) entry.before_json = fmt::format(R"({{"serving":{}}})", serving->version);
    entry.after_json = fmt::format(R"({{"serving":{}}})", wanted.version);
    entry.reason = wanted.reason;
    REFIT_CHECK(audit(tx, std::move(entry), wanted.version));
    REFIT_CHECK(tx.notify(event_json(wanted.version, true)));
    return wanted;
}

}  // namespace refit::training
