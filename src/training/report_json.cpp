#include "training/report_json.h"

#include "json/writer.h"

namespace refit::training {
namespace {

void put_metrics(json::Writer& out, const RetrainMetrics& metrics) {
    out.key("metrics").begin_object().member("totalSessions", metrics.total_sessions);
    out.member("trainingPoints", metrics.training_points);
    out.member("validatedPoints", metrics.validated_points);
    out.member("avgQualityScore", metrics.avg_quality_score);
    out.member("highQualityCount", metrics.high_quality_count);
    out.member("lowQualityCount", metrics.low_quality_count);
    out.member("improvementRate", metrics.improvement_rate).end_object();
}

void put_side(json::Writer& out, std::string_view key, const PatternSide& side) {
    out.key(key).begin_object().member("count", side.count);
    out.member("avgComplexity", side.avg_complexity);
    out.member("avgAspectRatioChange", side.avg_aspect_ratio_change);
    out.member("avgSizeChangeRatio", side.avg_size_change_ratio).end_object();
}

void put_patterns(json::Writer& out, const Patterns& patterns) {
    out.key("patterns").begin_object();
    put_side(out, "successful", patterns.successful);
    put_side(out, "problematic", patterns.problematic);
    out.key("findings").begin_array();
    for (const Finding& finding : patterns.findings) {
        out.begin_object().member("feature", finding.feature);
        out.member("meanSuccessful", finding.mean_successful);
        out.member("meanProblematic", finding.mean_problematic);
        out.member("effect", finding.effect).member("qValue", finding.q_value).end_object();
    }
    out.end_array().end_object();
}

void put_fit(json::Writer& out, std::string_view key, const ModelMetrics& metrics) {
    out.key(key).begin_object().member("rows", metrics.rows).member("users", metrics.users);
    out.member("mae", metrics.mae).member("pairwise", metrics.pairwise);
    out.member("spearman", metrics.spearman);
    out.member("calibrationError", metrics.calibration_error).end_object();
}

void put_model(json::Writer& out, const std::optional<TrainedModel>& model) {
    out.key("model");
    if (!model) {
        out.null();
        return;
    }
    out.begin_object().member("version", model->version).member("form", model->form);
    out.member("promoted", model->promoted);
    out.member("reason", model->reason);
    put_fit(out, "heldOut", model->held_out);
    if (model->serving)
        put_fit(out, "serving", *model->serving);
    else
        out.key("serving").null();
    if (!model->metrics.empty()) out.raw_member("metrics", model->metrics);
    out.end_object();
}

}  // namespace

std::string to_json(const RetrainReport& report) {
    json::Writer out;
    out.begin_object();
    if (report.sessions_found == 0) {
        out.member("message", report.message).member("sessionsFound", 0).end_object();
        return out.take();
    }
    out.member("success", true).member("timestamp", format_iso(report.timestamp));
    put_metrics(out, report.metrics);
    put_patterns(out, report.patterns);
    out.member("improvedPrompts", report.improved_prompts);
    out.key("recommendations").begin_array();
    for (const std::string& text : report.recommendations) out.value(text);
    out.end_array();
    put_model(out, report.model);
    out.member("proposedVariant", report.proposed_variant).end_object();
    return out.take();
}

}  // namespace refit::training
