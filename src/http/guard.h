#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/router.h"
#include "net/http.h"

namespace refit::http {

// A key and what it opens.
struct ApiKey {
    std::string digest;       // SHA-256, so that comparisons are of equal length
    std::set<Access> scopes;  // Ingest, Read, Admin
};

// Reads "key=ingest+read,key2=admin". InvalidInput names what is wrong without showing the key.
[[nodiscard]] Result<std::vector<ApiKey>> parse_api_keys(std::string_view text);

// Decides whether a request may use a route.
class Guard {
public:
    Guard(std::string_view admin_key, std::vector<ApiKey> keys);

    [[nodiscard]] bool admin_configured() const { return admin_configured_; }
    // Unavailable: an admin route without any admin key configured. Unauthorized: no or wrong key.
    [[nodiscard]] Result<void> allow(const net::Request& request, Access access) const;
    // The same for a key that came in a body (the seed's adminKey).
    [[nodiscard]] Result<void> allow_admin_key(std::string_view key) const;

private:
    [[nodiscard]] const ApiKey* find(std::string_view key) const;
    std::vector<ApiKey> keys_;
    bool admin_configured_{false};
    bool keys_required_{false};  // for Ingest and Read
};

// Token buckets per client address: `per_minute` requests, in bursts of up to a quarter of it.
// Thread-safe. Bounded: the least recently used client is forgotten past kClientsMax.
class RateLimiter {
public:
    static constexpr std::size_t kClientsMax = 10'000;

    RateLimiter(long per_minute, const Clock& clock) : per_minute_{per_minute}, clock_{&clock} {}
    // Takes one token; nullopt if there was one, else the seconds to wait.
    [[nodiscard]] std::optional<long> take(const std::string& client);

private:
    struct Bucket {
        double tokens;
        TimePoint last;
    };
    void forget_oldest();
    long per_minute_;  // 0: no limit
    const Clock* clock_;
    std::mutex mutex_;
    std::map<std::string, Bucket> buckets_;
};

// Cross-origin rules: which origins may call from a browser.
class Cors {
public:
    explicit Cors(std::string_view allowed_origins);
    // Adds the headers to an answer if the request's origin is allowed.
    void decorate(const net::Request& request, net::Response& response) const;
    [[nodiscard]] bool is_preflight(const net::Request& request) const;
    [[nodiscard]] net::Response preflight(const net::Request& request) const;

private:
    [[nodiscard]] bool allows(std::string_view origin) const;
    std::vector<std::string> origins_;  // "*" allows every origin
};

}  // namespace refit::http
