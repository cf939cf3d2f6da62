#pragma once

#include <array>
#include <cmath>
#include <numbers>
#include <optional>

#include "geometry/point.h"
#include "geometry/rect.h"

namespace refit::geometry {

// An affine map of the plane in the order of CSS and Fabric.js:
//   x' = a x + c y + e
//   y' = b x + d y + f
struct Affine {
    double a{1};
    double b{0};
    double c{0};
    double d{1};
    double e{0};
    double f{0};

    [[nodiscard]] static constexpr Affine translation(Point by) { return {1, 0, 0, 1, by.x, by.y}; }
    [[nodiscard]] static constexpr Affine scaling(double x, double y) { return {x, 0, 0, y, 0, 0}; }

    // Turns by `degrees`, clockwise on screen (y grows down). Quarter turns are exact.
    [[nodiscard]] static Affine rotation(double degrees) {
        const double turn = std::remainder(degrees, 360.0);
        double sine = 0;
        double cosine = 1;
        if (turn == 90.0 || turn == -90.0) {
            sine = turn > 0 ? 1.0 : -1.0;
            cosine = 0;
        } else if (turn == 180.0 || turn == -180.0) {
            cosine = -1;
        } else if (turn != 0.0) {
            sine = std::sin(turn * std::numbers::pi / 180.0);
            cosine = std::cos(turn * std::numbers::pi / 180.0);
        }
        return {cosine, sine, -sine, cosine, 0, 0};
    }

    // The map that applies `inner` first.
    friend constexpr Affine operator*(const Affine& outer, const Affine& inner) {
        return {outer.a * inner.a + outer.c * inner.b,
                outer.b * inner.a + outer.d * inner.b,
                outer.a * inner.c + outer.c * inner.d,
                outer.b * inner.c + outer.d * inner.d,
                outer.a * inner.e + outer.c * inner.f + outer.e,
                outer.b * inner.e + outer.d * inner.f + outer.f};
    }

    [[nodiscard]] constexpr Point apply(Point p) const {
        return {a * p.x + c * p.y + e, b * p.x + d * p.y + f};
    }
    [[nodiscard]] constexpr double determinant() const { return a * d - b * c; }

    // nullopt if the map collapses the plane (determinant 0).
    [[nodiscard]] constexpr std::optional<Affine> inverse() const {
        const double det = determinant();
        if (det == 0.0) return std::nullopt;
        return Affine{
            d / det, -b / det, -c / det, a / det, (c * f - d * e) / det, (b * e - a * f) / det};
    }

    friend constexpr bool operator==(const Affine&, const Affine&) = default;
};

// The axis-aligned box around four corners.
[[nodiscard]] constexpr Rect bounds(const std::array<Point, 4>& corners) {
    Rect box = Rect::spanning(corners[0], corners[1]);
    box = hull(box, Rect::spanning(corners[2], corners[3]));
    return box;
}

}  // namespace refit::geometry
