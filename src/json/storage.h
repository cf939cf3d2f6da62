#pragma once

// Internal to the json room: the table a parsed text becomes.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"

namespace refit::json {

// One value. Values stand in the order of their first byte, so a container's first child follows
// it directly and `after` is the index behind its last descendant.
struct Entry {
    std::uint32_t begin{0};  // bytes of the value: [begin, end)
    std::uint32_t end{0};
    std::uint32_t key_begin{0};  // bytes of the member's key with quotes; equal if there is none
    std::uint32_t key_end{0};
    std::uint32_t parent{0};
    std::uint32_t after{0};
    std::uint32_t count{0};  // children
    Type type{Type::Null};
    bool key_escaped{false};    // the key contains a backslash
    bool value_escaped{false};  // the string contains a backslash
};

struct Table {
    std::string text;
    std::vector<Entry> entries;
};

struct Node::Storage : Table {};

// A text larger than this cannot be addressed by Entry, whatever Limits say.
inline constexpr std::size_t kAddressableBytesMax = 0xffff'fff0U;

// "line 3, column 14" of a byte; columns count characters.
[[nodiscard]] std::string position_of(std::string_view text, std::size_t offset);

// The content of a string literal given without its quotes; the escapes must be valid.
[[nodiscard]] std::string unescape(std::string_view inner);

// Does the key of `entry` read `name`?
[[nodiscard]] bool key_equals(const Table& table, const Entry& entry, std::string_view name);
[[nodiscard]] std::string key_of(const Table& table, const Entry& entry);

}  // namespace refit::json
