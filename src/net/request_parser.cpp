#include "net/request_parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "base/text.h"
#include "net/target.h"

namespace refit::net {
namespace {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using ErrorCodeOut = beast::error_code;

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return to_lower_ascii(a) == to_lower_ascii(b);
}

}  // namespace

class RequestParser::Message final : public bhttp::basic_parser<true> {
public:
    explicit Message(const ParserLimits& limits) : limits_{limits} {
        eager(true);
        header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
        body_limit(limits.body_bytes_max);
    }

    // Turns Beast's error into a status, unless a check of ours has already chosen one.
    void fail_with(const ErrorCodeOut& error, std::string_view seen) {
        if (failure) return;
        if (error == bhttp::error::header_limit) {
            const bool in_request_line = seen.find('\n') == std::string_view::npos;
            if (in_request_line) {
                refuse(414, "the request target is too long");
            } else {
                refuse(431, "the header has more than " + std::to_string(limits_.header_bytes_max) +
                                " bytes");
            }
        } else if (error == bhttp::error::body_limit) {
            refuse(413,
                   "the body has more than " + std::to_string(limits_.body_bytes_max) + " bytes");
        } else if (error == bhttp::error::bad_version) {
            refuse(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
        } else {
            refuse(400, "malformed request: " + error.message());
        }
    }

    Request request;
    std::optional<ParseFailure> failure;
    bool expects_continue{false};
    bool is_http_1_0{false};

private:
    void refuse(int status, std::string detail) {
        failure = ParseFailure{status, std::move(detail)};
    }
    void refuse(int status, std::string detail, ErrorCodeOut& error) {
        refuse(status, std::move(detail));
        error = make_error_code(bhttp::error::bad_value);
    }

    void on_request_impl(bhttp::verb, beast::string_view method, beast::string_view target,
                         int version, ErrorCodeOut& error) override {
        if (version != 10 && version != 11) {
            return refuse(505, "only HTTP/1.0 and HTTP/1.1 are spoken here", error);
        }
        is_http_1_0 = version == 10;
        if (target.size() > limits_.target_bytes_max) {
            return refuse(414,
                          "the request target has more than " +
                              std::to_string(limits_.target_bytes_max) + " bytes",
                          error);
        }
        auto parsed = net::parse_target(target);
        if (!parsed) return refuse(400, "malformed request target", error);
        request.is_head = method == "HEAD";
        request.method = request.is_head ? "GET" : std::string{method};
        request.target = std::string{target};
        request.path = std::move(parsed->path);
        request.segments = std::move(parsed->segments);
        request.query = std::move(parsed->query);
    }

    void on_field_impl(bhttp::field name, beast::string_view text, beast::string_view value,
                       ErrorCodeOut& error) override {
        // Trailers of a chunked body are dropped: they come after every check of the header.
        if (header_seen_) return;
        if (request.headers.all().size() >= limits_.header_fields_max) {
            return refuse(
                431,
                "the header has more than " + std::to_string(limits_.header_fields_max) + " fields",
                error);
        }
        if (name == bhttp::field::transfer_encoding && !equals_ignoring_case(value, "chunked")) {
            return refuse(501, "the only transfer coding understood is chunked", error);
        }
        if (name == bhttp::field::content_encoding && !equals_ignoring_case(value, "identity")) {
            return refuse(415, "compressed request bodies are not understood", error);
        }
        request.headers.add(std::string{text}, std::string{value});
    }

    void on_header_impl(ErrorCodeOut& error) override {
        header_seen_ = true;
        const std::size_t hosts = request.headers.count("Host");
        if (hosts > 1 || (hosts == 0 && !is_http_1_0)) {
            return refuse(400, "exactly one Host header is needed", error);
        }
        if (const auto expect = request.headers.get("Expect")) {
            if (!equals_ignoring_case(*expect, "100-continue")) {
                return refuse(417, "the only expectation understood is 100-continue", error);
            }
            expects_continue = !is_http_1_0;
        }
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCodeOut&) override {
        // One allocation instead of a doubling series; the limit was checked with the header.
        if (length) request.body.reserve(static_cast<std::size_t>(*length));
    }

    std::size_t on_body_impl(beast::string_view bytes, ErrorCodeOut& error) override {
        return append(bytes, error);
    }

    void on_chunk_header_impl(std::uint64_t, beast::string_view, ErrorCodeOut&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes,
                                   ErrorCodeOut& error) override {
        return append(bytes, error);
    }

    void on_finish_impl(ErrorCodeOut&) override {}
    void on_response_impl(int, beast::string_view, int, ErrorCodeOut&) override {}

    std::size_t append(beast::string_view bytes, ErrorCodeOut& error) {
        if (request.body.size() + bytes.size() > limits_.body_bytes_max) {
            error = make_error_code(bhttp::error::body_limit);
            return 0;
        }
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    ParserLimits limits_;
    bool header_seen_{false};
};

RequestParser::RequestParser(const ParserLimits& limits)
    : limits_{limits}, message_{std::make_unique<Message>(limits)} {}

RequestParser::~RequestParser() = default;

std::size_t RequestParser::put(std::string_view bytes) {
    if (bytes.empty() || failure() || complete()) return 0;
    ErrorCodeOut error;
    const std::size_t used =
        message_->put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error);
    if (error && error != bhttp::error::need_more) message_->fail_with(error, bytes);
    return used;
}

const std::optional<ParseFailure>& RequestParser::failure() const {
    return message_->failure;
}

bool RequestParser::header_done() const {
    return message_->is_header_done();
}

bool RequestParser::complete() const {
    return message_->is_done() && !message_->failure;
}

bool RequestParser::wants_continue() const {
    return header_done() && !complete() && !failure() && message_->expects_continue;
}

bool RequestParser::keep_alive() const {
    return complete() && message_->keep_alive();
}

bool RequestParser::is_http_1_0() const {
    return message_->is_http_1_0;
}

Request& RequestParser::request() {
    return message_->request;
}

void RequestParser::reset() {
    message_ = std::make_unique<Message>(limits_);
}

}  // namespace refit::net
