#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace refit::net {

// The parts of a request target, percent-decoded.
struct Target {
    std::string path;
    std::vector<std::string> segments;  // "/a//b/" has "a", "", "b", ""
    QueryMap query;
};

// Reads the origin form ("/a?b=c"), the absolute form ("http://host/a?b=c") and "*" (path "*").
// nullopt: neither, a broken percent escape, or a decoded control character in the path.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

// Decodes %XX; also '+' as space if `plus_is_space`. nullopt on a broken escape.
enum class Plus { Literal, Space };
[[nodiscard]] std::optional<std::string> decode_percent(std::string_view text, Plus plus);

// Encodes all but unreserved characters (RFC 3986, section 2.3).
[[nodiscard]] std::string encode_percent(std::string_view text);

}  // namespace refit::net
