#pragma once

// Internal to the canvas room: the numbers Fabric assumes for members a file leaves out. Everything
// not named here defaults to 0, false or absent. Source: class defaults of Fabric 4.6.0, 5.5.2,
// 6.9.1 and 7.4.0 as dumped by themselves.

#include "canvas/object.h"

namespace refit::canvas {

struct Defaults {
    double origin_x{0};
    double origin_y{0};
    double stroke_width{1};
    double width{0};
    double height{0};
};

[[nodiscard]] constexpr Defaults defaults_of(Kind kind, int fabric_major) {
    constexpr int kCentreOriginSince = 7;
    constexpr double kTriangleSide = 100;
    Defaults defaults;
    if (fabric_major >= kCentreOriginSince) defaults.origin_x = defaults.origin_y = 0.5;
    if (kind == Kind::Image || kind == Kind::Group) defaults.stroke_width = 0;
    if (kind == Kind::Triangle) defaults.width = defaults.height = kTriangleSide;
    return defaults;
}

// Fabric replaces a scale of 0 by this, so that no matrix is singular.
inline constexpr double kScaleMin = 0.0001;

}  // namespace refit::canvas
