#pragma once

#include <string_view>

#include "geometry/point.h"
#include "json/document.h"
#include "render/display_list.h"

namespace refit::render {

// The member `key` ("fill", "stroke") of an object: a colour or a gradient. `size` is the object's
// own, since gradients start at its corner and may be given in shares of it. `fallback` is the
// colour of an absent member. Patterns paint nothing.
[[nodiscard]] Paint read_paint(const json::Node& object, std::string_view key, geometry::Size size,
                               const Paint& fallback);

// Everything about an object's stroke; nullopt if it has none.
[[nodiscard]] std::optional<Stroke> read_stroke(const json::Node& object, geometry::Size size,
                                                double width, bool uniform);

}  // namespace refit::render
