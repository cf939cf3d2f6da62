#pragma once

// Internal to the canvas room: makes path commands absolute and simple.

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "canvas/path.h"
#include "geometry/point.h"

namespace refit::canvas {

// Takes SVG path commands of any kind, in order, and keeps what relative and short forms need:
// the current point, the start of the subpath and the last control point.
class PathBuilder {
public:
    // How many numbers the command takes. Requires one of MLHVCSQTAZ in either case.
    [[nodiscard]] static std::size_t arity(char command);

    // Requires numbers.size() == arity(command).
    void add(char command, std::span<const double> numbers);

    [[nodiscard]] const std::vector<PathStep>& steps() const { return steps_; }
    [[nodiscard]] std::vector<PathStep> take() && { return std::move(steps_); }

private:
    void line_to(geometry::Point to);
    void cubic_to(geometry::Point c1, geometry::Point c2, geometry::Point to);
    void quadratic_to(geometry::Point control, geometry::Point to);
    void arc_to(double rx, double ry, double angle, bool large, bool sweep, geometry::Point to);

    std::vector<PathStep> steps_;
    geometry::Point at_;
    geometry::Point start_;
    geometry::Point control_;  // the last curve's second control, for S and T
    char last_{'\0'};          // upper-case last command
};

}  // namespace refit::canvas
