#include "canvas/graphemes.h"

#include <hb.h>

#include <algorithm>

namespace refit::canvas {
namespace {

constexpr std::uint32_t kZeroWidthJoiner = 0x200d;

enum class Break : std::uint8_t {
    Other,
    Control,
    Extend,
    Joiner,
    Regional,
    L,
    V,
    T,
    LV,
    LVT,
    Pict
};

bool within(std::uint32_t c, std::uint32_t low, std::uint32_t high) {
    return c >= low && c <= high;
}

// Blocks of Extended_Pictographic characters (emoji data), regional indicators left out.
bool is_pictograph(std::uint32_t c) {
    if (within(c, 0x1f000, 0x1faff))
        return !within(c, 0x1f1e6, 0x1f1ff) && !within(c, 0x1f3fb, 0x1f3ff);
    if (within(c, 0x2600, 0x27bf) || within(c, 0x2b05, 0x2b55)) return true;
    return c == 0xa9 || c == 0xae || c == 0x203c || c == 0x2049 || c == 0x2122 || c == 0x2139 ||
           within(c, 0x2194, 0x21aa) || within(c, 0x231a, 0x23ff) || c == 0x3030 || c == 0x303d ||
           c == 0x3297 || c == 0x3299;
}

Break class_of(std::uint32_t c) {
    if (within(c, 0x20, 0x7e)) return Break::Other;
    if (c == kZeroWidthJoiner) return Break::Joiner;
    if (c == 0x200c || within(c, 0xfe00, 0xfe0f) || within(c, 0x1f3fb, 0x1f3ff) ||
        within(c, 0xe0020, 0xe007f) || within(c, 0xff9e, 0xff9f))
        return Break::Extend;
    if (within(c, 0x1f1e6, 0x1f1ff)) return Break::Regional;
    if (within(c, 0x1100, 0x115f) || within(c, 0xa960, 0xa97c)) return Break::L;
    if (within(c, 0x1160, 0x11a7) || within(c, 0xd7b0, 0xd7c6)) return Break::V;
    if (within(c, 0x11a8, 0x11ff) || within(c, 0xd7cb, 0xd7fb)) return Break::T;
    if (within(c, 0xac00, 0xd7a3)) return (c - 0xac00) % 28 == 0 ? Break::LV : Break::LVT;
    if (is_pictograph(c)) return Break::Pict;
    switch (hb_unicode_general_category(hb_unicode_funcs_get_default(), c)) {
        case HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK:
        case HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK:
        case HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK:
            return Break::Extend;
        case HB_UNICODE_GENERAL_CATEGORY_CONTROL:
        case HB_UNICODE_GENERAL_CATEGORY_LINE_SEPARATOR:
        case HB_UNICODE_GENERAL_CATEGORY_PARAGRAPH_SEPARATOR:
            return Break::Control;
        default:
            return Break::Other;
    }
}

// What of the text before a boundary its rules need.
struct Before {
    Break last{Break::Control};
    bool pict_then_extends{false};  // ExtPict Extend*, for GB11
    bool joined_pict{false};        // ExtPict Extend* ZWJ
    bool odd_regionals{false};      // for GB12 and GB13

    void take(Break next) {
        joined_pict = next == Break::Joiner && pict_then_extends;
        pict_then_extends = next == Break::Pict || (next == Break::Extend && pict_then_extends);
        odd_regionals = next == Break::Regional && !odd_regionals;
        last = next;
    }
};

bool holds_together(const Before& before, Break next) {
    if (before.last == Break::Control || next == Break::Control) return false;  // GB4, GB5
    if (next == Break::Extend || next == Break::Joiner) return true;            // GB9, GB9a
    switch (before.last) {
        case Break::L:  // GB6
            return next == Break::L || next == Break::V || next == Break::LV || next == Break::LVT;
        case Break::LV:
        case Break::V:
            return next == Break::V || next == Break::T;  // GB7
        case Break::LVT:
        case Break::T:
            return next == Break::T;  // GB8
        case Break::Joiner:
            return next == Break::Pict && before.joined_pict;  // GB11
        case Break::Regional:
            return next == Break::Regional && before.odd_regionals;
        case Break::Other:
        case Break::Control:
        case Break::Extend:
        case Break::Pict:
            return false;
    }
    return false;
}

}  // namespace

CodePoint front_code_point(std::string_view text) {
    const auto byte = [&](std::size_t i) -> std::uint32_t {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const std::uint32_t first = byte(0);
    if (first < 0x80) return {first, 1};
    if (first < 0xe0) return {(first & 0x1fU) << 6U | (byte(1) & 0x3fU), 2};
    if (first < 0xf0)
        return {(first & 0x0fU) << 12U | (byte(1) & 0x3fU) << 6U | (byte(2) & 0x3fU), 3};
    return {(first & 0x07U) << 18U | (byte(1) & 0x3fU) << 12U | (byte(2) & 0x3fU) << 6U |
                (byte(3) & 0x3fU),
            4};
}

std::vector<std::string_view> split_graphemes(std::string_view text, int fabric_major) {
    std::vector<std::string_view> result;
    result.reserve(text.size());
    const bool clusters = fabric_major >= 6;
    std::size_t begin = 0;
    std::size_t at = 0;
    Before before;
    while (at < text.size()) {
        const CodePoint code = front_code_point(text.substr(at));
        const Break next = clusters ? class_of(code.value) : Break::Control;
        if (at > begin && !holds_together(before, next)) {
            result.push_back(text.substr(begin, at - begin));
            begin = at;
        }
        before.take(next);
        at = std::min(at + code.length, text.size());
    }
    if (at > begin) result.push_back(text.substr(begin, at - begin));
    return result;
}

std::vector<std::string_view> split_hard_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    for (;;) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (end != std::string_view::npos && !line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        lines.push_back(line);
        if (end == std::string_view::npos) return lines;
        text.remove_prefix(end + 1);
    }
}

}  // namespace refit::canvas
