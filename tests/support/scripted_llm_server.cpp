#include "support/scripted_llm_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>

#include "base/text.h"
#include "support/scripted_llm_replies.h"

namespace refit::testing {
namespace {

constexpr std::size_t kRequestBytesMax = std::size_t{64} * 1024 * 1024;
constexpr std::chrono::milliseconds kNap{5};

union Address {
    sockaddr any;
    sockaddr_in v4;
};

bool send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string reply(int status, std::string_view type, std::string_view body,
                  std::string_view more_headers = {}) {
    return "HTTP/1.1 " + std::to_string(status) +
           " Scripted\r\nContent-Type: " + std::string{type} +
           "\r\nX-Request-Id: req-scripted\r\n" + std::string{more_headers} +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

std::string json_reply(int status, std::string_view body) {
    return reply(status, "application/json", body);
}

std::string completed(std::string_view message, std::string_view finish = "stop") {
    return json_reply(200, completion(message, finish));
}

// The head and body of one request; nullopt when the client is done or talks nonsense.
std::optional<SeenRequest> read_request(int socket, std::string& pending) {
    std::array<char, 65536> bytes;
    SeenRequest request;
    std::size_t head = std::string::npos;
    std::size_t length = 0;
    for (;;) {
        if (head == std::string::npos) {
            head = pending.find("\r\n\r\n");
            if (head != std::string::npos) {
                const std::string text = pending.substr(0, head);
                const auto lines = split(text, '\n');
                const auto words = split(trim(lines[0]), ' ');
                if (words.size() != 3) return std::nullopt;
                request.method = words[0];
                request.target = words[1];
                for (std::size_t i = 1; i < lines.size(); ++i) {
                    const std::size_t colon = lines[i].find(':');
                    if (colon == std::string_view::npos) return std::nullopt;
                    request.headers.emplace_back(to_lower_ascii(lines[i].substr(0, colon)),
                                                 trim(lines[i].substr(colon + 1)));
                }
                const auto value = parse_int(request.header("content-length"));
                length = value ? static_cast<std::size_t>(*value) : 0;
                if (length > kRequestBytesMax) return std::nullopt;
            }
        }
        if (head != std::string::npos && pending.size() >= head + 4 + length) {
            request.body = pending.substr(head + 4, length);
            pending.erase(0, head + 4 + length);
            return request;
        }
        const auto got = ::recv(socket, bytes.data(), bytes.size(), 0);
        if (got <= 0) return std::nullopt;
        pending.append(bytes.data(), static_cast<std::size_t>(got));
    }
}

// "status 429 retry-after=2 BODY": the words after the status.
std::string status_reply(std::string_view rest) {
    const std::size_t space = rest.find(' ');
    const int status = static_cast<int>(parse_int(rest.substr(0, space)).value_or(500));
    std::string headers;
    std::string_view body = space == std::string_view::npos ? "" : rest.substr(space + 1);
    while (!body.empty() && body.front() != '{' && body.front() != '<') {
        const std::string_view word = body.substr(0, body.find(' '));
        const std::size_t equals = word.find('=');
        if (equals == std::string_view::npos) break;
        headers += std::string{word.substr(0, equals)} + ": " +
                   std::string{word.substr(equals + 1)} + "\r\n";
        body = word.size() == body.size() ? std::string_view{} : body.substr(word.size() + 1);
    }
    const std::string text =
        body.empty() ? error_body(status == 429 ? "rate_limit_exceeded" : "scripted", "scripted")
                     : std::string{body};
    return reply(status, "application/json", text, headers);
}

// The bytes of a whole, well-formed answer; nullopt for verbs that break HTTP itself.
std::optional<std::string> whole_answer(std::string_view verb, std::string_view rest,
                                        const SeenRequest& request) {
    const auto ids = ids_of_schema(request.body);
    if (verb == "place") {
        const std::size_t by = rest.find('x');
        const double width = parse_double(rest.substr(0, by)).value_or(1000);
        const double height =
            by == std::string_view::npos ? width : parse_double(rest.substr(by + 1)).value_or(1000);
        return completed(content_message(stacked(ids, width, height)));
    }
    if (verb == "ok") return completed(content_message(rest));
    if (verb == "refusal") return completed(refusal_message(rest));
    if (verb == "content-filter") return completed(content_message(""), "content_filter");
    if (verb == "length") return completed(content_message(R"({"placements":[{"id":)"), "length");
    if (verb == "empty") return completed(R"({"role":"assistant","content":null})");
    if (verb == "no-choices") return completed("");
    if (verb == "not-json") return completed(content_message("Sure! Here is your layout."));
    if (verb == "wrong-schema") return completed(content_message(R"({"layout":{"a":1}})"));
    if (verb == "unknown-ids") {
        return completed(content_message(stacked({"nobody", "../etc/passwd"}, 100, 100)));
    }
    if (verb == "absurd") return completed(content_message(absurd(ids)));
    if (verb == "status") return status_reply(rest);
    if (verb == "quota") {
        return json_reply(429, error_body("insufficient_quota", "You exceeded your quota"));
    }
    if (verb == "html") return reply(200, "text/html", "<!doctype html><h1>Welcome</h1>");
    if (verb == "error-200") return json_reply(200, error_body("overloaded", "try later"));
    if (verb == "redirect") {
        return reply(302, "text/plain", "", "Location: " + std::string{rest} + "\r\n");
    }
    if (verb == "huge") {
        const auto bytes = parse_int(rest).value_or(1'000'000);
        return json_reply(200, std::string(static_cast<std::size_t>(bytes), ' '));
    }
    return std::nullopt;
}

}  // namespace

std::string SeenRequest::header(std::string_view name) const {
    for (const auto& [field, value] : headers) {
        if (field == name) return value;
    }
    return {};
}

ScriptedLlmServer::ScriptedLlmServer(std::vector<std::string> script, std::string api_key,
                                     std::uint16_t port)
    : api_key_{std::move(api_key)}, script_{std::move(script)} {
    Address address{};
    address.v4.sin_family = AF_INET;
    address.v4.sin_port = htons(port);
    address.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address.v4;
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(listener_, &address.any, length) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, &address.any, &length) != 0) {
        return;
    }
    port_ = ntohs(address.v4.sin_port);
    acceptor_ = std::thread{[this] { accept_all(); }};
}

ScriptedLlmServer::~ScriptedLlmServer() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    if (acceptor_.joinable()) acceptor_.join();
    {
        const std::lock_guard lock{mutex_};
        for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
    for (const int socket : sockets_) ::close(socket);
    ::close(listener_);
}

std::string ScriptedLlmServer::base_url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/v1";
}

std::vector<SeenRequest> ScriptedLlmServer::requests() const {
    const std::lock_guard lock{mutex_};
    return requests_;
}

void ScriptedLlmServer::set_script(std::vector<std::string> script) {
    const std::lock_guard lock{mutex_};
    script_ = std::move(script);
    next_ = 0;
    requests_.clear();
}

void ScriptedLlmServer::accept_all() {
    while (!stopping_) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) continue;
        const std::lock_guard lock{mutex_};
        sockets_.push_back(socket);
        threads_.emplace_back([this, socket] { serve(socket); });
    }
}

void ScriptedLlmServer::serve(int socket) {
    std::string pending;
    while (const auto request = read_request(socket, pending)) {
        {
            const std::lock_guard lock{mutex_};
            requests_.push_back(*request);
        }
        if (!answer(socket, *request)) break;
    }
    ::shutdown(socket, SHUT_RDWR);
}

std::string ScriptedLlmServer::next_line() {
    const std::lock_guard lock{mutex_};
    if (script_.empty()) return "place 1000x1000";
    const std::string line = script_[std::min(next_, script_.size() - 1)];
    ++next_;
    return line;
}

// Returns whether the connection may serve another request.
bool ScriptedLlmServer::answer(int socket, const SeenRequest& request) {
    const std::string path = request.target.substr(0, request.target.find('?'));
    if (request.method != "POST" || !path.ends_with("/chat/completions")) {
        return send_all(socket, json_reply(404, error_body("not_found", "Invalid URL")));
    }
    const bool is_known = api_key_.empty() ||
                          request.header("authorization") == "Bearer " + api_key_ ||
                          request.header("api-key") == api_key_;
    if (!is_known) {
        return send_all(socket, json_reply(401, error_body("invalid_api_key",
                                                           "Incorrect API key provided: " +
                                                               request.header("authorization"))));
    }
    if (const auto fault = protocol_fault(request.body)) {
        return send_all(socket, json_reply(400, error_body("invalid_request_error", *fault)));
    }
    const std::string line = next_line();
    const std::string_view verb = std::string_view{line}.substr(0, line.find(' '));
    const std::string_view rest =
        verb.size() == line.size() ? "" : std::string_view{line}.substr(verb.size() + 1);
    if (const auto whole = whole_answer(verb, rest, request)) return send_all(socket, *whole);

    const std::string good = *whole_answer("place", "1000x1000", request);
    const std::chrono::milliseconds pause{parse_int(rest).value_or(0)};
    if (verb == "hang") {
        const auto until = std::chrono::steady_clock::now() + pause;
        while (!stopping_ && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(kNap);
        }
    } else if (verb == "cut-body") {
        send_all(socket, good.substr(0, good.size() - 10));
    } else if (verb == "drip") {
        for (const char byte : good) {
            if (stopping_ || !send_all(socket, {&byte, 1})) return false;
            std::this_thread::sleep_for(pause);
        }
        return true;
    }
    return false;  // "cut", and the end of the others
}

}  // namespace refit::testing
