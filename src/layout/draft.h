#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "layout/flow.h"
#include "layout/layout.h"
#include "layout/scenery.h"
#include "layout/sizing.h"

namespace refit::layout {

// What every candidate is made of.

struct FittedUnit {
    Unit unit;
    Shape shape;
};

// The part of the target page that one unit may take: fill_max of each side.
[[nodiscard]] geometry::Size room_of(const Task& task);

// Units fitted into `room`, taken apart where as a whole they would become far too small.
[[nodiscard]] std::vector<FittedUnit> loosened(const Task& task, const std::vector<Unit>& units,
                                               geometry::Size room);
[[nodiscard]] std::vector<Unit> units_of(const std::vector<FittedUnit>& fitted);

// A layout with its scenery placed and no unit yet.
[[nodiscard]] Layout start(const Task& task, std::string name);

// Puts a unit down; `rule` says why it is there.
void write_slots(const PlacedUnit& placed, const std::string& rule, Layout& layout);

// Where an anchored unit's position comes from.
enum class Anchor : std::uint8_t {
    SlackShare,  // the same share of the free space on either side
    NearerEdge,  // scaled distance to the nearer edge
    Centre,      // its centre in proportion
};

[[nodiscard]] PlacedUnit anchored_unit(const Task& task, const Unit& unit, Shape shape,
                                       Anchor anchor, const Slab& slab);

// Ornaments are no part of a flow of reading: they keep their relative place. Returns the rest.
[[nodiscard]] std::vector<Unit> without_ornaments(const Task& task, std::vector<Unit> units,
                                                  Layout& layout);

}  // namespace refit::layout
