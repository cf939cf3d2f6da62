#include "evaluation/contact_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "base/text.h"
#include "canvas/parts.h"

namespace refit::evaluation {
namespace {

using geometry::Rect;
using geometry::Size;

// Every picture covers about this area of the screen, whatever its shape; px².
constexpr double kPictureArea = 30000;
constexpr double kPictureWidthMax = 470;
constexpr double kPictureHeightMax = 330;
// Labels in screen px; boxes smaller than a label go without.
constexpr double kLabelHeight = 11;
constexpr double kLabelWidthPerChar = 7;
constexpr double kLabelInset = 2;

// Enough for a screen, short in the file.
std::string rounded(double value) {
    return format_number(std::round(value * 10) / 10);
}

double screen_scale(Size page) {
    const double by_area = std::sqrt(kPictureArea / page.area());
    return std::min({by_area, kPictureWidthMax / page.width, kPictureHeightMax / page.height});
}

struct Shape {
    std::string label;
    std::string title;
    std::string classes;
    Rect box;
};

std::string rect_svg(const Rect& box, std::string_view classes, std::string_view inside) {
    return fmt::format(R"(<rect class="{}" x="{}" y="{}" width="{}" height="{}">{}</rect>)",
                       classes, rounded(box.left()), rounded(box.top()), rounded(box.width()),
                       rounded(box.height()), inside);
}

std::string shape_svg(const Shape& shape, double scale) {
    std::string svg = rect_svg(shape.box, shape.classes, "<title>" + shape.title + "</title>");
    const double width = static_cast<double>(shape.label.size()) * kLabelWidthPerChar;
    if (shape.box.width() * scale < width || shape.box.height() * scale < kLabelHeight) return svg;
    // In the corner: boxes that lie on each other are often concentric.
    return svg + fmt::format(R"(<text x="{}" y="{}">{}</text>)",
                             rounded(shape.box.left() + kLabelInset / scale),
                             rounded(shape.box.top() + kLabelInset / scale), shape.label);
}

// The number tells elements of one kind apart, and is the same in all pictures of a case.
std::string short_label(Kind kind, std::size_t number) {
    static constexpr std::string_view kLetters = "-ILTPBS";  // in the order of Kind
    if (kind == Kind::Background) return "";
    return fmt::format("{}{}", kLetters[static_cast<std::size_t>(kind)], number);
}

std::string title_of(const Case& one, const Mark& mark, std::size_t number) {
    std::string title = fmt::format("{} {} ({})", kind_name(mark.kind), number, mark.key);
    const canvas::Parts parts = canvas::parts_of(*one.lesson.source, one.lesson.page);
    const canvas::Object& object = *parts.objects[mark.object];
    if (object.text) title += ": " + object.text->text;
    return escape_html(title);
}

std::optional<Rect> box_in(const Mark& mark, View view, const Boxes& boxes) {
    switch (view) {
        case View::Source:
            return mark.before;
        case View::Answer:
            return boxes[mark.object];
        case View::Designer:
            return mark.after;
    }
    return std::nullopt;
}

}  // namespace

std::string picture(const Case& one, View view, const Boxes& boxes, bool ghosts) {
    const Size page = view == View::Source ? one.source_size : one.lesson.target;
    const double scale = screen_scale(page);
    std::string svg =
        fmt::format(R"(<svg viewBox="0 0 {} {}" width="{}" height="{}" style="--u:{}px">)",
                    rounded(page.width), rounded(page.height), rounded(page.width * scale),
                    rounded(page.height * scale), format_number(std::round(1000 / scale) / 1000));
    svg += rect_svg(Rect::from_size({0, 0}, page), "page", "");
    if (view == View::Designer) {
        for (const Addition& added : one.additions) svg += rect_svg(added.box, "added", "");
    }
    for (std::size_t i = 0; i < one.marks.size(); ++i) {
        const Mark& mark = one.marks[i];
        const auto box = box_in(mark, view, boxes);
        if (!box) continue;
        std::string classes = fmt::format("k{}", static_cast<int>(mark.kind));
        if (view != View::Designer && !mark.after) classes += " lone";
        svg += shape_svg({short_label(mark.kind, i), title_of(one, mark, i), classes, *box}, scale);
    }
    if (ghosts) {
        for (const Mark& mark : one.marks) {
            if (is_compared(mark)) svg += rect_svg(*mark.after, "ghost", "");
        }
    }
    return svg + "</svg>";
}

}  // namespace refit::evaluation
