#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "canvas/document.h"
#include "canvas/page.h"
#include "layout/engine.h"

namespace refit::layout::test {

// Measures without fonts, the same on every machine: half an em for each byte, greedy wrapping at
// blanks, Fabric's heights.
class EvenMeasurer final : public canvas::TextMeasurer {
public:
    canvas::TextLayout layout(const canvas::TextProps& text, double wrap_width) const override {
        canvas::TextLayout result;
        const double em = text.font_size / 2;
        std::size_t start = 0;
        while (start <= text.text.size()) {
            const std::size_t end = std::min(text.text.find('\n', start), text.text.size());
            add_hard_line(text.text.substr(start, end - start), em, text.wraps ? wrap_width : 1e12,
                          result);
            start = end + 1;
        }
        const double line = text.font_size * 1.13;
        double top = 0;
        for (std::size_t i = 0; i < result.lines.size(); ++i) {
            const bool last = i + 1 == result.lines.size();
            result.lines[i].height = line * text.line_height;
            result.lines[i].baseline = top + line * (1 - 0.222);
            top += last ? line : line * text.line_height;
        }
        result.height = top;
        result.width = text.wraps ? std::max(wrap_width, result.min_width) : result.width;
        if (!text.wraps) result.min_width = result.width;
        result.source = canvas::WidthSource::Exact;
        return result;
    }

private:
    static void add_line(std::string text, double em, canvas::TextLayout& result) {
        canvas::TextLine line;
        line.width = em * static_cast<double>(text.size());
        line.text = std::move(text);
        result.width = std::max(result.width, line.width);
        result.lines.push_back(std::move(line));
    }

    static void add_hard_line(const std::string& text, double em, double room,
                              canvas::TextLayout& result) {
        std::string line;
        std::size_t start = 0;
        while (start <= text.size()) {
            const std::size_t end = std::min(text.find(' ', start), text.size());
            const std::string word = text.substr(start, end - start);
            const double word_width = em * static_cast<double>(word.size());
            result.min_width = std::max(result.min_width, word_width);
            const double joined = em * static_cast<double>(line.size() + 1) + word_width;
            if (!line.empty() && joined > room) {
                add_line(std::move(line), em, result);
                line = word;
            } else {
                line += (line.empty() ? "" : " ") + word;
            }
            start = end + 1;
        }
        add_line(std::move(line), em, result);
    }
};

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

inline canvas::Document parse(std::string text, const canvas::TextMeasurer& measurer) {
    canvas::ParseOptions options;
    options.measurer = &measurer;
    return canvas::Document::parse(std::move(text), options).value();
}

// Our own sample designs, sorted by name.
inline std::vector<std::filesystem::path> designs() {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry :
         std::filesystem::directory_iterator{REFIT_SOURCE_DIR "/examples/designs"}) {
        if (entry.path().extension() == ".json") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

inline constexpr geometry::Size kTargets[] = {{1080, 1080}, {1080, 1920}, {1200, 628}, {728, 90},
                                              {300, 600},   {300, 250},   {160, 600},  {320, 50}};

}  // namespace refit::layout::test
