#pragma once

#include <algorithm>
#include <string>

#include "canvas/text.h"

namespace refit::resize {

// Text half a font size wide per byte, wrapped at spaces: enough for a layout, the same everywhere.
class PlainMeasurer final : public canvas::TextMeasurer {
public:
    [[nodiscard]] canvas::TextLayout layout(const canvas::TextProps& text,
                                            double wrap_width) const override {
        canvas::TextLayout result;
        std::string line;
        std::string word;
        const auto width = [&](const std::string& part) {
            return static_cast<double>(part.size()) * text.font_size / 2;
        };
        const auto finish_line = [&] {
            const double height = text.font_size * 1.13 * text.line_height;
            result.lines.push_back({line, width(line), height, text.font_size, true});
            result.width = std::max(result.width, width(line));
            line.clear();
        };
        const auto finish_word = [&] {
            result.min_width = std::max(result.min_width, width(word));
            const bool too_long =
                text.wraps && !line.empty() && width(line + " " + word) > wrap_width;
            if (too_long) finish_line();
            if (!line.empty()) line += ' ';
            line += word;
            word.clear();
        };
        for (const char c : text.text) {
            if (c != ' ' && c != '\n') {
                word += c;
                continue;
            }
            finish_word();
            if (c == '\n') finish_line();
        }
        finish_word();
        finish_line();
        if (text.wraps) result.width = std::max(wrap_width, result.min_width);
        for (const canvas::TextLine& each : result.lines) result.height += each.height;
        return result;
    }
};

}  // namespace refit::resize
