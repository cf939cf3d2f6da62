#pragma once

#include <algorithm>
#include <optional>

#include "geometry/point.h"

namespace refit::geometry {

// An axis-aligned rectangle. Units: scene pixels; x grows right, y grows down (as in Fabric.js).
// Invariant: width >= 0 and height >= 0. A rectangle of zero area is valid; it is what a
// collapsed text box measures.
class Rect {
public:
    constexpr Rect() = default;

    // Returns nullopt if an edge pair is inverted or any argument is NaN.
    [[nodiscard]] static constexpr std::optional<Rect> from_edges(double left, double top,
                                                                  double right, double bottom) {
        if (!(left <= right) || !(top <= bottom)) return std::nullopt;
        return Rect{left, top, right, bottom};
    }

    // A negative or NaN side counts as 0, so that subtracting a margin can never invert a box.
    [[nodiscard]] static constexpr Rect from_size(Point corner, Size size) {
        return Rect{corner.x, corner.y, corner.x + std::max(0.0, size.width),
                    corner.y + std::max(0.0, size.height)};
    }

    [[nodiscard]] static constexpr Rect around(Point centre, Size size) {
        const double half_width = std::max(0.0, size.width) / 2;
        const double half_height = std::max(0.0, size.height) / 2;
        return Rect{centre.x - half_width, centre.y - half_height, centre.x + half_width,
                    centre.y + half_height};
    }

    // The smallest rectangle that holds both points.
    [[nodiscard]] static constexpr Rect spanning(Point a, Point b) {
        return Rect{std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
    }

    [[nodiscard]] constexpr double left() const { return left_; }
    [[nodiscard]] constexpr double top() const { return top_; }
    [[nodiscard]] constexpr double right() const { return right_; }
    [[nodiscard]] constexpr double bottom() const { return bottom_; }
    [[nodiscard]] constexpr double width() const { return right_ - left_; }
    [[nodiscard]] constexpr double height() const { return bottom_ - top_; }
    [[nodiscard]] constexpr double area() const { return width() * height(); }
    [[nodiscard]] constexpr Size size() const { return {width(), height()}; }
    [[nodiscard]] constexpr Point origin() const { return {left_, top_}; }
    [[nodiscard]] constexpr Point centre() const {
        return {(left_ + right_) / 2, (top_ + bottom_) / 2};
    }
    [[nodiscard]] constexpr bool contains(Point p) const {
        return p.x >= left_ && p.x <= right_ && p.y >= top_ && p.y <= bottom_;
    }
    [[nodiscard]] constexpr bool contains(const Rect& other) const {
        return other.left_ >= left_ && other.top_ >= top_ && other.right_ <= right_ &&
               other.bottom_ <= bottom_;
    }
    [[nodiscard]] constexpr Rect moved(Point by) const {
        return Rect{left_ + by.x, top_ + by.y, right_ + by.x, bottom_ + by.y};
    }

    friend constexpr bool operator==(const Rect&, const Rect&) = default;

private:
    constexpr Rect(double left, double top, double right, double bottom)
        : left_{left}, top_{top}, right_{right}, bottom_{bottom} {}

    double left_{0};
    double top_{0};
    double right_{0};
    double bottom_{0};
};

// The common part of `a` and `b`; nullopt if they do not touch.
[[nodiscard]] constexpr std::optional<Rect> intersection(const Rect& a, const Rect& b) {
    return Rect::from_edges(std::max(a.left(), b.left()), std::max(a.top(), b.top()),
                            std::min(a.right(), b.right()), std::min(a.bottom(), b.bottom()));
}

// The smallest rectangle that holds both.
[[nodiscard]] constexpr Rect hull(const Rect& a, const Rect& b) {
    return Rect::spanning({std::min(a.left(), b.left()), std::min(a.top(), b.top())},
                          {std::max(a.right(), b.right()), std::max(a.bottom(), b.bottom())});
}

}  // namespace refit::geometry
