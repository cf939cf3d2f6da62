#include "canvas/text.h"

#include <algorithm>

#include "canvas/text_flow.h"

namespace refit::canvas {
namespace {

constexpr double kFontSizeMult = 1.13;
// Mean advance of Latin text in common sans-serif families, in em.
constexpr double kMeanAdvance = 0.5;

class FlatAdvances final : public AdvanceSource {
public:
    double advance(const FontKey&, std::string_view) override { return kMeanAdvance; }
    double kerned_advance(const FontKey&, std::string_view, std::string_view) override {
        return kMeanAdvance;
    }
};

class EstimatingMeasurer final : public TextMeasurer {
public:
    TextLayout layout(const TextProps& text, double wrap_width) const override {
        FlatAdvances advances;
        return flow_text(text, wrap_width, 1.0, advances);
    }
};

}  // namespace

TextProps scaled(const TextProps& text, double factor) {
    TextProps result = text;
    result.font_size *= factor;
    for (StyleRun& run : result.styles)
        if (run.style.font_size) *run.style.font_size *= factor;
    if (result.stored_width) *result.stored_width *= factor;
    if (result.stored_height) *result.stored_height *= factor;
    return result;
}

double text_height(const std::vector<double>& line_font_sizes, double line_height) {
    double height = 0;
    for (std::size_t i = 0; i < line_font_sizes.size(); ++i) {
        const bool last = i + 1 == line_font_sizes.size();
        height += line_font_sizes[i] * kFontSizeMult * (last ? 1.0 : line_height);
    }
    return height;
}

std::unique_ptr<TextMeasurer> make_estimating_measurer() {
    return std::make_unique<EstimatingMeasurer>();
}

}  // namespace refit::canvas
