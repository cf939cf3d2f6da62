#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace refit::testing {

// One request as the provider saw it.
struct SeenRequest {
    std::string method;
    std::string target;
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
    std::string body;

    [[nodiscard]] std::string header(std::string_view name) const;  // lower case; "" if absent
};

// A provider of the OpenAI chat-completions protocol that does what a script says, faults
// included. Plain sockets, one thread per connection: it can break any rule of HTTP.
//
// The script has one line per request; the last line serves all further ones. An empty script
// means "place 1000x1000". Lines:
//   place WxH            places every id of the request's schema, stacked on a page of that size
//   ok JSON              this content
//   refusal TEXT         message.refusal
//   content-filter       finish_reason content_filter
//   length               finish_reason length, content cut off
//   empty | no-choices   content null | an empty list of choices
//   not-json             chatter instead of JSON
//   wrong-schema         JSON of another shape
//   unknown-ids          placements of ids nobody asked for
//   absurd               placements with absurd numbers for every id
//   status N [name=value …] [BODY]    this status; header pairs; else the protocol's error body
//   quota                429 with code insufficient_quota
//   html                 200 with a web page
//   error-200            200 with an error object
//   hang MS              nothing for that long, then closes
//   cut                  closes without a byte
//   cut-body             announces more bytes than it sends
//   drip MS              the answer of "place 1000x1000", a byte every MS milliseconds
//   huge BYTES           a body of that many bytes
//   redirect URL         302
// Requests that break the protocol get 400, 401 or 404 and use up no line.
class ScriptedLlmServer {
public:
    // Port 0 takes a free one. `api_key` is required of requests unless empty.
    explicit ScriptedLlmServer(std::vector<std::string> script = {}, std::string api_key = {},
                               std::uint16_t port = 0);
    ~ScriptedLlmServer();
    ScriptedLlmServer(const ScriptedLlmServer&) = delete;
    ScriptedLlmServer& operator=(const ScriptedLlmServer&) = delete;

    // 0 if it could not listen.
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string base_url() const;
    [[nodiscard]] std::vector<SeenRequest> requests() const;
    // Starts over with another script and forgets the requests.
    void set_script(std::vector<std::string> script);

private:
    void accept_all();
    void serve(int socket);
    bool answer(int socket, const SeenRequest& request);
    std::string next_line();

    std::string api_key_;
    std::uint16_t port_{0};
    int listener_{-1};
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::vector<std::string> script_;
    std::size_t next_{0};
    std::vector<SeenRequest> requests_;
    std::vector<int> sockets_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

}  // namespace refit::testing
