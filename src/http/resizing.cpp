#include "http/resizing.h"

#include <charconv>

#include "http/decode.h"
#include "http/encode.h"
#include "http/session_json.h"
#include "resize/service.h"
#include "training/feedback.h"
#include "training/quality_score.h"

namespace refit::http {
namespace {

constexpr std::size_t kPromptBytesMax = 100'000;

void put_placement(json::Writer& out, const resize::ServedPlacement& placement) {
    out.begin_object().member("id", placement.id).member("path", placement.path);
    out.member("left", placement.box.left()).member("top", placement.box.top());
    out.member("width", placement.box.width()).member("height", placement.box.height());
    out.member("scaleX", placement.scale_x).member("scaleY", placement.scale_y);
    out.member("fontSize", placement.font_size);
    out.member("reasoning", placement.reasoning).end_object();
}

void put_candidate(json::Writer& out, const layout::CandidateScore& candidate) {
    out.begin_object().member("name", candidate.name).member("score", candidate.score);
    out.key("terms").begin_object();
    for (const layout::ScoreTerm& term : candidate.terms) out.member(term.name, term.value);
    out.end_object().end_object();
}

net::Response encode(const resize::ResizeOutcome& outcome) {
    json::Writer out;
    out.begin_object().member("success", true).member("sessionId", outcome.session_id);
    out.member("variantId", outcome.variant_id).member("variantVersion", outcome.variant_version);
    out.member("propensity", outcome.propensity).member("policyVersion", outcome.policy_version);
    out.member("resizer", store::to_text(outcome.resizer));
    if (!outcome.fallback_reason.empty()) out.member("fallbackReason", outcome.fallback_reason);
    out.member("candidate", outcome.chosen.name);
    out.member("processingTime", outcome.processing_time_ms);
    out.key("placements").begin_array();
    for (const auto& placement : outcome.placements) put_placement(out, placement);
    out.end_array().key("suggestions").begin_array();
    for (const std::string& text : outcome.suggestions) out.value(text);
    out.end_array().key("runnersUp").begin_array();
    for (const auto& candidate : outcome.runners_up) put_candidate(out, candidate);
    out.end_array().raw_member("canvas", outcome.canvas).end_object();
    return net::Response::json(200, out.take());
}

Result<std::optional<geometry::Rect>> optional_page(const json::Node& body) {
    const auto page = body.find("page");
    if (!page || page->is_null()) return std::nullopt;
    const auto part = [&](std::string_view key) { return page->number(key).value_or(0); };
    const auto rect = geometry::Rect::from_edges(part("x"), part("y"), part("x") + part("width"),
                                                 part("y") + part("height"));
    if (!page->is_object() || !rect || rect->area() <= 0)
        return fail(ErrorCode::InvalidInput,
                    R"(page: expected {"x", "y", "width", "height"} with a positive size)");
    return rect;
}

Result<resize::ResizeRequest> decode_resize(const Call& call) {
    const json::Node body = call.root();
    resize::ResizeRequest request;
    REFIT_TRY(canvas, canvas_text(body, "canvas"));
    REFIT_TRY(target,
              size_of(body, "targetDimensions", resize::kTargetSideMin, resize::kTargetSideMax));
    REFIT_TRY(project, optional_text(body, "projectId", resize::kIdBytesMax));
    REFIT_TRY(variant, optional_text(body, "variantId", resize::kIdBytesMax));
    REFIT_TRY(user, optional_text(body, "userId", resize::kIdBytesMax));
    REFIT_TRY(page, optional_page(body));
    if (const auto current = body.find("currentSize"); current && !current->is_null()) {
        REFIT_TRY(size, size_of(body, "currentSize", 1, kSourceSideMax));
        request.current_size = size;
    }
    request.canvas = std::move(canvas);
    request.target = target;
    request.project_id = std::move(project);
    request.variant_id = std::move(variant);
    request.user_id = call.claimed_user();
    request.page = page;
    return request;
}

// The seed's first form of this endpoint took a prompt and answered a text.
Result<net::Response> resize_text(const json::Node& body) {
    REFIT_TRY(prompt, required_text(body, "prompt", kPromptBytesMax));
    json::Writer out;
    out.begin_object().member(
        "text",
        "Refit lays designs out itself: send {canvas, targetDimensions{width,height}} to this "
        "endpoint and use the canvas of the reply.");
    out.member("success", true).end_object();
    return ok(out);
}

// "7", the quotes being part of an ETag's grammar; also W/"7".
Result<std::optional<std::int64_t>> if_match(const net::Request& request) {
    const auto header = request.headers.get("If-Match");
    if (!header || *header == "*") return std::nullopt;
    std::string_view text = *header;
    if (text.starts_with("W/")) text.remove_prefix(2);
    std::int64_t value = 0;
    if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
        const char* end = text.data() + text.size() - 1;
        const auto [stop, error] = std::from_chars(text.data() + 1, end, value);
        if (error == std::errc{} && stop == end) return value;
    }
    return fail(ErrorCode::InvalidInput, "If-Match: expected the session's ETag, such as \"3\"");
}

// A canvas may come as JSON in a string; stored is what it holds.
std::string json_of(const json::Node& value) {
    if (const auto text = value.string()) {
        const auto inner = json::Document::parse(*text);
        if (inner && inner->root().is_object()) return *text;
    }
    return std::string{value.raw()};
}

Result<resize::ClientSession> decode_client_session(const Call& call) {
    const json::Node body = call.root();
    resize::ClientSession session;
    REFIT_TRY(original, canvas_text(body, "originalCanvas"));
    REFIT_TRY(target,
              size_of(body, "targetDimensions", kClientTargetSideMin, resize::kTargetSideMax));
    REFIT_TRY(processing, required_number(body, "processingTime", 0, kProcessingTimeMax));
    REFIT_TRY(variant, optional_text(body, "variantId", resize::kIdBytesMax));
    REFIT_TRY(project, optional_text(body, "projectId", resize::kIdBytesMax));
    REFIT_TRY(status, optional_text(body, "status", 32));
    REFIT_TRY(message, optional_text(body, "errorMessage", resize::kErrorMessageBytesMax));
    const auto known = store::from_text<store::SessionStatus>(status.value_or("completed"));
    if (!known)
        return fail(ErrorCode::InvalidInput, "status: expected completed, failed or pending");
    if (const auto result = body.find("aiResult"); result && !result->is_null())
        session.ai_result = json_of(*result);
    session.original_canvas = std::move(original);
    session.target = target;
    session.processing_time_ms = processing;
    session.variant_id = std::move(variant);
    session.user_id = call.claimed_user();
    session.project_id = std::move(project);
    session.status = *known;
    session.error_message = std::move(message);
    return session;
}

// The seed answers {data: row}; /v1 the row itself.
net::Response session_answer(const Call& call, const store::Session& session, int v1_status) {
    json::Writer out;
    const bool seed = call.style == Style::Seed;
    if (seed) out.begin_object().key("data");
    put_session(out, session, seed ? Canvases::AsStrings : Canvases::AsValues);
    if (seed) out.end_object();
    return net::Response::json(seed ? 200 : v1_status, out.take())
        .with("ETag", '"' + std::to_string(session.facts.etag) + '"');
}

}  // namespace

Result<net::Response> resize(const Services& services, const Call& call) {
    const json::Node body = call.root();
    if (!body.find("canvas") && body.find("prompt")) return resize_text(body);
    REFIT_TRY(request, decode_resize(call));
    REFIT_TRY(outcome, services.resize.resize(request));
    return encode(outcome);
}

Result<net::Response> feedback(const Services& services, const Call& call) {
    const json::Node body = call.root();
    training::FeedbackRequest request;
    const bool seed = call.style == Style::Seed;
    REFIT_TRY(id, seed ? required_text(body, "sessionId", resize::kIdBytesMax)
                       : Result<std::string>{call.param("id")});
    REFIT_TRY(rating, optional_integer(body, "rating", training::kRatingMin, training::kRatingMax));
    REFIT_TRY(helpful, optional_flag(body, "helpful"));
    // Characters are counted by the service; four bytes is the longest of them.
    REFIT_TRY(text, optional_text(body, "feedbackText", training::kFeedbackTextMax * 4));
    request.session_id = std::move(id);
    request.user_id = call.claimed_user();
    if (rating) request.rating = static_cast<int>(*rating);
    request.helpful = helpful;
    request.text = std::move(text);
    REFIT_TRY(receipt, services.feedback.feedback(request));
    json::Writer out;
    out.begin_object().key("data");
    put_session_facts(out, receipt.session);
    out.member("message", receipt.changed ? "Thank you for your feedback." : "Already recorded.");
    out.member("applied", receipt.changed).end_object();
    return ok(out);
}

Result<net::Response> create_session(const Services& services, const Call& call) {
    REFIT_TRY(request, decode_client_session(call));
    REFIT_TRY(session, services.resize.record_client_session(request));
    return session_answer(call, session, 201);
}

Result<net::Response> patch_session(const Services& services, const Call& call) {
    const json::Node body = call.root();
    resize::SessionPatch patch;
    REFIT_TRY(etag, if_match(call.request));
    REFIT_TRY(undone, optional_flag(body, "undone"));
    if (const auto corrections = body.find("manualCorrections");
        corrections && !corrections->is_null())
        patch.manual_corrections = json_of(*corrections);
    patch.session_id = call.param("id");
    patch.user_id = call.claimed_user();
    patch.undone = undone;
    patch.etag = etag;
    REFIT_TRY(session, services.resize.patch_session(patch));
    return session_answer(call, session, 200);
}

}  // namespace refit::http
