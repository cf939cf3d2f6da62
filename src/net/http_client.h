#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/http.h"

namespace refit::net {

struct HttpCall {
    std::string method{"POST"};
    std::string url{};  // http or https only
    Headers headers{};
    std::string body{};
    std::chrono::milliseconds timeout{30'000};  // the whole exchange
    std::size_t reply_bytes_max{4UL * 1024 * 1024};
};

struct HttpReply {
    int status{0};
    Headers headers{};
    std::string body{};
};

// Which addresses an outgoing call may reach.
enum class Reach {
    Anywhere,    // base URLs an operator configured, e.g. a model on localhost
    PublicOnly,  // URLs that come through the API (webhooks, scorers): see address_guard.h
};

struct HttpClientOptions {
    Reach reach{Reach::PublicOnly};
    std::chrono::milliseconds connect_timeout{5'000};
    std::string proxy{};  // empty: none; proxy variables of the environment are ignored
    std::string user_agent{"refit"};
};

// Makes one HTTP call at a time per thread. No redirects: a 3xx is returned as it is.
// Thread-safe.
class HttpClient {
public:
    virtual ~HttpClient() = default;
    // Any status is a success here. Errors: InvalidInput (URL, scheme, control characters in a
    // header), Forbidden (address not allowed), DeadlineExceeded, TooLarge (reply_bytes_max),
    // Unavailable (no connection, TLS, cut off).
    [[nodiscard]] virtual Result<HttpReply> send(const HttpCall& call) = 0;
};

// libcurl behind it, with connections kept for reuse.
[[nodiscard]] std::unique_ptr<HttpClient> make_http_client(const HttpClientOptions& options);

}  // namespace refit::net
