#pragma once

#include <vector>

#include "canvas/object.h"
#include "render/display_list.h"

namespace refit::render {

// A text object as items: the lines where Fabric puts them, their background, underline and the
// like. `pattern` carries matrix, paints, opacity and clips. Every line is set in the object's own
// font and colour; styles of single characters count for the measure only
// (docs/methods/rendering.md).
[[nodiscard]] std::vector<Item> text_items(const canvas::Object& object, const Item& pattern,
                                           const canvas::TextMeasurer& measurer);

}  // namespace refit::render
