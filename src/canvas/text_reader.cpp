#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "canvas/graphemes.h"
#include "canvas/reader.h"
#include "canvas/values.h"

namespace refit::canvas {
namespace {

// Fabric 4 ignores styles written as an array of runs.
constexpr int kStyleArraysSince = 5;

tl::unexpected<Error> too_many_styles(const json::Node& node) {
    return fail_at(node, fmt::format("more than {} styled characters", kStyledCharactersMax),
                   ErrorCode::TooLarge);
}

Result<CharStyle> read_style(const json::Node& node) {
    CharStyle style;
    if (node.find("fontSize")) {
        REFIT_TRY(size, read_number(node, "fontSize", 0));
        style.font_size = std::max(0.0, size);
    }
    style.font_family = read_string(node, "fontFamily");
    style.font_weight = read_name(node, "fontWeight");
    style.font_style = read_string(node, "fontStyle");
    return style;
}

// {"line": {"character": {...}}}: the form of Fabric 4, read by all.
Result<std::vector<StyleRun>> read_style_object(const json::Node& styles) {
    std::vector<StyleRun> runs;
    for (const auto& [line_key, characters] : styles.members()) {
        const auto line = parse_int(line_key);
        if (!line || *line < 0) continue;
        for (const auto& [character_key, node] : characters.members()) {
            const auto character = parse_int(character_key);
            if (!character || *character < 0 || !node.is_object()) continue;
            REFIT_TRY(style, read_style(node));
            if (style == CharStyle{}) continue;
            const auto at = static_cast<std::size_t>(*character);
            runs.push_back({static_cast<std::size_t>(*line), at, at + 1, std::move(style)});
            if (runs.size() > kStyledCharactersMax) return too_many_styles(styles);
        }
    }
    return runs;
}

// Cuts the run [begin, end), counted over all graphemes but the line breaks, at the hard lines.
void add_run(const std::vector<std::size_t>& line_lengths, std::size_t begin, std::size_t end,
             const CharStyle& style, std::vector<StyleRun>& runs) {
    std::size_t start = 0;
    for (std::size_t line = 0; line < line_lengths.size() && start < end; ++line) {
        const std::size_t stop = start + line_lengths[line];
        if (begin < stop)
            runs.push_back(
                {line, std::max(begin, start) - start, std::min(end, stop) - start, style});
        start = stop;
    }
}

// [{"start", "end", "style"}]: the form of Fabric 5 and later.
Result<std::vector<StyleRun>> read_style_array(const json::Node& styles, const std::string& text,
                                               int fabric_major) {
    std::vector<std::size_t> line_lengths;
    for (const std::string_view line : split_hard_lines(text))
        line_lengths.push_back(split_graphemes(line, fabric_major).size());
    std::vector<StyleRun> runs;
    std::size_t styled = 0;
    for (const json::Node& node : styles.elements()) {
        const auto style_node = node.find("style");
        if (!style_node || !style_node->is_object()) continue;
        REFIT_TRY(begin, read_number(node, "start", 0));
        REFIT_TRY(end, read_number(node, "end", 0));
        if (!(begin >= 0) || !(end > begin)) continue;
        REFIT_TRY(style, read_style(*style_node));
        if (style == CharStyle{}) continue;
        styled +=
            std::min(static_cast<std::size_t>(end - begin), text.size()) + line_lengths.size();
        if (styled > kStyledCharactersMax) return too_many_styles(styles);
        add_run(line_lengths, static_cast<std::size_t>(begin), static_cast<std::size_t>(end), style,
                runs);
    }
    return runs;
}

Result<std::vector<StyleRun>> read_styles(const json::Node& node, const TextProps& text) {
    const auto styles = node.find("styles");
    if (!styles) return std::vector<StyleRun>{};
    if (styles->is_object()) return read_style_object(*styles);
    if (styles->is_array() && text.fabric_major >= kStyleArraysSince)
        return read_style_array(*styles, text.text, text.fabric_major);
    return std::vector<StyleRun>{};
}

TextAlign align_of(std::string_view word) {
    if (word == "center") return TextAlign::Center;
    if (word == "right" || word == "end") return TextAlign::Right;
    if (word.starts_with("justify")) return TextAlign::Justify;
    return TextAlign::Left;
}

}  // namespace

Result<TextProps> read_text_props(const json::Node& node, Kind kind, int fabric_major) {
    TextProps text;
    text.fabric_major = fabric_major;
    text.wraps = kind == Kind::Textbox;
    text.text = read_name(node, "text").value_or("");
    if (text.text.size() > kTextBytesMax)
        return fail_at(node,
                       fmt::format("the text has {} bytes; at most {} are laid out",
                                   text.text.size(), kTextBytesMax),
                       ErrorCode::TooLarge);
    REFIT_TRY(font_size, read_number(node, "fontSize", text.font_size));
    if (font_size < 0) return fail_at(node, "fontSize must not be negative");
    REFIT_TRY(line_height, read_number(node, "lineHeight", text.line_height));
    REFIT_TRY(char_spacing, read_number(node, "charSpacing", text.char_spacing));
    if (line_height < 0) return fail_at(node, "lineHeight must not be negative");
    text.font_size = font_size;
    text.line_height = line_height;
    text.char_spacing = char_spacing;
    text.font_family = read_string(node, "fontFamily").value_or(text.font_family);
    text.font_weight = read_name(node, "fontWeight").value_or(text.font_weight);
    text.font_style = read_string(node, "fontStyle").value_or(text.font_style);
    text.align_text = read_string(node, "textAlign").value_or(text.align_text);
    text.align = align_of(text.align_text);
    text.right_to_left = read_string(node, "direction").value_or("ltr") == "rtl";
    text.split_by_grapheme = text.wraps && read_flag(node, "splitByGrapheme", false);
    const auto path = node.find("path");
    text.on_path = path && path->is_object();
    text.stored_width = node.number("width");
    text.stored_height = node.number("height");
    REFIT_TRY(styles, read_styles(node, text));
    text.styles = std::move(styles);
    return text;
}

}  // namespace refit::canvas
