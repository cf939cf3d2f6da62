#pragma once

#include <string>
#include <string_view>

#include "net/http.h"

namespace refit::net {

// How the bytes after the head are delimited.
enum class Framing {
    Length,   // Content-Length: the whole body is at hand
    Chunked,  // Transfer-Encoding: chunked, for a stream to an HTTP/1.1 client
    Close,    // the end of the connection, for a stream to an HTTP/1.0 client
};

enum class Persistence { KeepAlive, Close };

// Status line and fields, up to and with the empty line. Framing, Date and Connection are the
// server's business: fields of these names in `response` are left out. Control characters in
// values become spaces, so no handler can be made to split a response.
// `date` is an IMF-fixdate as made by http_date().
[[nodiscard]] std::string render_head(const Response& response, Framing framing,
                                      Persistence persistence, std::string_view date);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7) of seconds since 1970.
[[nodiscard]] std::string http_date(long long seconds);

// True where a body is never sent: 1xx, 204, 304.
[[nodiscard]] bool is_bodiless(int status);

}  // namespace refit::net
