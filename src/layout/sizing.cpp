#include "layout/sizing.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "layout/measure.h"
#include "layout/restack.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;

constexpr double kSmallPageHeight = 100;
constexpr double kLegibleSmallPage = 8;
constexpr double kLegible = 9;
constexpr double kSocialShortSide = 600;
// Image classes of the scaling law, by share of the page.
constexpr double kSmallImageShare = 0.04;
constexpr double kLargeImageShare = 0.20;
// Within this much of the wanted scale a rigid unit is kept: new line breaks cost more than that.
constexpr double kRigidEnough = 0.9;
constexpr double kWorthRearranging = 1.05;  // times the scale the unit has as it stands
constexpr double kBeyondExponent = 0.95;    // of the scaling law beyond law_reach
constexpr double kWidest = 1e7;             // no line is wrapped at this width
// A wrapped line may not end nearer to its box than this: rounding in the file must not wrap it.
constexpr double kWrapSlack = 0.5;

double image_exponent(const Task& task, double share) {
    const Parameters& p = task.parameters;
    if (share < kSmallImageShare) return p[Parameter::SmallImageExponent];
    if (share < kLargeImageShare) return p[Parameter::ImageExponent];
    return p[Parameter::LargeImageExponent];
}

double law_exponent(const Task& task, const Element& element) {
    const Parameters& p = task.parameters;
    const double share = element.box.area() / task.scene.page.area();
    switch (element.role) {
        case Role::Headline:
        case Role::Text:
        case Role::Legal:
            return element.picture ? image_exponent(task, share) : p[Parameter::TextExponent];
        case Role::Button:
        case Role::ButtonLabel:
        case Role::Badge:
            return p[Parameter::ButtonExponent];
        case Role::Logo:
            return p[Parameter::LogoExponent];
        case Role::Image:
            return image_exponent(task, share);
        case Role::Bleed:
            return p[Parameter::BleedExponent];
        case Role::Page:
        case Role::Background:
        case Role::Overlay:
            return 1.0;
        case Role::Panel:
        case Role::Decoration:
            return p[Parameter::ShapeExponent];
    }
    return 1.0;
}

bool can_wrap(const Task& task, std::size_t element) {
    const Element& e = task.scene.elements[element];
    return e.text && e.text->wraps && !e.turned;
}

// Texts under one another and nothing else: the shape whose lines may be broken anew.
bool is_text_stack(const Task& task, const Unit& unit) {
    for (std::size_t i = 0; i < unit.members.size(); ++i) {
        if (!can_wrap(task, unit.members[i])) return false;
        const Rect& a = task.scene.elements[unit.members[i]].box;
        for (std::size_t k = 0; k < i; ++k) {
            const Rect& b = task.scene.elements[unit.members[k]].box;
            if (common_height(a, b) > 0.3 * std::min(a.height(), b.height())) return false;
        }
    }
    return true;
}

// What the sizes of a text at one scale have in common, whatever its width.
struct TextLimits {
    double min_width{0};   // of its longest word
    double line_width{0};  // of its longest line when nothing is broken
    double min_height{0};  // when nothing is broken
};

// The width of the longest line as the text stands in the document, in its own units.
double natural_line(const Task& task, std::size_t element) {
    const auto natural = task.measurer.layout(*task.object(element).text, kWidest);
    double line = 0;
    for (const canvas::TextLine& text_line : natural.lines) line = std::max(line, text_line.width);
    return line;
}

TextLimits limits_of(const Task& task, std::size_t element, double scale, double natural) {
    const canvas::Object& object = task.object(element);
    const auto widest = canvas::measure_placed(object, task.measurer, scale,
                                               canvas::wrap_width_for(object, kWidest, scale));
    const double per_unit =
        object.transform.width > 0 ? object.box_size.width / object.transform.width : 1;
    return {widest.min_width, natural * per_unit * scale, widest.size.height};
}

// A text wrapped to at most `width`, with its measured size; nullopt if its longest word is wider.
std::optional<Size> wrapped_within(const Task& task, std::size_t element, double scale,
                                   double width, const TextLimits& limits) {
    if (limits.min_width > width) return std::nullopt;
    const canvas::Object& object = task.object(element);
    const double box_width =
        std::max(std::min(width, limits.line_width + kWrapSlack), limits.min_width);
    const auto placed = canvas::measure_placed(object, task.measurer, scale,
                                               canvas::wrap_width_for(object, box_width, scale));
    return placed.size;
}

// The members from top to bottom, each wrapped to `width`, their gaps scaled. nullopt if a word
// is too long.
std::optional<Shape> stacked(const Task& task, const Unit& unit, double scale, double width,
                             const std::vector<TextLimits>& limits) {
    std::vector<std::size_t> order(unit.members.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto box_of = [&](std::size_t i) { return task.scene.elements[unit.members[i]].box; };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return box_of(a).top() < box_of(b).top();
    });
    Shape shape;
    shape.scale = scale;
    shape.parts.resize(unit.members.size());
    double y = 0;
    double widest = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::size_t at = order[i];
        const auto size = wrapped_within(task, unit.members[at], scale, width, limits[at]);
        if (!size) return std::nullopt;
        if (i > 0) y += scale * (box_of(order[i]).top() - box_of(order[i - 1]).bottom());
        shape.parts[order[i]] = {Rect::from_size({0, std::max(0.0, y)}, *size), scale, true};
        y = std::max(0.0, y) + size->height;
        widest = std::max(widest, size->width);
    }
    for (std::size_t i = 0; i < shape.parts.size(); ++i) {
        Part& part = shape.parts[i];
        const double free = widest - part.box.width();
        const double share = share_before_line(task.object(unit.members[i]));
        part.box = part.box.moved({free * share, 0});
    }
    shape.size = {widest, y};
    return shape;
}

// Widths worth trying, narrow first: the source's own proportions, then ever flatter.
std::array<double, 6> widths_to_try(const Unit& unit, double scale, Size room) {
    constexpr std::array<double, 5> kFlatter{1.0, 1.25, 1.6, 2.1, 2.8};
    std::array<double, 6> widths{};
    for (std::size_t i = 0; i < kFlatter.size(); ++i) {
        widths[i] = std::min(room.width, unit.box.width() * scale * kFlatter[i]);
    }
    widths[5] = room.width;
    return widths;
}

std::optional<Shape> rewrapped_shape(const Task& task, const Unit& unit, Size room, double from,
                                     double to) {
    std::vector<double> lines;
    for (const std::size_t member : unit.members) lines.push_back(natural_line(task, member));
    std::vector<TextLimits> limits(unit.members.size());
    double scale = from;
    for (int step = 0; step < kScaleSteps && scale > to; ++step, scale *= kScaleStep) {
        bool possible = true;
        for (std::size_t i = 0; i < limits.size() && possible; ++i) {
            limits[i] = limits_of(task, unit.members[i], scale, lines[i]);
            possible = limits[i].min_width <= room.width && limits[i].min_height <= room.height;
        }
        if (!possible) continue;
        double tried = 0;
        for (const double width : widths_to_try(unit, scale, room)) {
            if (width <= tried) continue;
            tried = width;
            auto shape = stacked(task, unit, scale, width, limits);
            const bool fits =
                shape && shape->size.width <= room.width && shape->size.height <= room.height;
            if (fits) return shape;
        }
    }
    return std::nullopt;
}

}  // namespace

double share_before_line(const canvas::Object& text) {
    switch (text.text->align) {
        case canvas::TextAlign::Left:
            return 0.0;
        case canvas::TextAlign::Justify:
            return text.text->right_to_left ? 1.0 : 0.0;
        case canvas::TextAlign::Center:
            return 0.5;
        case canvas::TextAlign::Right:
            return 1.0;
    }
    return 0.0;
}

double legible_size(Size target, const Parameters& parameters) {
    const double floor = target.height <= kSmallPageHeight ? kLegibleSmallPage : kLegible;
    const double short_side = std::min(target.width, target.height);
    if (short_side < kSocialShortSide) return floor;
    return std::max(floor, parameters[Parameter::LegibleShare] * short_side);
}

double law_scale(const Task& task, const Element& element) {
    const double reach = task.parameters[Parameter::LawReach];
    const double change = std::log(size_ratio(task.scene.page, task.target));
    const double measured = std::clamp(change, -reach, reach);
    const double exponent = law_exponent(task, element);
    return std::exp(exponent * measured +
                    std::max(exponent, kBeyondExponent) * (change - measured));
}

double wanted_scale(const Task& task, const Unit& unit) {
    double weight = 0;
    double sum = 0;
    double smallest_font = 0;
    for (const std::size_t member : unit.members) {
        const Element& element = task.scene.elements[member];
        const double area = std::max(1.0, element.box.area());
        weight += area;
        sum += area * std::log(law_scale(task, element));
        if (!element.text || element.text->font_size <= 0) continue;
        const double size = element.text->font_size;
        smallest_font = smallest_font == 0 ? size : std::min(smallest_font, size);
    }
    const double law = std::exp(sum / weight);
    if (smallest_font == 0) return law;
    return std::max(law, legible_size(task.target, task.parameters) / smallest_font);
}

Shape rigid_shape(const Task& task, const Unit& unit, double scale) {
    Shape shape;
    shape.scale = scale;
    shape.size = {unit.box.width() * scale, unit.box.height() * scale};
    for (const std::size_t member : unit.members) {
        const Rect& box = task.scene.elements[member].box;
        const geometry::Point corner = (box.origin() - unit.box.origin()) * scale;
        shape.parts.push_back(
            {Rect::from_size(corner, {box.width() * scale, box.height() * scale}), scale, false});
    }
    return shape;
}

Shape fitted_shape(const Task& task, const Unit& unit, Size room) {
    const double wanted = wanted_scale(task, unit);
    const double widest = unit.box.width() > 0 ? room.width / unit.box.width() : wanted;
    const double highest = unit.box.height() > 0 ? room.height / unit.box.height() : wanted;
    const double rigid = std::min({wanted, widest, highest});
    if (rigid < kRigidEnough * wanted) {
        const double least = rigid * kWorthRearranging;
        auto shape = is_text_stack(task, unit) ? rewrapped_shape(task, unit, room, wanted, least)
                                               : std::nullopt;
        if (!shape) shape = restacked_shape(task, unit, wanted, least, room);
        if (shape) return *std::move(shape);
    }
    return rigid_shape(task, unit, rigid);
}

std::optional<Size> wrapped_text(const Task& task, std::size_t element, double scale,
                                 double width) {
    if (!can_wrap(task, element)) return std::nullopt;
    return wrapped_within(task, element, scale, width,
                          limits_of(task, element, scale, natural_line(task, element)));
}

}  // namespace refit::layout
