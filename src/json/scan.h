#pragma once

// Internal to the json room: the lexical rules of RFC 8259, without any state.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace refit::json {

// What is wrong with a token, and at which byte.
struct ScanError {
    std::size_t offset{0};
    std::string message;
};

// A token that was read: [begin, end), or an error.
struct Token {
    std::size_t end{0};
    bool escaped{false};
    std::optional<ScanError> error;
};

// The offset of the first byte that is not part of well-formed UTF-8 (RFC 3629).
[[nodiscard]] std::optional<std::size_t> find_invalid_utf8(std::string_view text);

// Reads the string literal whose opening quote is at `begin`.
[[nodiscard]] Token scan_string(std::string_view text, std::size_t begin);

// Reads the number that starts at `begin`; refuses one that overflows a double.
[[nodiscard]] Token scan_number(std::string_view text, std::size_t begin);

// The double nearest to the number text; a number too small for a double is 0.
// Requires text accepted by scan_number.
[[nodiscard]] double number_of(std::string_view text);

}  // namespace refit::json
