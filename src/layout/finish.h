#pragma once

#include <string>
#include <vector>

#include "layout/engine.h"
#include "layout/layout.h"

namespace refit::layout {

// Gives every text slot the size the text really has there, as Fabric will measure it.
void settle_texts(const Task& task, Layout& layout);

// The layout as edits of the document. The page object is left to canvas::place.
[[nodiscard]] std::vector<canvas::Placement> to_placements(const Task& task, const Layout& layout);

// One record per scene element, the page object left out.
[[nodiscard]] std::vector<PlacedElement> placed_elements(const Task& task, const Layout& layout);

// What a person may want to look at: text that stayed too small, overlaps that could not be
// parted, strong crops.
[[nodiscard]] std::vector<std::string> suggestions(const Task& task, const Layout& layout);

}  // namespace refit::layout
