#pragma once

#include <vector>

#include "geometry/rect.h"
#include "render/display_list.h"

namespace refit::render {

// What stands for a picture that cannot be read: a quiet grey field with a sun and two hills.
struct PlaceholderPart {
    Outline outline;
    Colour colour;
};
[[nodiscard]] std::vector<PlaceholderPart> placeholder(const geometry::Rect& box);

}  // namespace refit::render
