#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "http/guard.h"
#include "http/router.h"
#include "net/http.h"
#include "store/database.h"

namespace refit::http {

// A key is free again after this long; until then its answer is replayed.
inline constexpr std::chrono::hours kIdempotencyKeep{24};
inline constexpr std::size_t kIdempotencyKeyMax = 200;  // bytes
// Answers to non-API paths: the dashboard's files. nullopt: not one of them.
using Fallback = std::function<std::optional<net::Response>(const net::Request&)>;

struct PipelineParts {
    Router router;
    Guard guard;
    Cors cors;
    long rate_limit_per_minute{0};
    Fallback fallback;
};

// What every request passes, in order: cross-origin rules, rate limit, route, key, body, replay of
// an Idempotency-Key, handler, problem+json for errors, metrics. Thread-safe.
class Pipeline {
public:
    Pipeline(PipelineParts parts, store::Database& database, const Clock& clock, Metrics& metrics,
             Log& log);

    [[nodiscard]] net::Response handle(const net::Request& request);

private:
    [[nodiscard]] net::Response answer(const net::Request& request, std::string& route_name);
    [[nodiscard]] net::Response run_route(const net::Request& request, Match match);
    [[nodiscard]] net::Response run_once(const Route& route, const Call& call,
                                         std::string_view key);
    [[nodiscard]] net::Response call_handler(const Route& route, const Call& call);

    PipelineParts parts_;
    RateLimiter limiter_;
    store::Database* database_;
    const Clock* clock_;
    Metrics* metrics_;
    Log* log_;
};

}  // namespace refit::http
