#include "http/pipeline.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/decode.h"
#include "net/crypto.h"
#include "resize/service.h"
#include "store/idempotency.h"

namespace refit::http {
namespace {

constexpr std::size_t kKeyBytesMax = 1024;

// Malformed JSON is 400 on every path: it could not even be read.
net::Response malformed(const Error& error) {
    return net::Response::problem(error.code == ErrorCode::TooLarge ? 413 : 400, error.message);
}

net::Response method_not_allowed(const std::vector<std::string>& allowed) {
    std::string list;
    for (const std::string& method : allowed) list += (list.empty() ? "" : ", ") + method;
    return net::Response::problem(405, fmt::format("this path takes {}", list)).with("Allow", list);
}

net::Response from_stored(const store::StoredResponse& stored) {
    net::Response response = net::Response::bytes(stored.content_type, stored.body);
    response.status = static_cast<int>(stored.status);
    return std::move(response).with("Idempotent-Replayed", "true");
}

net::Response claim_answer(const store::IdempotencyClaim& claim) {
    using store::IdempotencyState;
    switch (claim.state) {
        case IdempotencyState::Replay:
            return from_stored(*claim.response);
        case IdempotencyState::Running:
            return net::Response::problem(409, "a request with this Idempotency-Key is running")
                .with("Retry-After", "1");
        case IdempotencyState::Mismatch:
            return net::Response::problem(
                422, "this Idempotency-Key was used with another user or body; use a new key");
        case IdempotencyState::Fresh:
            break;
    }
    return net::Response::problem(500, "something went wrong on our side; it was logged");
}

std::string route_label(const Route& route) {
    return route.method + " " + route.pattern;
}

// The user may stand in a header, and another user's answer must not be replayed.
std::string hash_of(const Call& call) {
    return net::sha256_hex(call.request.target + "\n" + call.claimed_user().value_or("") + "\n" +
                           call.request.body);
}

Result<void> allow_with_body(const Guard& guard, const Call& call, Access access) {
    if (!call.body) return guard.allow(call.request, access);
    REFIT_TRY(key, optional_text(call.root(), "adminKey", kKeyBytesMax));
    return key ? guard.allow_admin_key(*key) : guard.allow(call.request, access);
}

// Whoever a request says it comes from ends up in rows and paths: an id that can be named there.
Result<void> check_claimed_user(const Call& call) {
    for (const std::string_view key : {"userId", "clientId"}) {
        if (call.body) REFIT_CHECK(optional_text(call.root(), key, resize::kIdBytesMax));
    }
    const auto user = call.claimed_user();
    const auto is_control = [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; };
    if (user && (user->size() > resize::kIdBytesMax || std::ranges::any_of(*user, is_control)))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("userId or clientId: expected at most {} bytes without control "
                                "characters",
                                resize::kIdBytesMax));
    return {};
}

}  // namespace

Pipeline::Pipeline(PipelineParts parts, store::Database& database, const Clock& clock,
                   Metrics& metrics, Log& log)
    : parts_{std::move(parts)},
      limiter_{parts_.rate_limit_per_minute, clock},
      database_{&database},
      clock_{&clock},
      metrics_{&metrics},
      log_{&log} {
    metrics.describe("refit_requests_total", "counter", "Requests by route and status.");
    metrics.describe("refit_request_seconds", "histogram", "Time to answer, by route.");
    metrics.describe("refit_rate_limited_total", "counter", "Requests refused by the rate limit.");
}

net::Response Pipeline::handle(const net::Request& request) {
    const TimePoint start = clock_->now();
    std::string route_name{"other"};
    net::Response response = answer(request, route_name);
    parts_.cors.decorate(request, response);
    const auto elapsed = std::chrono::duration<double>(clock_->now() - start).count();
    metrics_->count("refit_requests_total",
                    {{"route", route_name}, {"status", std::to_string(response.status)}});
    metrics_->observe_seconds("refit_request_seconds", {{"route", route_name}}, elapsed);
    return response;
}

net::Response Pipeline::answer(const net::Request& request, std::string& route_name) {
    if (parts_.cors.is_preflight(request)) return parts_.cors.preflight(request);
    Match match = parts_.router.find(request.method, request.segments);
    if (match.route != nullptr && match.route->access != Access::Open) {
        if (const auto wait = limiter_.take(request.remote_address)) {
            metrics_->count("refit_rate_limited_total");
            return net::Response::problem(429, "too many requests; slow down")
                .with("Retry-After", std::to_string(*wait));
        }
    }
    if (match.route == nullptr) {
        if (!match.allowed.empty()) return method_not_allowed(match.allowed);
        if (parts_.fallback)
            if (auto page = parts_.fallback(request)) return std::move(*page);
        return net::Response::problem(404, "there is nothing at this path; see /openapi.json");
    }
    route_name = route_label(*match.route);
    return run_route(request, std::move(match));
}

net::Response Pipeline::run_route(const net::Request& request, Match match) {
    const Route& route = *match.route;
    if (!route.key_in_body) {
        if (const auto allowed = parts_.guard.allow(request, route.access); !allowed)
            return problem_of(allowed.error(), route.style);
    }
    Call call{request, std::move(match.params), route.style, std::nullopt};
    if (route.body == Body::Json || (route.body == Body::OptionalJson && !request.body.empty())) {
        auto document = json::Document::parse(request.body);
        if (!document) return malformed(document.error());
        if (!document->root().is_object())
            return net::Response::problem(400, "the body must be a JSON object");
        call.body = std::move(*document);
    }
    // Before the replay of an Idempotency-Key: a stored answer is as private as a new one.
    if (route.key_in_body) {
        if (const auto allowed = allow_with_body(parts_.guard, call, route.access); !allowed)
            return problem_of(allowed.error(), route.style);
    }
    if (const auto fine = check_claimed_user(call); !fine)
        return problem_of(fine.error(), route.style);
    const auto key = request.headers.get("Idempotency-Key");
    if (route.method == "POST" && key && !key->empty()) return run_once(route, call, *key);
    return call_handler(route, call);
}

net::Response Pipeline::run_once(const Route& route, const Call& call, std::string_view key) {
    if (key.size() > kIdempotencyKeyMax)
        return net::Response::problem(
            400, fmt::format("Idempotency-Key: at most {} bytes", kIdempotencyKeyMax));
    const std::string label = route_label(route);
    const store::IdempotentRequest request{std::string{key}, label, hash_of(call),
                                           call.claimed_user(), clock_->now()};
    store::IdempotencyClaim claim;
    const auto claimed = database_->write([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(result, store::claim_idempotency_key(tx, request));
        claim = std::move(result);
        return {};
    });
    if (!claimed) return problem_of(claimed.error(), route.style);
    if (claim.state != store::IdempotencyState::Fresh) return claim_answer(claim);

    net::Response response = call_handler(route, call);
    const bool keep = response.status < 500 && response.status != 429 && !response.stream;
    const auto settled = database_->write([&](store::Transaction& tx) -> Result<void> {
        if (!keep) return store::release_idempotency_key(tx, key, label);
        const auto type = response.headers.get("Content-Type");
        return store::finish_idempotency_key(
            tx, key, label,
            {response.status, std::string{type.value_or("application/json")}, response.body});
    });
    if (!settled) log_->warning("idempotency_not_kept", {{"error", settled.error().message}});
    return response;
}

net::Response Pipeline::call_handler(const Route& route, const Call& call) {
    auto result = route.handle(call);
    if (result) return std::move(*result);
    if (result.error().code == ErrorCode::Internal)
        log_->error("request_failed",
                    {{"route", route_label(route)}, {"error", result.error().message}});
    return problem_of(result.error(), route.style);
}

}  // namespace refit::http
