#pragma once

#include <cstdint>

#include "geometry/rect.h"
#include "layout/measure.h"

namespace refit::layout {

// The two ways things follow one another on a page, left to right and top to bottom, and boxes as
// seen along one of them.
enum class Axis : std::uint8_t { Across, Down };

[[nodiscard]] constexpr Axis other(Axis axis) {
    return axis == Axis::Across ? Axis::Down : Axis::Across;
}

[[nodiscard]] inline double low(const geometry::Rect& box, Axis axis) {
    return axis == Axis::Across ? box.left() : box.top();
}
[[nodiscard]] inline double high(const geometry::Rect& box, Axis axis) {
    return axis == Axis::Across ? box.right() : box.bottom();
}

[[nodiscard]] inline double along(geometry::Size size, Axis axis) {
    return axis == Axis::Across ? size.width : size.height;
}
[[nodiscard]] inline double across(geometry::Size size, Axis axis) {
    return axis == Axis::Across ? size.height : size.width;
}

// The point `main` px along the axis and `cross` px across it.
[[nodiscard]] inline geometry::Point point_at(double main, double cross, Axis axis) {
    return axis == Axis::Across ? geometry::Point{main, cross} : geometry::Point{cross, main};
}
[[nodiscard]] inline geometry::Size size_of(double main, double cross, Axis axis) {
    return axis == Axis::Across ? geometry::Size{main, cross} : geometry::Size{cross, main};
}

// How much of the other axis two boxes share: positive if one stands beside the other.
[[nodiscard]] inline double common_across(const geometry::Rect& a, const geometry::Rect& b,
                                          Axis axis) {
    return axis == Axis::Across ? common_height(a, b) : common_width(a, b);
}

}  // namespace refit::layout
