// The seed's paths, with its payloads and statuses.
#include "analytics/overview.h"
#include "experiment/results.h"
#include "http/decode.h"
#include "http/encode.h"
#include "http/learning.h"
#include "http/resizing.h"
#include "http/routes.h"
#include "resize/service.h"
#include "store/experiments.h"

namespace refit::http {
namespace {

Result<resize::VisionRequest> decode_vision(const Call& call) {
    const json::Node body = call.root();
    resize::VisionRequest request;
    REFIT_TRY(current, size_of(body, "currentSize", 1, kSourceSideMax));
    REFIT_TRY(target, size_of(body, "newSize", resize::kTargetSideMin, resize::kTargetSideMax));
    REFIT_TRY(variant, optional_text(body, "variantId", resize::kIdBytesMax));
    REFIT_TRY(project, optional_text(body, "projectId", resize::kIdBytesMax));
    const auto objects = body.find("objectsData");
    if (!objects || !objects->is_array())
        return fail(ErrorCode::InvalidInput, "objectsData: expected an array of objects");
    request.objects_data = std::string{objects->raw()};
    request.current_size = current;
    request.target = target;
    request.user_id = call.claimed_user();
    request.project_id = std::move(project);
    request.variant_id = std::move(variant);
    return request;
}

void put_size(json::Writer& out, std::string_view key, geometry::Size size) {
    out.key(key).begin_object().member("width", size.width).member("height", size.height);
    out.end_object();
}

Result<net::Response> vision_resize(const Services& services, const Call& call) {
    REFIT_TRY(request, decode_vision(call));
    REFIT_TRY(outcome, services.resize.vision_resize(request));
    json::Writer out;
    out.begin_object().member("success", true);
    out.member("sessionId", outcome.resize.session_id);
    out.member("variantId", outcome.resize.variant_id);
    out.member("processingTime", outcome.resize.processing_time_ms);
    out.key("resize").begin_object();
    put_size(out, "from", request.current_size);
    put_size(out, "to", request.target);
    out.member("strategy", outcome.resize.chosen.name).end_object();
    out.key("placements").begin_array();
    for (const resize::VisionPlacement& placement : outcome.placements) {
        out.begin_object().member("id", placement.id).member("left", placement.left);
        out.member("top", placement.top).member("scaleX", placement.scale_x);
        out.member("scaleY", placement.scale_y);
        out.member("reasoning", placement.reasoning).end_object();
    }
    out.end_array().end_object();
    return ok(out);
}

void put_overview(json::Writer& out, const analytics::Overview& overview) {
    out.key("overview").begin_object().member("totalSessions", overview.total_sessions);
    out.member("ratedSessions", overview.rated_sessions).member("avgRating", overview.avg_rating);
    out.member("feedbackRate", overview.feedback_rate).member("successRate", overview.success_rate);
    out.member("avgProcessingTime", overview.avg_processing_time);
    out.member("correctionRate", overview.correction_rate);
    out.member("helpfulSessions", overview.helpful_sessions);
    out.member("failedSessions", overview.failed_sessions);
    out.member("fallbackSessions", overview.fallback_sessions).end_object();
}

void put_activity(json::Writer& out, const std::vector<analytics::RecentSession>& recent) {
    out.key("recentActivity").begin_array();
    for (const analytics::RecentSession& session : recent) {
        out.begin_object().member("id", session.id).member("rating", session.rating);
        out.member("processingTime", session.processing_time);
        put_time(out, "createdAt", session.created_at);
        out.member("hasFeedback", session.has_feedback);
        out.member("hasCorrections", session.has_corrections);
        out.member("variantId", session.variant_id).member("status", session.status).end_object();
    }
    out.end_array();
}

template <typename Value>
void put_days(json::Writer& out, std::string_view key, const std::map<std::string, Value>& days) {
    out.key(key).begin_object();
    for (const auto& [day, value] : days) out.member(day, value);
    out.end_object();
}

void put_variants(json::Writer& out, const std::vector<experiment::VariantResult>& variants) {
    out.key("variants").begin_array();
    for (const experiment::VariantResult& variant : variants) {
        out.begin_object().member("id", variant.id).member("name", variant.name);
        out.member("active", variant.active).member("weight", variant.weight * 100);
        out.key("metrics").begin_object().member("totalUses", variant.metrics.total_uses);
        out.member("avgRating", variant.metrics.avg_rating);
        out.member("successRate", variant.metrics.success_rate).end_object().end_object();
    }
    out.end_array();
}

void put_targets(json::Writer& out, const analytics::Targets& targets) {
    out.key("targets").begin_object().member("successRate", targets.success_rate);
    out.member("feedbackRate", targets.feedback_rate);
    out.member("processingTime", targets.processing_time_ms);
    out.member("confidence", targets.confidence).end_object();
}

Result<net::Response> analytics(const Services& services) {
    REFIT_TRY(report, analytics::training_analytics(services.database, services.clock));
    REFIT_TRY(variants, read_in(services.database, [](store::Transaction& tx) {
                  return experiment::performance(tx, store::kDefaultExperiment);
              }));
    json::Writer out;
    out.begin_object();
    put_overview(out, report.overview);
    put_activity(out, report.recent_activity);
    out.key("trends").begin_object();
    put_days(out, "dailyCount", report.trends.daily_count);
    put_days(out, "dailyRating", report.trends.daily_rating);
    put_days(out, "dailyCorrections", report.trends.daily_corrections);
    out.end_object();
    put_variants(out, variants);
    put_targets(out, report.targets);
    out.end_object();
    return ok(out);
}

Result<net::Response> seed_feedback(const Services& services, const Call& call) {
    // The seed's form always carries a star rating; thumbs alone are for /v1.
    REFIT_CHECK(required_number(call.root(), "rating", 1, 5));
    return feedback(services, call);
}

}  // namespace

std::vector<Route> seed_routes(const Services& services) {
    const Services* s = &services;
    return {
        {"POST", "/api/ai/resize", Access::Ingest, Body::Json,
         [s](const Call& call) { return resize(*s, call); }, Style::Seed},
        {"POST", "/api/ai/vision-resize", Access::Ingest, Body::Json,
         [s](const Call& call) { return vision_resize(*s, call); }, Style::Seed},
        {"POST", "/api/ai/resize-session", Access::Ingest, Body::Json,
         [s](const Call& call) { return create_session(*s, call); }, Style::Seed},
        {"PATCH", "/api/ai/resize-session/{id}", Access::Ingest, Body::Json,
         [s](const Call& call) { return patch_session(*s, call); }, Style::Seed},
        {"POST", "/api/ai/resize-feedback", Access::Ingest, Body::Json,
         [s](const Call& call) { return seed_feedback(*s, call); }, Style::Seed},
        {"POST", "/api/ai/retrain-model", Access::Admin, Body::Json,
         [s](const Call& call) { return retrain(*s, call); }, Style::Seed, true},
        {"GET", "/api/ai/training-analytics", Access::Read, Body::None,
         [s](const Call&) { return analytics(*s); }, Style::Seed},
    };
}

}  // namespace refit::http
