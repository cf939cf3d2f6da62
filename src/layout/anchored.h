#pragma once

#include <string>
#include <vector>

#include "layout/draft.h"

namespace refit::layout {

// Every unit keeps its place by `anchor`; columns of the source stay aligned.
[[nodiscard]] Layout anchored_layout(const Task& task, const std::vector<FittedUnit>& units,
                                     std::string name, Anchor anchor);

}  // namespace refit::layout
