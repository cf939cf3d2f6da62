#pragma once

#include <string>
#include <vector>

#include "layout/draft.h"

namespace refit::layout {

// Every unit keeps its place by `anchor`; columns of the source stay aligned.
[[nodiscard]] Layout anchored_layout(const Task& task, const std::vector<FittedUnit>& units,
                                     std::string name, Anchor anchor);

// Where the longest chain of units would not fit one after the other, everything shrinks alike:
// the proportions between headline and copy survive, which they do not if only what collides
// shrinks.
[[nodiscard]] std::vector<FittedUnit> relieved(const Task& task, std::vector<FittedUnit> units);

}  // namespace refit::layout
