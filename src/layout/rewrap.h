#pragma once

#include <cstddef>
#include <optional>

#include "layout/sizing.h"

namespace refit::layout {

// The size of a text at this scale, wrapped to at most `width`. nullopt: it is no text that wraps,
// or its longest word is wider.
[[nodiscard]] std::optional<geometry::Size> wrapped_text(const Task& task, std::size_t element,
                                                         double scale, double width);

// A stack of texts, its lines broken anew, at the first of the scales `from`, `from`·kScaleStep, …
// above `to` that fits into `room`. A headline of one word a line is none: it gets at most two more
// lines than it has, or twice as many, where that costs no more than 30 % of the scale.
// nullopt: no such scale, or the unit is more than texts under one another.
[[nodiscard]] std::optional<Shape> rewrapped_shape(const Task& task, const Unit& unit, double from,
                                                   double to, geometry::Size room);

}  // namespace refit::layout
