#pragma once

#include <vector>

#include "layout/layout.h"

namespace refit::layout {

// The smallest font size, in target pixels, that counts as legible: 8 on pages up to 100 high, 9
// on others, legible_share of the short side on social formats (short side of 600 and more).
[[nodiscard]] double legible_size(geometry::Size target, const Parameters& parameters);

// The scaling law: (target area / page area)^(p/2), p by kind. Designers' own resizes follow it
// within 16 to 21 % (docs/methods/layout-engine.md). Beyond law_reach, where nothing was measured,
// scales follow the page almost in step.
[[nodiscard]] double law_scale(const Task& task, const Element& element);
// The scale at which the unit's smallest text is legible; 0 if it has none.
[[nodiscard]] double legible_scale(const Task& task, const Unit& unit);
// Area-weighted over the members; raised so far that the unit's texts stay legible.
[[nodiscard]] double wanted_scale(const Task& task, const Unit& unit);

// Share of the free width that stands before a line of this text, as Fabric aligns it: "left" is
// left in right-to-left texts too, the last line of justified ones begins where they read from.
[[nodiscard]] double share_before_line(const canvas::Object& text);

// A unit at a size: its members' boxes relative to the unit's corner.
struct Part {
    geometry::Rect box;
    double scale{1};
    bool rewrapped{false};
};
struct Shape {
    geometry::Size size;
    double scale{1};
    std::vector<Part> parts;  // one per member, in the unit's order
};

// Where something is fitted by trying, it is at these scales: each kScaleStep of the one before, at
// most kScaleSteps of them, which reaches a seventh of the first.
constexpr double kScaleStep = 0.93;
constexpr int kScaleSteps = 27;

// All members scaled alike.
[[nodiscard]] Shape rigid_shape(const Task& task, const Unit& unit, double scale);

// The unit as near to its wanted scale as fits into `room`: scaled as a whole, or, where that
// would make it much too small, with its lines broken anew (rewrap.h) or its pieces in other lines
// (restack.h). Never larger than the room.
[[nodiscard]] Shape fitted_shape(const Task& task, const Unit& unit, geometry::Size room);

}  // namespace refit::layout
