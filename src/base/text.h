#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace refit {

// `text` as a JSON string literal, quotes included. Bytes that are not UTF-8 become U+FFFD, so
// the result is always valid JSON.
[[nodiscard]] std::string quote_json(std::string_view text);

// Text safe inside HTML, SVG and their attribute values.
[[nodiscard]] std::string escape_html(std::string_view text);

// The shortest decimal that reads back as `value`, in JSON's grammar ("3", "0.1", "1e+21").
// Requires a finite value.
[[nodiscard]] std::string format_number(double value);

[[nodiscard]] std::string to_lower_ascii(std::string_view text);
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

// An id a person chose: 1 to `bytes_max` of [A-Za-z0-9._-], the first a letter or digit.
[[nodiscard]] bool is_plain_id(std::string_view text, std::size_t bytes_max);

// Strict: the whole text must be one number. Locale-free.
[[nodiscard]] std::optional<double> parse_double(std::string_view text);
[[nodiscard]] std::optional<std::int64_t> parse_int(std::string_view text);

// FNV-1a over the bytes, 32 and 64 bits: hashing for buckets and checksums, not for security.
[[nodiscard]] std::uint32_t fnv1a32(std::string_view bytes);
[[nodiscard]] std::uint64_t fnv1a64(std::string_view bytes);

[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);
[[nodiscard]] std::string encode_base64(std::string_view bytes);

// Equal in time that depends only on the lengths; for comparing secrets.
[[nodiscard]] bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace refit
