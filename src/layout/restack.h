#pragma once

#include <cstddef>
#include <optional>

#include "layout/sizing.h"

namespace refit::layout {

// More members than this are one picture: nobody arranges them anew.
constexpr std::size_t kRestackMembersMax = 60;

// The unit laid out anew inside itself, as large as it fits into `room`: the first of the scales
// `from`, `from`·0.93, … above `to` at which what stands side by side, broken into lines, what
// stands under one another, broken into columns, and texts, wrapped, stay inside. What overlaps in
// the source stays one piece, a mark stays beside its text. nullopt: no such scale, or nothing in
// the unit that could move by itself. Rows and columns are found by cutting at the widest gaps that
// run through (the recursive X-Y cut of Nagy and Seth, 1984). Time: scales · members · log members.
[[nodiscard]] std::optional<Shape> restacked_shape(const Task& task, const Unit& unit, double from,
                                                   double to, geometry::Size room);

}  // namespace refit::layout
