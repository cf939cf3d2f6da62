#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "canvas/document.h"
#include "geometry/rect.h"

namespace refit::resize {

// A move by this share of the page counts as the whole: beyond it the object was simply put
// somewhere else, and how far does not matter.
inline constexpr double kFullMoveShare = 0.25;
// Smaller changes are a browser's rounding, not a person's hand.
inline constexpr double kUnmovedShare = 0.002;

struct Correction {
    double size{0};          // [0, 1]: 0 kept as served, 1 everything put elsewhere
    std::size_t changed{0};  // objects moved, resized, hidden, added or removed
    std::size_t objects{0};  // objects compared
};

// How much a person changed what was served: the mean over all objects of either canvas
// (top-level ones; of a group that holds the arrangement, its parts: canvas/parts.h)
//
//   c_i = min(1, d_i / kFullMoveShare),  d_i = (|dl| + |dr|) / 2W + (|dt| + |db|) / 2H
//
// with the shifts of the four edges of the object's bounding box and the page W x H; c_i = 0 below
// kUnmovedShare, and 1 for an object that was added, removed, hidden or shown. Objects are matched
// by id, else name (where unique), else by place in the list. Boxes count relative to each page's
// corner. Objects that are the page itself do not count.
// Method: docs/methods/resize-flow.md. Pure.
[[nodiscard]] Correction measure_correction(const canvas::Document& served,
                                            const geometry::Rect& served_page,
                                            const canvas::Document& corrected,
                                            const geometry::Rect& corrected_page);

}  // namespace refit::resize
