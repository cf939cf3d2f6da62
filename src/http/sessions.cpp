// Sessions under /v1: resize, list, show, correct, rate, draw.
#include "canvas/corrections.h"
#include "canvas/document.h"
#include "canvas/font_library.h"
#include "canvas/page.h"
#include "http/decode.h"
#include "http/encode.h"
#include "http/resizing.h"
#include "http/routes.h"
#include "http/session_json.h"
#include "render/render.h"
#include "resize/service.h"

namespace refit::http {
namespace {

constexpr std::int64_t kListDefault = 50;
constexpr std::int64_t kListMax = 200;

Result<store::SessionFilter> decode_filter(const net::Request& request) {
    store::SessionFilter filter;
    REFIT_TRY(limit, query_integer(request, "limit", kListDefault, 1, kListMax));
    REFIT_TRY(cursor, query_integer(request, "cursor", 0, 0, INT64_MAX));
    filter.limit = limit;
    if (cursor > 0) filter.before_seq = cursor;
    if (const auto variant = request.query_value("variant"))
        filter.variant_id = std::string{*variant};
    if (const auto user = request.query_value("user")) filter.user_id = std::string{*user};
    if (const auto rated = request.query_value("rated")) {
        if (*rated != "true" && *rated != "false")
            return fail(ErrorCode::InvalidInput, "rated: expected true or false");
        filter.rated = *rated == "true";
    }
    return filter;
}

Result<net::Response> list(const Services& services, const Call& call) {
    REFIT_TRY(filter, decode_filter(call.request));
    REFIT_TRY(sessions, services.resize.list_sessions(filter));
    json::Writer out;
    out.begin_object().key("data").begin_array();
    for (const store::SessionFacts& facts : sessions) put_session_facts(out, facts);
    out.end_array().key("nextCursor");
    if (sessions.size() == static_cast<std::size_t>(filter.limit))
        out.value(std::to_string(sessions.back().seq));
    else
        out.null();
    out.end_object();
    return ok(out);
}

Result<net::Response> show(const Services& services, const Call& call) {
    REFIT_TRY(session, services.resize.find_session(call.param("id")));
    const std::string etag = '"' + std::to_string(session.facts.etag) + '"';
    if (call.request.headers.get("If-None-Match") == std::string_view{etag})
        return net::Response::empty(304).with("ETag", etag);
    json::Writer out;
    put_session(out, session, Canvases::AsValues);
    return ok(out).with("ETag", etag);
}

// What to draw: a canvas, and the size of its page where the canvas does not say it itself.
struct Subject {
    std::string canvas;
    canvas::PageHint hint;
};

Result<Subject> subject_of(const store::Session& session, std::string_view of) {
    const canvas::PageHint served{std::nullopt,
                                  geometry::Size{static_cast<double>(session.facts.target_width),
                                                 static_cast<double>(session.facts.target_height)}};
    if (of == "before") return Subject{session.original_canvas, {}};
    std::optional<std::string> canvas;
    if (of == "after") canvas = session.ai_result;
    if (of == "corrected" && session.manual_corrections)
        canvas = canvas::corrected_canvas(*session.manual_corrections);
    if (!canvas)
        return fail(ErrorCode::NotFound,
                    "this session has no such canvas; of= is one of before, "
                    "after, corrected");
    return Subject{std::move(*canvas), served};
}

Result<net::Response> picture(const Services& services, const Call& call) {
    REFIT_TRY(session, services.resize.find_session(call.param("id")));
    REFIT_TRY(subject, subject_of(session, call.request.query_value("of").value_or("after")));
    canvas::ParseOptions parsing;
    parsing.measurer = &services.fonts;
    auto parsed = canvas::Document::parse(std::move(subject.canvas), parsing);
    // Corrections are kept as they came, so this may be no canvas, or one too large to draw.
    if (!parsed) return fail(ErrorCode::InvalidInput, parsed.error().message);
    const canvas::Document document = *std::move(parsed);
    REFIT_TRY(page, canvas::detect_page(document, subject.hint));
    REFIT_TRY(svg, render::svg(document, page, services.fonts));
    return net::Response::bytes("image/svg+xml", std::move(svg))
        // The picture holds a person's design: never run what may hide in it.
        .with("Content-Security-Policy",
              "default-src 'none'; img-src data:; style-src 'unsafe-inline'")
        .with("Cache-Control", "private, max-age=60");
}

}  // namespace

std::vector<Route> session_routes(const Services& services) {
    const Services* s = &services;
    return {
        {"POST", "/v1/resize", Access::Ingest, Body::Json,
         [s](const Call& call) { return resize(*s, call); }},
        {"GET", "/v1/sessions", Access::Read, Body::None,
         [s](const Call& call) { return list(*s, call); }},
        {"POST", "/v1/sessions", Access::Ingest, Body::Json,
         [s](const Call& call) { return create_session(*s, call); }},
        {"GET", "/v1/sessions/{id}", Access::Read, Body::None,
         [s](const Call& call) { return show(*s, call); }},
        {"PATCH", "/v1/sessions/{id}", Access::Ingest, Body::Json,
         [s](const Call& call) { return patch_session(*s, call); }},
        {"POST", "/v1/sessions/{id}/feedback", Access::Ingest, Body::Json,
         [s](const Call& call) { return feedback(*s, call); }},
        {"GET", "/v1/sessions/{id}/picture", Access::Read, Body::None,
         [s](const Call& call) { return picture(*s, call); }},
    };
}

}  // namespace refit::http
