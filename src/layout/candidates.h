#pragma once

#include <vector>

#include "layout/layout.h"

namespace refit::layout {

// Proposes genuinely different layouts for the task; at least "keep" and "pins", always in the
// same order. Backgrounds cover, units are sized by the scaling law and stand inside the page;
// collisions between units are not yet resolved (parting.h).
//   keep    every unit at the same share of the free space on either side
//   pins    every unit at its scaled distance from the nearer edge
//   strip   units in reading order from left to right, small ones stacked
//   column  units in reading order from top to bottom, small ones side by side
//   hero    the main picture takes one end of the page, the rest flows beside it
[[nodiscard]] std::vector<Layout> propose(const Task& task);

}  // namespace refit::layout
