#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "layout/layout.h"

namespace refit::layout {

enum class Side : std::uint8_t { Left, Right, Top, Bottom };

// The main picture at one end of the target's longer side, in proportion to where it was; what is
// left flows beside it. nullopt without a main picture.
[[nodiscard]] std::optional<Layout> hero_layout(const Task& task);

// Two panels: the main picture fills one side, cropped if it was scenery, and all else is stacked
// in the middle of the other. nullopt without a main picture.
[[nodiscard]] std::optional<Layout> beside_layout(const Task& task, Side side, std::string name);

}  // namespace refit::layout
