#pragma once

// Internal to the canvas room: which face stands for a CSS font.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canvas/font_files.h"
#include "canvas/text.h"

namespace refit::canvas {

// 100 .. 1000 for "normal", "bold", "600"; 400 for anything else.
[[nodiscard]] int css_weight(std::string_view weight);
[[nodiscard]] bool css_italic(std::string_view style);

// The names of a CSS family list in lower case, without quotes: "'Open Sans', arial".
[[nodiscard]] std::vector<std::string> css_families(std::string_view list);

// A family with the same advance widths, for families that are rarely installed; empty if none is
// known. Requires a lower-case name.
[[nodiscard]] std::string_view metric_alias(std::string_view family);

// The family whose glyphs stand for one that is not installed: by what its name suggests (serif,
// monospaced, condensed, else sans serif). Requires a lower-case name.
[[nodiscard]] std::string_view reference_family(std::string_view family);

// Index in `faces` of the best face for weight and slant by CSS's rules (CSS Fonts 4, 5.2: width,
// then style, then weight). Requires a non-empty list.
[[nodiscard]] std::size_t best_face(const std::vector<const FaceRecord*>& faces, int weight,
                                    bool italic);

}  // namespace refit::canvas
