#include "canvas/calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace refit::canvas {
namespace {

// The search for a textbox's stretch goes out from 1 in steps of this factor.
constexpr double kStretchStep = 1.02;
// Stored heights are rounded to two decimals by Fabric 4 and 5; a line is at least ten times this.
constexpr double kHeightToleranceEm = 0.1;

bool comes_out_at(const TextProps& text, double stretch, AdvanceSource& advances) {
    const TextLayout layout = flow_text(text, *text.stored_width, stretch, advances);
    const double tolerance = kHeightToleranceEm * text.font_size;
    // A longest word wider than the stored width contradicts the file: the box would have grown.
    return std::abs(layout.height - *text.stored_height) < tolerance &&
           layout.min_width <= *text.stored_width * 1.001;
}

double calibrate_wrapped(const TextProps& text, AdvanceSource& advances) {
    if (comes_out_at(text, 1.0, advances)) return 1.0;
    // At most 71 steps until both limits are passed.
    for (double stretch = kStretchStep; stretch <= kStretchMax; stretch *= kStretchStep) {
        if (1 / stretch >= kStretchMin && comes_out_at(text, 1 / stretch, advances))
            return 1 / stretch;
        if (comes_out_at(text, stretch, advances)) return stretch;
    }
    return 1.0;
}

double calibrate_free(const TextProps& text, AdvanceSource& advances) {
    const TextLayout plain = flow_text(text, 0, 1.0, advances);
    // Letter spacing does not stretch; take the widest line's out of both widths.
    const double spacing = text.font_size * text.char_spacing / 1000.0;
    TextProps without = text;
    without.char_spacing = 0;
    const double glyphs = flow_text(without, 0, 1.0, advances).width;
    const double spaces = spacing == 0.0 ? 0.0 : plain.width - glyphs;
    if (!(glyphs > 0.0)) return 1.0;
    return std::clamp((*text.stored_width - spaces) / glyphs, kStretchMin, kStretchMax);
}

}  // namespace

bool can_calibrate(const TextProps& text) {
    if (!text.stored_width || !(*text.stored_width > 0) || !(text.font_size > 0)) return false;
    return !text.wraps || (text.stored_height && *text.stored_height > 0);
}

std::string calibration_key(const TextProps& text) {
    std::string key = fmt::format(
        "{}|{}|{}|{:.4f}|{:.4f}|{}|{}|{}|{}|{}\n{}", text.font_family, text.font_weight,
        text.font_style, *text.stored_width / text.font_size,
        text.stored_height.value_or(0) / text.font_size, text.char_spacing, text.line_height,
        text.wraps, text.split_by_grapheme, text.fabric_major, text.text);
    for (const StyleRun& run : text.styles)
        key += fmt::format("\n{} {} {} {:.4f} {} {}", run.line, run.begin, run.end,
                           run.style.font_size.value_or(0) / text.font_size,
                           run.style.font_family.value_or(""), run.style.font_weight.value_or(""));
    return key;
}

double calibrate(const TextProps& text, AdvanceSource& advances) {
    return text.wraps ? calibrate_wrapped(text, advances) : calibrate_free(text, advances);
}

}  // namespace refit::canvas
