#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace refit::net {

// Header fields in the order they came. Names compare without regard to ASCII case.
class Headers {
public:
    void add(std::string name, std::string value);
    // Replaces every field of this name by one.
    void set(std::string_view name, std::string value);
    // The first field of this name.
    [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
    [[nodiscard]] bool contains(std::string_view name) const { return get(name).has_value(); }
    [[nodiscard]] std::size_t count(std::string_view name) const;
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const {
        return fields_;
    }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

using QueryMap = std::map<std::string, std::string, std::less<>>;

// One request, whole: the body is in memory before a handler sees it.
// HEAD reaches the handler as method "GET" with `is_head` set; the server drops the body.
struct Request {
    std::string method;
    std::string target;                 // as it came, e.g. "/v1/users/a%20b?limit=3"
    std::string path;                   // decoded, without the query: "/v1/users/a b"
    std::vector<std::string> segments;  // decoded one by one, so that %2F is no separator
    QueryMap query;                     // decoded; the first of repeated names counts
    Headers headers;
    std::string body;
    std::string remote_address;  // "127.0.0.1"; of the peer, never from a header
    std::chrono::steady_clock::time_point deadline{};  // after this nobody waits for the answer
    bool is_head{false};

    [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const;
    // Media type of the body in lower case, without parameters; empty if absent.
    [[nodiscard]] std::string content_type() const;
};

// A body that is made while it is sent (server-sent events, exports). Used by one connection.
class StreamingBody {
public:
    virtual ~StreamingBody() = default;
    // Called once before next(). `wake` tells the server to call next() soon; it may be called
    // from any thread, any number of times, also after the stream is gone.
    virtual void start(std::function<void()> wake) = 0;
    // The next bytes; empty = nothing at present; nullopt = the end. Never blocks. Called after
    // each wake, and at least once per second.
    [[nodiscard]] virtual std::optional<std::string> next() = 0;
};

struct Response {
    int status{200};
    Headers headers;
    std::string body;
    // If set, `body` is ignored and the answer goes out piece by piece.
    std::unique_ptr<StreamingBody> stream;

    [[nodiscard]] static Response json(int status, std::string body);
    [[nodiscard]] static Response text(int status, std::string body);
    [[nodiscard]] static Response html(std::string body);
    [[nodiscard]] static Response bytes(std::string_view content_type, std::string body);
    [[nodiscard]] static Response empty(int status = 204);
    // RFC 9457 problem that also carries the detail as `error`, the key older clients read.
    [[nodiscard]] static Response problem(int status, std::string_view detail);
    // text/event-stream, not cached, not buffered by proxies.
    [[nodiscard]] static Response events(std::unique_ptr<StreamingBody> stream);

    Response&& with(std::string_view name, std::string value) &&;
};

// "Not Found" for 404; "Unknown" for a status without a registered phrase.
[[nodiscard]] std::string_view reason_phrase(int status);

// Answers one request. Runs on a worker thread and may block, up to request.deadline. Called from
// many threads at once. An exception that leaves it is logged and answered with 500.
using Handler = std::function<Response(const Request&)>;

}  // namespace refit::net
