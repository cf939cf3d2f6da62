#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace refit::canvas {

enum class TextAlign : std::uint8_t { Left, Center, Right, Justify };

// What a character style changes that matters for its width or the height of its line.
struct CharStyle {
    std::optional<double> font_size;
    std::optional<std::string> font_family;
    std::optional<std::string> font_weight;
    std::optional<std::string> font_style;

    friend bool operator==(const CharStyle&, const CharStyle&) = default;
};

// One run of differently styled graphemes: [begin, end) counted from 0 over the graphemes of the
// hard line `line` (lines as split at \n).
struct StyleRun {
    std::size_t line{0};
    std::size_t begin{0};
    std::size_t end{0};
    CharStyle style;
};

// Everything that decides how wide and how high a text becomes. Lengths are the object's own
// units: before its scale.
struct TextProps {
    std::string text;
    double font_size{40};
    std::string font_family{"Times New Roman"};
    std::string font_weight{"normal"};  // "normal", "bold" or a number as text
    std::string font_style{"normal"};
    double line_height{1.16};
    double char_spacing{0};  // thousandths of font_size
    TextAlign align{TextAlign::Left};
    std::string align_text{"left"};  // the spelling in the file
    bool right_to_left{false};
    bool split_by_grapheme{false};
    bool wraps{false};    // a textbox: width is an input. Else width follows the longest line
    bool on_path{false};  // text set along a path: its size is the path's, not measured here
    std::vector<StyleRun> styles;
    int fabric_major{5};  // decides graphemes and the wrapping rule
    // The size the editor's browser measured, if the file has it: calibrates fonts we do not have.
    std::optional<double> stored_width;
    std::optional<double> stored_height;
};

// How good the widths of a layout are, best first.
enum class WidthSource : std::uint8_t {
    Exact,       // the very family
    Alias,       // a metric-compatible family (Arial -> Liberation Sans)
    Calibrated,  // another family, scaled so that the file's stored size comes out
    Estimated,   // another family, nothing to calibrate with
};

struct TextLine {
    std::string text;
    double width{0};
    double height{0};           // advance to the next line: font size * 1.13 * line_height
    double baseline{0};         // from the top of the text
    bool ends_paragraph{true};  // last visual line of a hard line
};

// A text as Fabric lays it out. Unit: the object's own, before its scale, without stroke.
struct TextLayout {
    std::vector<TextLine> lines;
    double width{0};  // what Fabric would store: a textbox may have grown to its longest word
    double height{0};
    double min_width{0};  // the longest unbreakable word (textbox) or longest line (text)
    WidthSource source{WidthSource::Estimated};
};

// Measures and wraps text. Implementations must be pure: equal inputs give equal outputs.
// Thread-safety: layout() may be called concurrently.
class TextMeasurer {
public:
    virtual ~TextMeasurer() = default;

    // Lays `text` out as Fabric of text.fabric_major does. `wrap_width` is used by textboxes
    // only. Scale font sizes beforehand with scaled().
    [[nodiscard]] virtual TextLayout layout(const TextProps& text, double wrap_width) const = 0;
};

// The same text with every font size multiplied by `factor`. The calibration to the stored size
// is kept, since widths are linear in the font size.
[[nodiscard]] TextProps scaled(const TextProps& text, double factor);

// Every character half an em wide: for tests, and where there is no font at all.
[[nodiscard]] std::unique_ptr<TextMeasurer> make_estimating_measurer();

// Height Fabric computes for lines of the given font sizes (largest on each line); exact without
// any font: sum of 1.13 * size * line_height, the last line without line_height.
[[nodiscard]] double text_height(const std::vector<double>& line_font_sizes, double line_height);

}  // namespace refit::canvas
