#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "geometry/point.h"
#include "geometry/rect.h"
#include "json/document.h"

namespace refit::canvas {

// One drawing step in absolute coordinates. Points used: Move and Line 1, Quadratic 2, Cubic 3
// (controls first), Close none.
struct PathStep {
    enum class Verb : std::uint8_t { Move, Line, Quadratic, Cubic, Close };
    Verb verb{Verb::Move};
    std::array<geometry::Point, 3> points{};
};

// Fabric's "path" member: an array of [command, numbers...] or SVG path text. Relative, short and
// arc commands are made absolute and simple; arcs become cubics.
// Errors: InvalidInput for an unknown command or a wrong count of numbers, TooLarge beyond
// kPathCommandsMax.
[[nodiscard]] Result<std::vector<PathStep>> read_path(const json::Node& path);

// Fabric's "points" member as steps, closed for a polygon.
[[nodiscard]] Result<std::vector<PathStep>> read_points(const json::Node& points, bool closed);

// The box Fabric gives the outline: the curves' extrema, with quadratics taken a little too large
// (see path.cpp). An empty path has the empty box at (0, 0).
[[nodiscard]] geometry::Rect path_bounds(const std::vector<PathStep>& steps);

}  // namespace refit::canvas
