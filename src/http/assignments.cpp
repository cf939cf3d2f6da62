// Assignments asked for by clients that resize on their own side (the seed's ABTestingService).
#include "experiment/assign.h"
#include "http/decode.h"
#include "http/encode.h"
#include "http/resizing.h"
#include "http/routes.h"
#include "resize/service.h"
#include "training/feedback.h"
#include "training/quality_score.h"

namespace refit::http {
namespace {

// A session without a canvas has no page either; one pixel says so in its columns.
constexpr double kUnknownSide = 1;

Result<net::Response> assign(const Services& services, const Call& call) {
    REFIT_TRY(user, required_text(call.root(), "userId", experiment::kUnitBytesMax));
    REFIT_TRY(arm, write_in(services.database, [&](store::Transaction& tx) {
                  return experiment::assign(tx, {.unit = user}, services.clock.now());
              }));
    json::Writer out;
    out.begin_object().member("userId", user).member("variantId", arm.variant_id);
    out.member("variantVersion", arm.variant_version).member("name", arm.variant_name);
    out.member("propensity", arm.propensity).member("policyVersion", arm.policy_version);
    out.member("bucketVersion", arm.bucket_version).member("prompt", arm.prompt);
    out.member("heldBack", arm.held_back);
    out.raw_member("parameters", arm.parameters).end_object();
    return ok(out);
}

// The seed's recordMetrics: one resize of an editor that keeps its canvases to itself.
Result<net::Response> record_metrics(const Services& services, const Call& call) {
    const json::Node body = call.root();
    resize::ClientSession session;
    REFIT_TRY(variant, required_text(body, "variantId", resize::kIdBytesMax));
    REFIT_TRY(rating, optional_integer(body, "rating", training::kRatingMin, training::kRatingMax));
    REFIT_TRY(elapsed, optional_number(body, "processingTime", 0, kProcessingTimeMax));
    session.original_canvas = "{}";
    session.target = {kUnknownSide, kUnknownSide};
    session.variant_id = std::move(variant);
    session.user_id = call.claimed_user();
    session.processing_time_ms = elapsed.value_or(0);
    REFIT_TRY(stored, services.resize.record_client_session(session));
    if (rating) {
        training::FeedbackRequest feedback;
        feedback.session_id = stored.facts.id;
        feedback.rating = static_cast<int>(*rating);
        REFIT_CHECK(services.feedback.feedback(feedback));
    }
    json::Writer out;
    out.begin_object().member("recorded", true).member("sessionId", stored.facts.id).end_object();
    return ok(out);
}

}  // namespace

std::vector<Route> assignment_routes(const Services& services) {
    const Services* s = &services;
    return {{"POST", "/v1/assignments", Access::Ingest, Body::Json,
             [s](const Call& call) { return assign(*s, call); }},
            {"POST", "/v1/metrics", Access::Ingest, Body::Json,
             [s](const Call& call) { return record_metrics(*s, call); }}};
}

}  // namespace refit::http
