#pragma once

namespace refit::geometry {

// A place or a vector in the plane. x grows right, y grows down (as in Fabric.js); unit: pixels.
struct Point {
    double x{0};
    double y{0};

    friend constexpr bool operator==(const Point&, const Point&) = default;
    friend constexpr Point operator+(const Point& a, const Point& b) {
        return {a.x + b.x, a.y + b.y};
    }
    friend constexpr Point operator-(const Point& a, const Point& b) {
        return {a.x - b.x, a.y - b.y};
    }
    friend constexpr Point operator*(const Point& a, double factor) {
        return {a.x * factor, a.y * factor};
    }
};

// Width and height in pixels.
struct Size {
    double width{0};
    double height{0};

    [[nodiscard]] constexpr double area() const { return width * height; }
    friend constexpr bool operator==(const Size&, const Size&) = default;
};

}  // namespace refit::geometry
