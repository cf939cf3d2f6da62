#pragma once

#include <span>
#include <vector>

#include "layout/layout.h"
#include "layout/sizing.h"

namespace refit::layout {

// A unit with its shape and its corner on the target page.
struct PlacedUnit {
    Unit unit;
    Shape shape;
    geometry::Point corner;

    [[nodiscard]] geometry::Rect box() const {
        return geometry::Rect::from_size(corner, shape.size);
    }
};

// Lays the units out left to right inside `room` of the target: sorted by a reading key over
// their places in `source` (page coordinates), small neighbours stacked into one column, equal
// spaces between columns, everything centred on the other axis. Shrinks alike what is too wide.
[[nodiscard]] std::vector<PlacedUnit> flow_across(const Task& task, std::span<const Unit> units,
                                                  const geometry::Rect& source,
                                                  const geometry::Rect& room);

// The same from top to bottom, small neighbours sharing a row.
[[nodiscard]] std::vector<PlacedUnit> flow_down(const Task& task, std::span<const Unit> units,
                                                const geometry::Rect& source,
                                                const geometry::Rect& room);

}  // namespace refit::layout
