#include "http/guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "net/crypto.h"

namespace refit::http {
namespace {

std::optional<Access> parse_scope(std::string_view word) {
    if (word == "ingest") return Access::Ingest;
    if (word == "read") return Access::Read;
    if (word == "admin") return Access::Admin;
    return std::nullopt;
}

Result<ApiKey> parse_key(std::string_view entry, std::size_t number) {
    const auto at = entry.rfind('=');
    if (at == std::string_view::npos || at == 0)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("REFIT_API_KEYS entry {}: expected key=scope+scope", number));
    ApiKey key{net::sha256_hex(entry.substr(0, at)), {}};
    for (const std::string_view word : split(entry.substr(at + 1), '+')) {
        const auto scope = parse_scope(word);
        if (!scope)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("REFIT_API_KEYS entry {}: unknown scope {}; known are ingest, "
                                    "read, admin",
                                    number, quote_json(word)));
        key.scopes.insert(*scope);
    }
    return key;
}

std::optional<std::string_view> presented_key(const net::Request& request) {
    if (const auto header = request.headers.get("Authorization")) {
        constexpr std::string_view kBearer = "Bearer ";
        if (header->starts_with(kBearer)) return trim(header->substr(kBearer.size()));
    }
    return request.headers.get("X-Admin-Key");
}

}  // namespace

Result<std::vector<ApiKey>> parse_api_keys(std::string_view text) {
    std::vector<ApiKey> keys;
    std::size_t number = 0;
    for (const std::string_view part : split(text, ',')) {
        ++number;
        const std::string_view entry = trim(part);
        if (entry.empty()) continue;
        REFIT_TRY(key, parse_key(entry, number));
        keys.push_back(std::move(key));
    }
    return keys;
}

Guard::Guard(std::string_view admin_key, std::vector<ApiKey> keys) : keys_{std::move(keys)} {
    keys_required_ = !keys_.empty();
    if (!admin_key.empty())
        keys_.push_back(
            {net::sha256_hex(admin_key), {Access::Ingest, Access::Read, Access::Admin}});
    admin_configured_ = std::any_of(keys_.begin(), keys_.end(), [](const ApiKey& key) {
        return key.scopes.contains(Access::Admin);
    });
}

const ApiKey* Guard::find(std::string_view key) const {
    const std::string digest = net::sha256_hex(key);
    const ApiKey* found = nullptr;
    // Every key is compared, so the time does not tell which one matched.
    for (const ApiKey& candidate : keys_)
        if (equal_constant_time(candidate.digest, digest)) found = &candidate;
    return found;
}

Result<void> Guard::allow(const net::Request& request, Access access) const {
    if (access == Access::Open) return {};
    if (access != Access::Admin && !keys_required_) return {};
    if (access == Access::Admin && !admin_configured_)
        return fail(ErrorCode::Unavailable,
                    "no admin key is configured; set ADMIN_SECRET_KEY and restart");
    const auto key = presented_key(request);
    if (!key) return fail(ErrorCode::Unauthorized, "send the key as Authorization: Bearer <key>");
    const ApiKey* found = find(*key);
    if (found == nullptr) return fail(ErrorCode::Unauthorized, "this key is not valid");
    if (!found->scopes.contains(access) && !found->scopes.contains(Access::Admin))
        return fail(ErrorCode::Forbidden, "this key does not cover this endpoint");
    return {};
}

Result<void> Guard::allow_admin_key(std::string_view key) const {
    if (!admin_configured_)
        return fail(ErrorCode::Unavailable,
                    "no admin key is configured; set ADMIN_SECRET_KEY and restart");
    const ApiKey* found = find(key);
    if (found == nullptr || !found->scopes.contains(Access::Admin))
        return fail(ErrorCode::Unauthorized, "the admin key is not valid");
    return {};
}

std::optional<long> RateLimiter::take(const std::string& client) {
    if (per_minute_ <= 0) return std::nullopt;
    const double burst = std::max(1.0, static_cast<double>(per_minute_) / 4);
    const double per_second = static_cast<double>(per_minute_) / 60;
    const TimePoint now = clock_->now();
    const std::lock_guard lock{mutex_};
    const auto [entry, is_new] = buckets_.try_emplace(client, Bucket{burst, now});
    Bucket& bucket = entry->second;
    const double elapsed = std::chrono::duration<double>(now - bucket.last).count();
    bucket.tokens = std::min(burst, bucket.tokens + std::max(0.0, elapsed) * per_second);
    bucket.last = now;
    const bool granted = bucket.tokens >= 1;
    const long wait = static_cast<long>(std::ceil((1 - bucket.tokens) / per_second));
    if (granted) bucket.tokens -= 1;
    if (is_new && buckets_.size() > kClientsMax) forget_oldest();
    if (granted) return std::nullopt;
    return std::max(1L, wait);
}

void RateLimiter::forget_oldest() {
    const auto oldest = std::min_element(
        buckets_.begin(), buckets_.end(),
        [](const auto& a, const auto& b) { return a.second.last < b.second.last; });
    buckets_.erase(oldest);
}

Cors::Cors(std::string_view allowed_origins) {
    for (const std::string_view part : split(allowed_origins, ','))
        if (const auto origin = trim(part); !origin.empty()) origins_.emplace_back(origin);
}

bool Cors::allows(std::string_view origin) const {
    return std::any_of(origins_.begin(), origins_.end(), [&](const std::string& allowed) {
        return allowed == "*" || allowed == origin;
    });
}

void Cors::decorate(const net::Request& request, net::Response& response) const {
    const auto origin = request.headers.get("Origin");
    if (!origin || !allows(*origin)) return;
    response.headers.set("Access-Control-Allow-Origin", std::string{*origin});
    response.headers.set("Access-Control-Expose-Headers", "ETag, Retry-After, Location");
    response.headers.add("Vary", "Origin");
}

bool Cors::is_preflight(const net::Request& request) const {
    return request.method == "OPTIONS" && request.headers.contains("Origin") &&
           request.headers.contains("Access-Control-Request-Method");
}

net::Response Cors::preflight(const net::Request& request) const {
    net::Response response = net::Response::empty();
    decorate(request, response);
    if (!response.headers.contains("Access-Control-Allow-Origin")) return response;
    response.headers.set("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE");
    response.headers.set("Access-Control-Allow-Headers",
                         "Authorization, Content-Type, Idempotency-Key, If-Match, X-Admin-Key, "
                         "X-Client-Id, X-User-Id");
    response.headers.set("Access-Control-Max-Age", "600");
    return response;
}

}  // namespace refit::http
