#pragma once

#include <algorithm>
#include <cmath>

#include "geometry/rect.h"

namespace refit::layout {

// Small measures of boxes that several steps share. Areas in px², the rest as said.

[[nodiscard]] inline double overlap_area(const geometry::Rect& a, const geometry::Rect& b) {
    const auto common = geometry::intersection(a, b);
    return common ? common->area() : 0.0;
}

// Overlap as a share of the smaller box, 0..1; 0 if that box has no area.
[[nodiscard]] inline double overlap_share(const geometry::Rect& a, const geometry::Rect& b) {
    const double smaller = std::min(a.area(), b.area());
    return smaller > 0 ? overlap_area(a, b) / smaller : 0.0;
}

// Signed length two intervals have in common; negative is the gap between them.
[[nodiscard]] inline double common_length(double a_low, double a_high, double b_low,
                                          double b_high) {
    return std::min(a_high, b_high) - std::max(a_low, b_low);
}

[[nodiscard]] inline double common_width(const geometry::Rect& a, const geometry::Rect& b) {
    return common_length(a.left(), a.right(), b.left(), b.right());
}

[[nodiscard]] inline double common_height(const geometry::Rect& a, const geometry::Rect& b) {
    return common_length(a.top(), a.bottom(), b.top(), b.bottom());
}

// How far the shape of the page changes: ln of the ratio of aspects. Positive: wider.
[[nodiscard]] inline double aspect_change(geometry::Size from, geometry::Size to) {
    return std::log((to.width / to.height) / (from.width / from.height));
}

// The square root of the ratio of areas: the size a picture of the page would take.
[[nodiscard]] inline double size_ratio(geometry::Size from, geometry::Size to) {
    return std::sqrt(to.area() / from.area());
}

// `box` moved, not resized, as far inside `room` as it fits; centred on an axis where it is longer.
[[nodiscard]] inline geometry::Rect moved_inside(const geometry::Rect& box,
                                                 const geometry::Rect& room) {
    const auto place = [](double low, double length, double room_low, double room_length) {
        if (length >= room_length) return room_low + (room_length - length) / 2;
        return std::clamp(low, room_low, room_low + room_length - length);
    };
    const double left = place(box.left(), box.width(), room.left(), room.width());
    const double top = place(box.top(), box.height(), room.top(), room.height());
    return geometry::Rect::from_size({left, top}, box.size());
}

[[nodiscard]] inline geometry::Rect page_box(geometry::Size page) {
    return geometry::Rect::from_size({0, 0}, page);
}

}  // namespace refit::layout
