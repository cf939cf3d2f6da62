#include "canvas/calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace refit::canvas {
namespace {

// Halvings of the search for a textbox's stretch; the last step is below 0.2 %.
constexpr int kSearchSteps = 10;
// Stored heights are rounded to two decimals by Fabric 4 and 5; a line is at least ten times this.
constexpr double kHeightToleranceEm = 0.1;
// Slack for stored widths, rounded alike.
constexpr double kWidthSlack = 1.001;

enum class Outcome : std::uint8_t { TooSmall, Fits, TooLarge };

Outcome outcome_of(const TextProps& text, double stretch, AdvanceSource& advances) {
    const TextLayout layout = flow_text(text, *text.stored_width, stretch, advances);
    const double excess = layout.height - *text.stored_height;
    const double tolerance = kHeightToleranceEm * text.font_size;
    // A longest word wider than the stored width contradicts the file: the box would have grown.
    if (excess > tolerance || layout.min_width > *text.stored_width * kWidthSlack)
        return Outcome::TooLarge;
    return excess < -tolerance ? Outcome::TooSmall : Outcome::Fits;
}

// The number of lines grows with the stretch, so the nearest fit is found by halving between 1 and
// the limit on the side that is needed.
double calibrate_wrapped(const TextProps& text, AdvanceSource& advances) {
    const Outcome plain = outcome_of(text, 1.0, advances);
    if (plain == Outcome::Fits) return 1.0;
    double wrong = 1.0;  // still as 1.0 is
    double right = plain == Outcome::TooLarge ? kStretchMin : kStretchMax;
    for (int step = 0; step < kSearchSteps; ++step) {
        const double middle = std::sqrt(wrong * right);
        (outcome_of(text, middle, advances) == plain ? wrong : right) = middle;
    }
    return outcome_of(text, right, advances) == Outcome::Fits ? right : 1.0;
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
