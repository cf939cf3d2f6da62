#include "http/session_json.h"

#include "http/encode.h"

namespace refit::http {
namespace {

void put_facts(json::Writer& out, const store::SessionFacts& facts) {
    out.member("id", facts.id).member("userId", facts.user_id);
    out.member("projectId", facts.project_id);
    out.member("userRating", facts.user_rating).member("helpful", facts.helpful);
    out.member("feedbackText", facts.feedback_text);
    out.member("corrected", facts.corrected).member("correctionSize", facts.correction_size);
    out.member("undone", facts.undone).member("processingTime", facts.processing_time);
    out.member("variantId", facts.variant_id).member("variantVersion", facts.variant_version);
    out.member("experimentId", facts.experiment_id).member("propensity", facts.propensity);
    out.member("policyVersion", facts.policy_version);
    out.member("bucketVersion", facts.bucket_version);
    out.member("firstExposure", facts.first_exposure);
    out.member("heldBack", store::is_held_back(facts));
    out.member("resizer", store::to_text(facts.resizer));
    out.member("status", store::to_text(facts.status));
    out.member("errorMessage", facts.error_message);
    out.member("qualityScore", facts.quality_score);
    out.member("promptTokens", facts.prompt_tokens);
    out.member("completionTokens", facts.completion_tokens);
    out.member("costUsd", facts.cost_usd).member("etag", facts.etag);
    put_time(out, "createdAt", facts.created_at);
    put_time(out, "updatedAt", facts.updated_at);
    put_time(out, "ratedAt", facts.rated_at);
}

std::string dimensions(const store::SessionFacts& facts) {
    json::Writer out;
    out.begin_object().member("width", facts.target_width);
    out.member("height", facts.target_height).end_object();
    return out.take();
}

void put_canvas(json::Writer& out, std::string_view key, const std::optional<std::string>& text,
                Canvases canvases) {
    if (canvases == Canvases::AsValues)
        put_json(out, key, text);
    else
        out.member(key, text);
}

}  // namespace

void put_session(json::Writer& out, const store::Session& session, Canvases canvases) {
    out.begin_object();
    put_facts(out, session.facts);
    put_canvas(out, "targetDimensions", dimensions(session.facts), canvases);
    put_canvas(out, "originalCanvas", session.original_canvas, canvases);
    put_canvas(out, "aiResult", session.ai_result, canvases);
    put_canvas(out, "manualCorrections", session.manual_corrections, canvases);
    out.end_object();
}

void put_session_facts(json::Writer& out, const store::SessionFacts& facts) {
    out.begin_object();
    put_facts(out, facts);
    out.raw_member("targetDimensions", dimensions(facts)).end_object();
}

}  // namespace refit::http
