#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "canvas/document.h"
#include "geometry/point.h"
#include "geometry/rect.h"

namespace refit::canvas {

// What the caller knows about the page, better than the file.
struct PageHint {
    std::optional<geometry::Rect> rect;          // the page itself; wins over everything
    std::optional<geometry::Size> current_size;  // of the page, whose place is then (0, 0)
};

enum class PageSource : std::uint8_t {
    Explicit,
    Workspace,
    ClipPathObject,
    ClipPath,
    CurrentSize,
    SizeKeys,
    Unselectable,
    BackgroundImage,
    Bounds,
};
// "explicit", "workspace:clip", "clipPath", "size", ... as printed by inspect.
[[nodiscard]] std::string_view to_string(PageSource source);

// The design's page in canvas coordinates. Its origin is anywhere: editors centre the page in
// their window.
struct Page {
    geometry::Rect rect;
    PageSource kind{PageSource::Bounds};
    std::string source;                 // for people: "workspace:clip"
    std::optional<std::size_t> object;  // top-level object that is the page, if one is
};

// Finds the page in the order of docs/methods/page-detection.md.
// Errors: InvalidInput if the canvas shows no page of such a size.
[[nodiscard]] Result<Page> detect_page(const Document& document, const PageHint& hint = {});

// The objects that have the name or the lock of a page but no such size, and come before what was
// found: made larger or smaller, one of them would be the page.
[[nodiscard]] std::vector<const Object*> find_rivals(const Document& document, const Page& page);

}  // namespace refit::canvas
