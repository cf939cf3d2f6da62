#include "layout/sizing.h"

#include <algorithm>
#include <cmath>

#include "layout/measure.h"
#include "layout/restack.h"
#include "layout/rewrap.h"

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
constexpr double kRigidEnough = 0.7;
constexpr double kWorthRearranging = 1.05;  // times the scale the unit has as it stands
constexpr double kBeyondExponent = 0.95;    // of the scaling law beyond law_reach

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

double legible_scale(const Task& task, const Unit& unit) {
    double smallest_font = 0;
    for (const std::size_t member : unit.members) {
        const Element& element = task.scene.elements[member];
        if (!element.text || element.text->font_size <= 0) continue;
        const double size = element.text->font_size;
        smallest_font = smallest_font == 0 ? size : std::min(smallest_font, size);
    }
    return smallest_font == 0 ? 0 : legible_size(task.target, task.parameters) / smallest_font;
}

double wanted_scale(const Task& task, const Unit& unit) {
    double weight = 0;
    double sum = 0;
    for (const std::size_t member : unit.members) {
        const Element& element = task.scene.elements[member];
        const double area = std::max(1.0, element.box.area());
        weight += area;
        sum += area * std::log(law_scale(task, element));
    }
    return std::max(std::exp(sum / weight), legible_scale(task, unit));
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
        auto shape = rewrapped_shape(task, unit, wanted, least, room);
        if (!shape) shape = restacked_shape(task, unit, wanted, least, room);
        if (shape) return *std::move(shape);
    }
    return rigid_shape(task, unit, rigid);
}

}  // namespace refit::layout
