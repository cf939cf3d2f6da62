#pragma once

#include <vector>

#include "layout/draft.h"

namespace refit::layout {

// Units that stand close together along the source's longer side, as one unit each: what is
// gathered in a corner or at one end stays so, and so does the empty part. A gathering that would
// become far too small in `room` stays apart. Empty if nothing is gathered.
[[nodiscard]] std::vector<FittedUnit> lumped(const Task& task, const std::vector<FittedUnit>& units,
                                             geometry::Size room);

}  // namespace refit::layout
