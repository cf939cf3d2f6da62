#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "layout/axis.h"
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

// How the places of a flow share the room along it.
enum class Justify : std::uint8_t {
    Even,   // equal spaces, small ones at the ends
    Start,  // close together at the start
    End,    // close together at the end
    Apart,  // close together at the start, the last one at the end
    Kept,   // where their share of the source's side puts them
};

// Where each unit stands across the flow.
enum class Align : std::uint8_t { Centre, Start, End, Kept };

struct FlowStyle {
    Justify justify{Justify::Even};
    Align align{Align::Centre};
};

// In words, for explanations.
[[nodiscard]] std::string_view flow_rule(Axis axis, Justify justify);

// Lays the units out left to right inside `room` of the target: sorted by a reading key over
// their places in `source` (page coordinates), small neighbours stacked into one column, equal
// spaces between columns, everything centred on the other axis. Shrinks alike what is too wide.
[[nodiscard]] std::vector<PlacedUnit> flow_across(const Task& task, std::span<const Unit> units,
                                                  const geometry::Rect& source,
                                                  const geometry::Rect& room, FlowStyle style = {});

// The same from top to bottom, small neighbours sharing a row.
[[nodiscard]] std::vector<PlacedUnit> flow_down(const Task& task, std::span<const Unit> units,
                                                const geometry::Rect& source,
                                                const geometry::Rect& room, FlowStyle style = {});

}  // namespace refit::layout
