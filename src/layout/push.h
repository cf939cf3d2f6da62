#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "layout/axis.h"
#include "layout/layout.h"

namespace refit::layout {

// How two bodies are parted along one axis.

using ElementPair = std::pair<std::size_t, std::size_t>;

struct Push {
    geometry::Point a;
    geometry::Point b;
    geometry::Point whole;  // a's move if b stands still
    double left_over{0};    // px by which they still collide, for want of room
    double effort{0};       // px to part, of the page's side
};

// A body as it stands, and the part of the page it may be pushed about in.
struct Pushed {
    geometry::Rect hull;
    geometry::Rect room;
};

// What parting bodies a and b takes, with a little air between: they keep the side they have in
// the source and share the way by their freedom to move. `pairs` are the members that collide,
// a's first.
[[nodiscard]] Push push_along(Axis axis, const Task& task, const Layout& layout,
                              std::span<const ElementPair> pairs, const Pushed& a, const Pushed& b);

}  // namespace refit::layout
