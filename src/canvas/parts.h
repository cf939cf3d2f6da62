#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "canvas/document.h"
#include "canvas/page.h"

namespace refit::canvas {

// What of a canvas is placed one by one, in drawing order: the objects of the list, and in place
// of an open group the parts of that group. Borrows the document.
struct Parts {
    std::vector<const Object*> objects;
    std::optional<std::size_t> page;  // which of them is the page itself, if one is
};

[[nodiscard]] Parts parts_of(const Document& document, const Page& page);

// A group that takes this share of a side of the page is the arrangement, not a thing in it.
inline constexpr double kOpenGroupShare = 0.8;

// An open group: two or more children with copy among them that together take most of a side of
// the page, under a group that only moves them (visible, no scale, turn, flip, stroke or clip
// path of its own).
[[nodiscard]] bool is_open_group(const Object& object, const Page& page);

// The parts of one object of the list: itself, or those of an open group.
void collect_parts(const Object& object, const Page& page, std::vector<const Object*>& parts);

// The object with this path ("0.1.0"), nullptr if there is none.
[[nodiscard]] const Object* object_at(const Document& document, std::string_view path);

}  // namespace refit::canvas
