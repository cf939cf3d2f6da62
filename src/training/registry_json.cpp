#include "training/registry_json.h"

#include <algorithm>
#include <set>

#include "json/document.h"
#include "json/writer.h"
#include "layout/features.h"
#include "training/quality_score.h"

namespace refit::training {
namespace {

void put_metrics(json::Writer& out, std::string_view name, const ModelMetrics& metrics) {
    out.key(name).begin_object().member("rows", metrics.rows).member("users", metrics.users);
    out.member("mae", metrics.mae).member("pairwiseAccuracy", metrics.pairwise);
    out.member("spearman", metrics.spearman);
    out.member("calibrationError", metrics.calibration_error);
    out.member("maeServed", metrics.mae_served).end_object();
}

void put_validation(json::Writer& out, const CrossValidation& found) {
    out.key("crossValidation").begin_object();
    out.member("folds", static_cast<std::int64_t>(kQualityFolds)).member("ridge", found.ridge);
    out.member("stack", found.stack).member("calibrated", found.calibrated);
    out.member("calibrationErrorBefore", found.ece_before);
    out.member("calibrationErrorAfter", found.ece_after).end_object();
}

void put_parts(json::Writer& out, const QualityModel& model) {
    out.key("stack").begin_object().member("ridge", model.stack() ? model.stack()->ridge : 1.0);
    out.member("trees", model.stack() ? model.stack()->trees : 0.0).end_object();
    out.key("calibration");
    if (const auto& calibration = model.calibration()) {
        out.begin_object().member("intercept", calibration->intercept);
        out.member("slope", calibration->slope).end_object();
    } else {
        out.null();
    }
}

void put_interval(json::Writer& out, const ModelRecord& record) {
    out.key("interval");
    const auto& margin = record.model.margin();
    if (!margin || !record.interval) {
        out.null();
        return;
    }
    out.begin_object().member("level", 1 - margin->alpha);
    out.member("halfWidth", margin->half_width).member("people", margin->people);
    out.member("coverage", record.interval->coverage).member("width", record.interval->width);
    out.end_object();
}

void put_response(json::Writer& out, const ResponseSummary& summary) {
    out.key("responseWeights").begin_object().member("served", summary.served);
    out.member("answered", summary.answered).member("lowest", summary.lowest);
    out.member("highest", summary.highest).member("effectiveRows", summary.effective_rows);
    out.member("floor", kPropensityFloor).member("cap", kResponseWeightMax);
    out.member("reason", summary.reason).end_object();
}

std::int64_t people(std::span<const Example> examples) {
    std::set<std::string_view> users;
    for (const Example& example : examples) users.insert(example.user);
    return static_cast<std::int64_t>(users.size());
}

void put_lineage(json::Writer& out, const ModelRecord& record) {
    const TrainingSet& set = record.set;
    out.key("lineage").begin_object().member("parent", record.parent);
    out.member("from", format_iso(set.window.from)).member("to", format_iso(set.window.to));
    out.member("minRating", set.window.rating_min);
    if (const auto& mark = set.window.at)
        out.member("lastSession", mark->session).member("lastWord", mark->word);
    out.member("trainingRows", static_cast<std::int64_t>(set.training.size()));
    out.member("trainingUsers", people(set.training));
    out.member("heldOutRows", static_cast<std::int64_t>(set.held_out.size()));
    out.member("heldOutUsers", people(set.held_out));
    out.member("featuresVersion", layout::kFeaturesVersion);
    out.member("qualityVersion", kQualityVersion);
    out.member("seed", static_cast<std::int64_t>(record.seed));
    out.member("dataHash", set.data_hash).end_object();
}

}  // namespace

std::string metrics_json(const ModelRecord& record) {
    json::Writer out;
    out.begin_object().member("form", record.model.form());
    out.member("trainingRows", static_cast<std::int64_t>(record.set.training.size()));
    out.member("lambda", record.model.lambda());
    put_metrics(out, "heldOut", record.held_out);
    put_metrics(out, "constant", record.constant);
    if (record.serving) put_metrics(out, "serving", *record.serving);
    put_validation(out, record.model.cross_validation());
    put_parts(out, record.model);
    put_interval(out, record);
    put_response(out, record.set.response);
    put_lineage(out, record);
    out.end_object();
    return out.take();
}

std::optional<Lineage> parse_lineage(std::string_view metrics) {
    const auto document = json::Document::parse(std::string{metrics});
    const auto node = document ? document->root().find("lineage") : std::nullopt;
    if (!node) return std::nullopt;
    const auto from = parse_iso(node->string("from").value_or(""));
    const auto to = parse_iso(node->string("to").value_or(""));
    const auto session = node->number("lastSession");
    const auto word = node->number("lastWord");
    if (!from || !to || !session || !word) return std::nullopt;
    return Lineage{
        .window = {.from = *from,
                   .to = *to,
                   .rating_min = static_cast<int>(node->number("minRating").value_or(kRatingMin)),
                   .at = store::LogMark{.session = static_cast<std::int64_t>(*session),
                                        .word = static_cast<std::int64_t>(*word)}},
        .seed = static_cast<std::uint64_t>(node->number("seed").value_or(0)),
        .data_hash = node->string("dataHash").value_or(""),
        .features_version = node->string("featuresVersion").value_or(""),
        .quality_version = node->string("qualityVersion").value_or("")};
}

}  // namespace refit::training
