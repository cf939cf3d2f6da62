// How Fabric measures and breaks text (docs/methods/text-measurement.md). Read off versions 4.6,
// 5.5, 6.9 and 7.4; checked against their results in tests/vectors/fabric.

#include "canvas/text_flow.h"

#include <algorithm>
#include <optional>
#include <string>

#include "canvas/graphemes.h"

namespace refit::canvas {
namespace {

constexpr double kFontSizeMult = 1.13;       // line box of one line over its font size
constexpr double kFontSizeFraction = 0.222;  // part of the line box below the baseline
constexpr double kEmptyTextWidth = 2;        // Fabric's MIN_TEXT_WIDTH
// Fabric 6 widened a textbox to its longest word before breaking; 4 and 5 do so afterwards.
constexpr int kWidensFirstSince = 6;

// One hard line: its graphemes and where its styles are.
struct HardLine {
    std::vector<std::string_view> graphemes;
    std::vector<const CharStyle*> styles;  // one per grapheme; empty if the line has none
};

// A visual line: graphemes [begin, begin + texts.size()) of the hard line `source`.
struct VisualLine {
    std::size_t source{0};
    std::size_t begin{0};
    std::vector<std::string_view> texts;  // blanks at breaks already dropped, tabs become blanks
    bool ends_paragraph{false};
};

struct Word {
    std::size_t begin{0};
    std::size_t end{0};
    double width{0};
};

bool is_blank(std::string_view grapheme) {
    return grapheme == " " || grapheme == "\t" || grapheme == "\r";
}

class Flow {
public:
    Flow(const TextProps& text, double wrap_width, double stretch, AdvanceSource& advances)
        : text_{text},
          wrap_width_{wrap_width},
          stretch_{stretch},
          advances_{advances},
          spacing_{text.font_size * text.char_spacing / 1000.0},
          base_{text.font_family, text.font_weight, text.font_style} {}

    TextLayout run() {
        split();
        if (text_.wraps)
            wrap_all();
        else
            keep_hard_lines();
        return measure();
    }

private:
    void split() {
        for (const std::string_view line : split_hard_lines(text_.text))
            hard_.push_back({split_graphemes(line, text_.fabric_major), {}});
        for (const StyleRun& run : text_.styles) {
            if (run.line >= hard_.size()) continue;
            HardLine& line = hard_[run.line];
            line.styles.resize(line.graphemes.size(), nullptr);
            const std::size_t end = std::min(run.end, line.styles.size());
            for (std::size_t i = run.begin; i < end; ++i) line.styles[i] = &run.style;
        }
    }

    [[nodiscard]] static const CharStyle* style_at(const HardLine& line, std::size_t index) {
        return index < line.styles.size() ? line.styles[index] : nullptr;
    }

    [[nodiscard]] double font_size_at(const HardLine& line, std::size_t index) const {
        const CharStyle* style = style_at(line, index);
        return style != nullptr && style->font_size ? *style->font_size : text_.font_size;
    }

    [[nodiscard]] FontKey font_of(const CharStyle* style) const {
        if (style == nullptr) return base_;
        FontKey key = base_;
        if (style->font_family) key.family = *style->font_family;
        if (style->font_weight) key.weight = *style->font_weight;
        if (style->font_style) key.style = *style->font_style;
        return key;
    }

    // Width of `grapheme` at `index` of the hard line, letter spacing included. `previous` is
    // empty at the start of a word or line.
    double grapheme_width(const HardLine& line, std::size_t index, std::string_view grapheme,
                          std::string_view previous) {
        const CharStyle* style = style_at(line, index);
        const FontKey font = font_of(style);
        const double size =
            style != nullptr && style->font_size ? *style->font_size : text_.font_size;
        const CharStyle* before = index > 0 ? style_at(line, index - 1) : nullptr;
        const bool kerned =
            !previous.empty() && index > 0 && (before == style || font_of(before) == font);
        const double em = kerned ? advances_.kerned_advance(font, previous, grapheme)
                                 : advances_.advance(font, grapheme);
        return em * size * stretch_ + spacing_;
    }

    double word_width(const HardLine& line, std::size_t begin, std::size_t end) {
        double width = 0;
        std::string_view previous;
        for (std::size_t i = begin; i < end; ++i) {
            width += grapheme_width(line, i, line.graphemes[i], previous);
            previous = line.graphemes[i];
        }
        return width;
    }

    // Split at each single blank, so that runs of blanks give empty words; or at every grapheme.
    std::vector<Word> words_of(const HardLine& line) {
        std::vector<Word> words;
        std::size_t begin = 0;
        for (std::size_t i = 0; i <= line.graphemes.size(); ++i) {
            const bool end = i == line.graphemes.size();
            if (text_.split_by_grapheme) {
                if (!end) words.push_back({i, i + 1, word_width(line, i, i + 1)});
            } else if (end || is_blank(line.graphemes[i])) {
                words.push_back({begin, i, word_width(line, begin, i)});
                begin = i + 1;
            }
        }
        if (words.empty()) words.push_back({});
        return words;
    }

    void wrap_all() {
        std::vector<std::vector<Word>> words;
        double longest = 0;
        for (const HardLine& line : hard_) {
            words.push_back(words_of(line));
            for (const Word& word : words.back()) longest = std::max(longest, word.width);
        }
        min_width_ = longest > 0 ? longest - spacing_ : 0.0;
        const bool widens_first = text_.fabric_major >= kWidensFirstSince;
        const double width_max = widens_first ? std::max(wrap_width_, longest) : wrap_width_;
        for (std::size_t i = 0; i < hard_.size(); ++i) wrap_line(i, words[i], width_max);
    }

    void wrap_line(std::size_t source, const std::vector<Word>& words, double width_max) {
        const HardLine& line = hard_[source];
        VisualLine current{source, 0, {}, false};
        double width = 0;
        double infix_width = 0;
        bool started = true;
        for (const Word& word : words) {
            width += infix_width + word.width - spacing_;
            if (width > width_max && !started) {
                visual_.push_back(std::move(current));
                current = VisualLine{source, word.begin, {}, false};
                width = word.width;
                started = true;
            } else {
                width += spacing_;
            }
            if (!started && !text_.split_by_grapheme) current.texts.push_back(" ");
            for (std::size_t i = word.begin; i < word.end; ++i)
                current.texts.push_back(line.graphemes[i]);
            infix_width = text_.split_by_grapheme ? 0.0 : grapheme_width(line, word.end, " ", {});
            started = false;
        }
        current.ends_paragraph = true;
        visual_.push_back(std::move(current));
    }

    void keep_hard_lines() {
        for (std::size_t i = 0; i < hard_.size(); ++i)
            visual_.push_back({i, 0, hard_[i].graphemes, true});
    }

    double line_width(const VisualLine& visual) {
        const HardLine& line = hard_[visual.source];
        double width = 0;
        std::string_view previous;
        for (std::size_t i = 0; i < visual.texts.size(); ++i) {
            width += grapheme_width(line, visual.begin + i, visual.texts[i], previous);
            previous = visual.texts[i];
        }
        return std::max(0.0, visual.texts.empty() ? 0.0 : width - spacing_);
    }

    [[nodiscard]] double line_font_size(const VisualLine& visual) const {
        const HardLine& line = hard_[visual.source];
        double size = font_size_at(line, visual.begin);
        for (std::size_t i = 1; i < visual.texts.size(); ++i)
            size = std::max(size, font_size_at(line, visual.begin + i));
        return size;
    }

    TextLayout measure() {
        TextLayout layout;
        layout.lines.reserve(visual_.size());
        double top = 0;
        double widest = 0;
        for (const VisualLine& visual : visual_) {
            TextLine line;
            for (const std::string_view text : visual.texts) line.text += text;
            line.width = line_width(visual);
            widest = std::max(widest, line.width);
            const double box = line_font_size(visual) * kFontSizeMult;
            line.height = box * text_.line_height;
            line.baseline = top + box * (1 - kFontSizeFraction);
            line.ends_paragraph = visual.ends_paragraph;
            layout.height = top + box;
            top += line.height;
            layout.lines.push_back(std::move(line));
        }
        if (text_.wraps) {
            layout.min_width = min_width_;
            layout.width = std::max(wrap_width_, min_width_);
        } else {
            layout.width = widest > 0 ? widest : kEmptyTextWidth;
            layout.min_width = layout.width;
        }
        return layout;
    }

    const TextProps& text_;
    double wrap_width_;
    double stretch_;
    AdvanceSource& advances_;
    double spacing_;
    FontKey base_;
    std::vector<HardLine> hard_;
    std::vector<VisualLine> visual_;
    double min_width_{0};
};

}  // namespace

TextLayout flow_text(const TextProps& text, double wrap_width, double stretch,
                     AdvanceSource& advances) {
    return Flow{text, wrap_width, stretch, advances}.run();
}

}  // namespace refit::canvas
