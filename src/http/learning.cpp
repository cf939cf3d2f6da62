// Learning: retrain, models, reports, training data.
#include "http/learning.h"

#include "base/text.h"
#include "http/decode.h"
#include "http/encode.h"
#include "http/routes.h"
#include "store/models.h"
#include "store/reports.h"
#include "store/training_data.h"
#include "training/model_registry.h"
#include "training/report_json.h"
#include "training/retrain.h"

namespace refit::http {
namespace {

constexpr std::int64_t kListDefault = 20;

void put_model(json::Writer& out, const store::Model& model) {
    out.begin_object().member("version", model.version).member("kind", model.kind);
    out.member("status", store::to_text(model.status)).member("parent", model.parent);
    out.raw_member("metrics", model.metrics).member("reason", model.reason);
    put_time(out, "createdAt", model.created_at);
}

Result<net::Response> models(const Services& services, const Call& call) {
    REFIT_TRY(limit, query_integer(call.request, "limit", kListDefault, 1, store::kModelPageMax));
    REFIT_TRY(list, read_in(services.database,
                            [&](store::Transaction& tx) { return store::list_models(tx, limit); }));
    json::Writer out;
    out.begin_object().key("data").begin_array();
    for (const store::Model& model : list) {
        put_model(out, model);
        out.end_object();
    }
    out.end_array().end_object();
    return ok(out);
}

Result<std::int64_t> version_of(const Call& call) {
    const auto version = parse_int(call.param("version"));
    if (!version) return fail(ErrorCode::NotFound, "there is no such model");
    return *version;
}

Result<net::Response> model(const Services& services, const Call& call) {
    REFIT_TRY(version, version_of(call));
    REFIT_TRY(found, read_in(services.database, [&](store::Transaction& tx) {
                  return store::find_model(tx, version);
              }));
    if (!found) return fail(ErrorCode::NotFound, "there is no such model");
    json::Writer out;
    put_model(out, *found);
    out.raw_member("parameters", found->parameters).end_object();
    return ok(out);
}

Result<net::Response> roll_back(const Services& services, const Call& call) {
    training::Rollback rollback{.actor = "admin", .now = services.clock.now()};
    REFIT_TRY(version, version_of(call));
    rollback.version = version;
    if (call.body) {
        REFIT_TRY(reason, optional_text(call.root(), "reason", training::kRollbackReasonMax));
        rollback.reason = reason.value_or("");
    }
    REFIT_TRY(served, write_in(services.database, [&](store::Transaction& tx) {
                  return training::roll_back(tx, rollback);
              }));
    json::Writer out;
    put_model(out, served);
    out.end_object();
    return ok(out);
}

void put_report(json::Writer& out, const store::Report& report) {
    out.begin_object().member("id", report.seq).member("kind", report.kind);
    out.member("period", report.period);
    put_time(out, "createdAt", report.created_at);
    out.raw_member("body", report.body).member("markdown", report.markdown).end_object();
}

// One report as JSON, or as the Markdown alone.
Result<net::Response> report(const Services& services, const Call& call) {
    const std::string_view format = call.request.query_value("format").value_or("json");
    if (format != "json" && format != "markdown") {
        return fail(ErrorCode::InvalidInput, "format: expected json or markdown");
    }
    const auto id = parse_int(call.param("id"));
    if (!id) return fail(ErrorCode::NotFound, "there is no such report");
    REFIT_TRY(found, read_in(services.database,
                             [&](store::Transaction& tx) { return store::find_report(tx, *id); }));
    if (!found) return fail(ErrorCode::NotFound, "there is no such report");
    if (format == "markdown") {
        return net::Response::bytes("text/markdown; charset=utf-8", found->markdown);
    }
    json::Writer out;
    put_report(out, *found);
    return ok(out);
}

Result<net::Response> reports(const Services& services, const Call& call) {
    REFIT_TRY(limit, query_integer(call.request, "limit", kListDefault, 1, store::kReportPageMax));
    const std::string kind{call.request.query_value("kind").value_or("")};
    REFIT_TRY(list, read_in(services.database, [&](store::Transaction& tx) {
                  return store::list_reports(tx, kind, limit);
              }));
    json::Writer out;
    out.begin_object().key("data").begin_array();
    for (const store::Report& report : list) put_report(out, report);
    out.end_array().end_object();
    return ok(out);
}

Result<net::Response> training_data(const Services& services, const Call& call) {
    REFIT_TRY(limit,
              query_integer(call.request, "limit", kListDefault, 1, store::kTrainingPageMax));
    REFIT_TRY(list, read_in(services.database, [&](store::Transaction& tx) {
                  return store::list_training_examples(tx, limit);
              }));
    json::Writer out;
    out.begin_object().key("data").begin_array();
    for (const store::TrainingExample& example : list) {
        out.begin_object().member("id", example.id).member("sessionId", example.session_id);
        out.raw_member("inputFeatures", example.input_features);
        put_json(out, "expectedOutput", example.expected_output);
        out.member("qualityScore", example.quality_score);
        out.member("qualityVersion", example.quality_version);
        out.member("validated", example.validated);
        put_time(out, "createdAt", example.created_at);
        out.end_object();
    }
    out.end_array().end_object();
    return ok(out);
}

}  // namespace

Result<net::Response> retrain(const Services& services, const Call& call) {
    training::RetrainRequest request;
    if (call.body) {
        REFIT_TRY(days, optional_integer(call.root(), "days", 1, training::kRetrainDaysMax));
        REFIT_TRY(rating, optional_integer(call.root(), "minRating", 1, 5));
        request.days = static_cast<int>(days.value_or(request.days));
        request.min_rating = static_cast<int>(rating.value_or(request.min_rating));
    }
    request.actor = "admin";
    REFIT_TRY(report, services.retrainer.retrain(request));
    return net::Response::json(200, training::to_json(report));
}

std::vector<Route> learning_routes(const Services& services) {
    const Services* s = &services;
    return {
        {"POST", "/v1/retrain", Access::Admin, Body::OptionalJson,
         [s](const Call& call) { return retrain(*s, call); }},
        {"GET", "/v1/models", Access::Read, Body::None,
         [s](const Call& call) { return models(*s, call); }},
        {"GET", "/v1/models/{version}", Access::Read, Body::None,
         [s](const Call& call) { return model(*s, call); }},
        {"POST", "/v1/models/{version}/rollback", Access::Admin, Body::OptionalJson,
         [s](const Call& call) { return roll_back(*s, call); }},
        {"GET", "/v1/reports", Access::Read, Body::None,
         [s](const Call& call) { return reports(*s, call); }},
        {"GET", "/v1/reports/{id}", Access::Read, Body::None,
         [s](const Call& call) { return report(*s, call); }},
        {"GET", "/v1/training-data", Access::Admin, Body::None,
         [s](const Call& call) { return training_data(*s, call); }},
    };
}

}  // namespace refit::http
