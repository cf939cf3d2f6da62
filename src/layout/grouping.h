#pragma once

#include <vector>

#include "layout/parameters.h"
#include "layout/scene.h"

namespace refit::layout {

// The implicit groups of a scene's foreground, in reading order. Two elements are one unit if
//   - the larger holds most of the smaller and is no scenery (a button and its label), or
//   - they are the same text twice, a step apart (a drawn shadow), or
//   - they are texts of like size, one under the other or side by side, closer than
//     group_gap font sizes (a paragraph set line by line, or word by word), or
//   - one is a thin rule that lies under or over the other (an underline), or
//   - one is a small mark beside a line of the other (a bullet, an icon).
// Chains count: a to b and b to c make one unit. Invisible elements take part: an editor may show
// them again.
[[nodiscard]] std::vector<Unit> find_units(const Scene& scene, const Parameters& parameters);

// The unit taken apart into what cannot be: buttons with their labels, shadowed and underlined
// texts. One unit if nothing comes loose.
[[nodiscard]] std::vector<Unit> split_unit(const Scene& scene, const Unit& unit,
                                           const Parameters& parameters);

// A unit of the given elements (ascending, not empty).
[[nodiscard]] Unit make_unit(const Scene& scene, std::vector<std::size_t> members);

}  // namespace refit::layout
