#pragma once

#include <vector>

#include "layout/layout.h"

namespace refit::layout {

// Fills the slots of everything that is_scenery(): backgrounds and overlays cover, panels follow
// the page (pictures are cropped, shapes stretched) or turn with it (what is on the left of a strip
// is at the top of a column), bleeding decoration keeps the share that hangs over its edge. The
// editor's page object gets the page.
void place_scenery(const Task& task, Layout& layout);

// Bleeding elements, those that hold one another together (a picture in its frame): they move as
// one.
[[nodiscard]] std::vector<std::vector<std::size_t>> bleeding_things(const Scene& scene);

// Cards follow what lies on them: a panel shape that carries units in the source is extended, once
// they are placed, until it holds them with the padding it had, in proportion.
void extend_cards(const Task& task, Layout& layout);

// The part of the target page that flows may use: without pictures that carried no unit, if enough
// remains.
[[nodiscard]] geometry::Rect free_room(const Task& task, const Layout& layout);

// A part of the page from edge to edge, in the source and in the target.
struct Slab {
    geometry::Rect from;
    geometry::Rect to;
};
[[nodiscard]] Slab whole_page(const Task& task);
// The parts into which panels cut a page that becomes a column, where they turn: what stood beside
// such a panel stands above or below it then. Otherwise the page is one part.
[[nodiscard]] std::vector<Slab> slabs_of(const Task& task);

// A strip is wide, a column narrow; see strip_aspect and column_aspect.
[[nodiscard]] bool is_strip(geometry::Size page, const Parameters& parameters);
[[nodiscard]] bool is_column(geometry::Size page, const Parameters& parameters);

}  // namespace refit::layout
