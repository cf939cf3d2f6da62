#pragma once

// Internal to the canvas room: Fabric's line breaking and text size over any source of widths.

#include <string_view>

#include "canvas/text.h"

namespace refit::canvas {

// The font of one character, as CSS names it.
struct FontKey {
    std::string_view family;
    std::string_view weight;
    std::string_view style;

    friend bool operator==(const FontKey&, const FontKey&) = default;
};

// Widths of graphemes for a font size of 1.
class AdvanceSource {
public:
    virtual ~AdvanceSource() = default;
    // Of `grapheme` alone.
    [[nodiscard]] virtual double advance(const FontKey& font, std::string_view grapheme) = 0;
    // Of `grapheme` behind `previous` in the same font: width(previous grapheme) - width(previous).
    [[nodiscard]] virtual double kerned_advance(const FontKey& font, std::string_view previous,
                                                std::string_view grapheme) = 0;
};

// Lays `text` out as Fabric of text.fabric_major does. `stretch` multiplies every glyph's width
// (calibration), not the letter spacing. `source` of the result is left to the caller.
[[nodiscard]] TextLayout flow_text(const TextProps& text, double wrap_width, double stretch,
                                   AdvanceSource& advances);

}  // namespace refit::canvas
