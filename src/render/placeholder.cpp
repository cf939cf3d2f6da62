#include "render/placeholder.h"

#include <algorithm>

#include "render/outline.h"

namespace refit::render {
namespace {

using canvas::PathStep;
using geometry::Point;
using Verb = PathStep::Verb;

constexpr Colour kField{0.87, 0.89, 0.92, 1};
constexpr Colour kHills{0.75, 0.79, 0.84, 1};
constexpr Colour kSun{0.80, 0.84, 0.88, 1};
constexpr double kIconShare = 0.5;  // of the shorter side

Outline triangle(Point a, Point b, Point c) {
    return {{Verb::Move, {a, {}, {}}},
            {Verb::Line, {b, {}, {}}},
            {Verb::Line, {c, {}, {}}},
            {Verb::Close, {}}};
}

}  // namespace

std::vector<PlaceholderPart> placeholder(const geometry::Rect& box) {
    const double unit = kIconShare * std::min(box.width(), box.height());
    const Point centre = box.centre();
    const auto at = [&](double x, double y) { return centre + Point{x * unit, y * unit}; };
    Outline sun = ellipse(0.12 * unit, 0.12 * unit);
    for (PathStep& step : sun) {
        for (Point& p : step.points) p = p + at(-0.28, -0.26);
    }
    return {{box_outline(box), kField},
            {std::move(sun), kSun},
            {triangle(at(-0.5, 0.4), at(-0.14, -0.1), at(0.22, 0.4)), kHills},
            {triangle(at(-0.08, 0.4), at(0.22, -0.02), at(0.52, 0.4)), kHills}};
}

}  // namespace refit::render
