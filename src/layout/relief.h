#pragma once

#include <vector>

#include "layout/draft.h"

namespace refit::layout {

// Where the longest chain of units would not fit one after the other, everything shrinks alike, at
// most to 0.6: the proportions between headline and copy survive, which they do not if only what
// collides shrinks. A row of things of a kind shrinks by itself where 0.8 keeps it a row. Time:
// units², which kUnitsMax bounds.
[[nodiscard]] std::vector<FittedUnit> relieved(const Task& task, std::vector<FittedUnit> units);

}  // namespace refit::layout
