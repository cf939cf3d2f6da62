#pragma once

// Internal to the canvas room: glyph advances of one face, remembered.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "canvas/font_files.h"

namespace refit::canvas {

// Not thread-safe; its owner holds a lock.
class Shaper {
public:
    // Opens the face; a file that vanished since the scan gives a shaper that has no glyph.
    explicit Shaper(const FaceRecord& record);

    [[nodiscard]] bool has_glyph(std::uint32_t code_point) const;
    // Width of shaped text for a font size of 1.
    [[nodiscard]] double width(std::string_view text);
    // Width of the box drawn for a missing glyph.
    [[nodiscard]] double missing_glyph_width() const;

private:
    void list_plain_glyphs() const;

    FontHandle font_;
    double units_per_em_{1};
    // Keyed by the text; bounded by kWidthsMax, then started anew.
    std::unordered_map<std::string, double> widths_;
    // Of printable ASCII, alone and in pairs; empty until needed.
    std::vector<double> plain_widths_;
    mutable std::vector<bool> plain_glyphs_;
};

}  // namespace refit::canvas
