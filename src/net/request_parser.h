#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.h"

namespace refit::net {

struct ParserLimits {
    std::size_t target_bytes_max{8UL * 1024};
    std::size_t header_bytes_max{32UL * 1024};
    std::size_t header_fields_max{100};
    std::size_t body_bytes_max{20UL * 1024 * 1024};
};

// Why a message was refused, and the status to say so with.
struct ParseFailure {
    int status{400};
    std::string detail{};
};

// Reads one HTTP/1.x request from bytes as they come. Pure: no sockets, no clock. Strict where
// leniency lets two servers disagree on where a request ends: Content-Length beside
// Transfer-Encoding, two Content-Lengths, codings other than chunked, bare line feeds, no Host.
class RequestParser {
public:
    explicit RequestParser(const ParserLimits& limits);
    ~RequestParser();

    // Reads from the front of `bytes` and returns how many were used; the rest must be given again,
    // with more behind it. Stops at the end of the message: what follows is the next request.
    [[nodiscard]] std::size_t put(std::string_view bytes);

    [[nodiscard]] const std::optional<ParseFailure>& failure() const;
    [[nodiscard]] bool header_done() const;
    [[nodiscard]] bool complete() const;
    // "Expect: 100-continue" was asked for and the body is still to come.
    [[nodiscard]] bool wants_continue() const;
    [[nodiscard]] bool keep_alive() const;
    [[nodiscard]] bool is_http_1_0() const;
    // What is known of the request so far; whole once complete().
    [[nodiscard]] Request& request();

    // Makes ready for the next message.
    void reset();

private:
    class Message;
    ParserLimits limits_;
    std::unique_ptr<Message> message_;
};

}  // namespace refit::net
