#pragma once

// Internal to the canvas room: what Fabric calls a grapheme.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace refit::canvas {

// Splits UTF-8 text into Fabric's graphemes: code points in Fabric 4 and 5, grapheme clusters in
// 6 and later. The views point into `text`.
// Source: Unicode Standard Annex 29, section 3.1, rules GB3 to GB13.
// Differs: GB9b (prepended marks) and GB9c (Indic conjuncts) are not applied, and pictographs are
// told by their blocks; both touch widths only where kerning crosses such a boundary.
[[nodiscard]] std::vector<std::string_view> split_graphemes(std::string_view text,
                                                            int fabric_major);

// The code point at the front of `text` and its length in bytes. Requires valid UTF-8, not empty.
struct CodePoint {
    std::uint32_t value{0};
    std::size_t length{1};
};
[[nodiscard]] CodePoint front_code_point(std::string_view text);

// The hard lines of a text: split at \n and \r\n.
[[nodiscard]] std::vector<std::string_view> split_hard_lines(std::string_view text);

}  // namespace refit::canvas
