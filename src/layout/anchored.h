#pragma once

#include <string>
#include <vector>

#include "layout/draft.h"

namespace refit::layout {

// Every unit keeps its place by `anchor` in the slab its centre is in; columns of the source stay
// aligned. Requires slabs, together the page.
[[nodiscard]] Layout anchored_layout(const Task& task, const std::vector<FittedUnit>& units,
                                     std::string name, Anchor anchor,
                                     const std::vector<Slab>& slabs);

}  // namespace refit::layout
