#include "training/model_registry.h"

#include <utility>

#include "json/writer.h"
#include "store/audit.h"
#include "store/models.h"
#include "training/promotion.h"
#include "training/ranker.h"

namespace refit::training {
namespace {

struct Serving {
    std::int64_t version;
    std::optional<ModelMetrics> metrics;  // nullopt: of another features version, incomparable
};

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

void write_metrics(json::Writer& out, std::string_view name, const ModelMetrics& metrics) {
    out.key(name)
        .begin_object()
        .member("rows", metrics.rows)
        .member("users", metrics.users)
        .member("mae", metrics.mae)
        .member("pairwiseAccuracy", metrics.pairwise)
        .member("spearman", metrics.spearman)
        .end_object();
}

std::string metrics_json(const Registration& registration, const ModelMetrics& candidate,
                         const ModelMetrics& constant, const std::optional<Serving>& serving) {
    json::Writer out;
    out.begin_object()
        .member("trainingRows", static_cast<std::int64_t>(registration.set->training.size()))
        .member("lambda", registration.model->lambda());
    write_metrics(out, "heldOut", candidate);
    write_metrics(out, "constant", constant);
    if (serving && serving->metrics) write_metrics(out, "serving", *serving->metrics);
    out.end_object();
    return out.take();
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

}  // namespace

Result<TrainedModel> register_model(store::Transaction& tx, const Registration& registration) {
    REFIT_CHECK(tx.lock(std::string{"models:"} + kQualityModelKind));
    const auto& held_out = registration.set->held_out;
    const ModelMetrics candidate = evaluate(*registration.model, held_out);
    const ModelMetrics constant =
        evaluate_constant(mean_quality(registration.set->training), held_out);
    REFIT_TRY(serving, find_serving(tx, held_out));
    const auto serving_metrics = serving ? serving->metrics : std::nullopt;
    const Verdict verdict = decide_promotion(candidate, constant, serving_metrics);

    store::Model row;
    row.kind = kQualityModelKind;
    row.parameters = registration.model->to_json();
    row.metrics = metrics_json(registration, candidate, constant, serving);
    if (serving) row.parent = serving->version;
    row.status = verdict.promote ? store::ModelStatus::Serving : store::ModelStatus::Candidate;
    row.reason = verdict.reason;
    row.created_at = registration.now;
    REFIT_TRY(version, store::insert_model(tx, row));

    store::AuditEntry entry;
    entry.at = registration.now;
    entry.actor = registration.actor;
    entry.action = verdict.promote ? "model.promote" : "model.reject";
    entry.subject = "model:" + std::to_string(version);
    entry.after_json = row.metrics;
    entry.reason = verdict.reason;
    REFIT_CHECK(store::append_audit(tx, entry));
    REFIT_CHECK(tx.notify(event_json(version, verdict.promote)));
    return TrainedModel{version, verdict.promote, verdict.reason, candidate, serving_metrics};
}

}  // namespace refit::training
