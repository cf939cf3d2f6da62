#include "evaluation/baselines.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace refit::evaluation {
namespace {

using geometry::Rect;
using geometry::Size;

// Largest share of a side that the law lets one element take.
constexpr double kFill = 0.94;
// A centre within this share of the page's side from the middle stays in the middle.
constexpr double kCentreBand = 0.08;

// The exponent of designers' scaling by kind: scale = (√(area ratio))^p.
double law_exponent(Kind kind) {
    switch (kind) {
        case Kind::Text:
        case Kind::Button:
            return 0.5;
        case Kind::Logo:
            return 0.6;
        case Kind::Image:
            return 0.9;
        case Kind::TextImage:
        case Kind::Shape:
        case Kind::Background:
            return 0.7;
    }
    return 0.7;
}

double law_scale(const Mark& mark, Size from, Size to) {
    const double ratio = std::sqrt(to.width * to.height / (from.width * from.height));
    return std::min({std::pow(ratio, law_exponent(mark.kind)),
                     kFill * to.width / mark.before.width(),
                     kFill * to.height / mark.before.height()});
}

Size law_size(const Mark& mark, Size from, Size to) {
    const double scale = law_scale(mark, from, to);
    return {mark.before.width() * scale, mark.before.height() * scale};
}

double inside(double low, double length, double room) {
    return std::min(std::max(0.0, low), std::max(0.0, room - length));
}

Rect stretched(const Mark& mark, Size from, Size to) {
    const auto scaled = [](double length, double own, double wanted) {
        return length * wanted / own;
    };
    return Rect::from_size({scaled(mark.before.left(), from.width, to.width),
                            scaled(mark.before.top(), from.height, to.height)},
                           {scaled(mark.before.width(), from.width, to.width),
                            scaled(mark.before.height(), from.height, to.height)});
}

Rect contained(const Mark& mark, Size from, Size to) {
    const double s = std::min(to.width / from.width, to.height / from.height);
    return Rect::from_size({(to.width - from.width * s) / 2 + mark.before.left() * s,
                            (to.height - from.height * s) / 2 + mark.before.top() * s},
                           {mark.before.width() * s, mark.before.height() * s});
}

Rect relative(const Mark& mark, Size from, Size to) {
    const Size size = law_size(mark, from, to);
    const geometry::Point centre = mark.before.centre();
    const double x = centre.x / from.width * to.width - size.width / 2;
    const double y = centre.y / from.height * to.height - size.height / 2;
    return Rect::from_size({inside(x, size.width, to.width), inside(y, size.height, to.height)},
                           size);
}

// Keeps the scaled distance to the nearer edge; what is centred stays centred.
double pinned(double low, double length, double room, double new_length, double new_room,
              double scale) {
    const double after = room - low - length;
    const bool centred = std::abs((low + length / 2) / room - 0.5) < kCentreBand;
    double place = low <= after ? low * scale : new_room - new_length - after * scale;
    if (centred) place = (new_room - new_length) / 2;
    return inside(place, new_length, new_room);
}

Rect pins(const Mark& mark, Size from, Size to) {
    const Size size = law_size(mark, from, to);
    const double scale = law_scale(mark, from, to);
    return Rect::from_size(
        {pinned(mark.before.left(), mark.before.width(), from.width, size.width, to.width, scale),
         pinned(mark.before.top(), mark.before.height(), from.height, size.height, to.height,
                scale)},
        size);
}

template <typename Place>
Boxes place_all(const Case& one, Place place) {
    // What the corpus has no word on is shown somewhere: hiding is never a baseline's choice.
    Boxes boxes(one.lesson.boxes.size(), Rect{});
    for (const Mark& mark : one.marks) {
        // Boxes without area have no scale; they stay what they are.
        boxes[mark.object] = mark.before.area() > 0
                                 ? place(mark, one.source_size, one.lesson.target)
                                 : stretched(mark, one.source_size, one.lesson.target);
    }
    return boxes;
}

Boxes designers_centres(const Case& one) {
    return place_all(one, [](const Mark& mark, Size from, Size to) {
        const Size size = law_size(mark, from, to);
        return mark.after ? Rect::from_size({mark.after->centre().x - size.width / 2,
                                             mark.after->centre().y - size.height / 2},
                                            size)
                          : relative(mark, from, to);
    });
}

Boxes designers_own(const Case& one) {
    return one.lesson.boxes;
}

constexpr std::array<Baseline, 6> kBaselines{{
    {"stretch", [](const Case& one) { return place_all(one, stretched); }},
    {"contain", [](const Case& one) { return place_all(one, contained); }},
    {"relative centre, law scale", [](const Case& one) { return place_all(one, relative); }},
    {"edge pins, law scale", [](const Case& one) { return place_all(one, pins); }},
    {"designer's centres, law scale", designers_centres, true},
    {"designer", designers_own, true},
}};

}  // namespace

std::span<const Baseline> baselines() {
    return kBaselines;
}

}  // namespace refit::evaluation
