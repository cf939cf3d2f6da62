#pragma once

// Internal to the canvas room: everything that follows the page when its size changes.

#include "canvas/document.h"
#include "canvas/geometry_edit.h"
#include "canvas/page.h"
#include "geometry/point.h"
#include "geometry/rect.h"

namespace refit::canvas {

// The new page in canvas coordinates: its corner stays where the file had it, unless the page was
// only guessed from the objects' bounds; then it starts at (0, 0).
[[nodiscard]] geometry::Rect new_page_rect(const Page& page, geometry::Size target);

// Page object, clip path, background and overlay image, and the width and height keys.
void write_page(NumberEdits& edits, const Document& document, const Page& page,
                const geometry::Rect& target);

}  // namespace refit::canvas
