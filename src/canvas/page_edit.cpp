#include "canvas/page_edit.h"

#include <algorithm>
#include <cmath>

#include "canvas/geometry_edit.h"

namespace refit::canvas {
namespace {

using geometry::Point;
using geometry::Rect;
using geometry::Size;

// Saved copies of the page's rectangle agree up to the rounding of their numbers.
constexpr double kSameEdge = 1.0;

bool near(const Rect& a, const Rect& b) {
    return std::abs(a.left() - b.left()) <= kSameEdge && std::abs(a.top() - b.top()) <= kSameEdge &&
           std::abs(a.right() - b.right()) <= kSameEdge &&
           std::abs(a.bottom() - b.bottom()) <= kSameEdge;
}

bool near(Size a, Size b) {
    return std::abs(a.width - b.width) <= kSameEdge && std::abs(a.height - b.height) <= kSameEdge;
}

Rect without_stroke(const Object& object) {
    const Transform& t = object.transform;
    return Rect::around(object.centre, {t.width * t.scale_x, t.height * t.scale_y});
}

void write_page_like(NumberEdits& edits, const Document& document, const Object& object,
                     const Rect& target) {
    const NewGeometry geometry = resize_page_like(object, target.size());
    const Transform& t = geometry.transform;
    if (!near(Size{t.width * t.scale_x, t.height * t.scale_y}, target.size()))
        edits.refuse(object.node,
                     "a page so large does not become so small: Fabric has no scale "
                     "below 0.0001; mend its size");
    write_geometry(edits, object, box_rules(object, document.fabric_major()), geometry,
                   target.centre());
}

// A picture behind or before the page. One that is the page stays so; one that covers it goes on
// covering it, undistorted; a smaller one keeps its place in proportion.
void write_backdrop(NumberEdits& edits, const Document& document, const Object& object,
                    const Page& page, const Rect& target) {
    if (near(without_stroke(object), page.rect)) {
        write_page_like(edits, document, object, target);
        return;
    }
    const double factor_x = target.width() / page.rect.width();
    const double factor_y = target.height() / page.rect.height();
    const bool covers = object.box.contains(page.rect);
    const double factor = covers ? std::max(factor_x, factor_y) : std::min(factor_x, factor_y);
    NewGeometry geometry = unchanged(object);
    geometry.transform.scale_x *= factor;
    geometry.transform.scale_y *= factor;
    const Point from_corner = object.centre - page.rect.origin();
    const Point centre =
        target.origin() + Point{from_corner.x * factor_x, from_corner.y * factor_y};
    write_geometry(edits, object, box_rules(object, document.fabric_major()), geometry, centre);
}

void write_workarea_keys(NumberEdits& edits, const Object& object, const Rect& target) {
    const auto width = object.node.number("workareaWidth");
    const auto height = object.node.number("workareaHeight");
    if (!width || !height) return;
    edits.write(object.node, "workareaWidth", *width, target.width(), kLengthDecimals);
    edits.write(object.node, "workareaHeight", *height, target.height(), kLengthDecimals);
}

void write_size_keys(NumberEdits& edits, const Document& document, const Page& page,
                     const Rect& target) {
    const json::Node root = document.root();
    if (const auto keys = document.size_keys()) {
        // Some editors keep the size of their window there; that is none of the page's business.
        if (page.kind != PageSource::SizeKeys && !near(*keys, page.rect.size())) return;
        edits.write(root, "width", keys->width, target.width(), kLengthDecimals);
        edits.write(root, "height", keys->height, target.height(), kLengthDecimals);
        return;
    }
    // Nothing else in such a file would say how large the page now is.
    const bool unwritten = page.kind == PageSource::CurrentSize || page.kind == PageSource::Bounds;
    if (!unwritten || page.rect.size() == target.size()) return;
    edits.write(root, "width", 0, target.width(), kLengthDecimals);
    edits.write(root, "height", 0, target.height(), kLengthDecimals);
}

}  // namespace

Rect new_page_rect(const Page& page, Size target) {
    const bool guessed = page.kind == PageSource::Bounds && !(page.rect.size() == target);
    return Rect::from_size(guessed ? Point{} : page.rect.origin(), target);
}

void write_page(NumberEdits& edits, const Document& document, const Page& page,
                const Rect& target) {
    if (page.object) {
        const Object& object = document.objects()[*page.object];
        write_page_like(edits, document, object, target);
        write_workarea_keys(edits, object, target);
    }
    const auto& clip = document.clip_path();
    if (clip && near(without_stroke(*clip), page.rect))
        write_page_like(edits, document, *clip, target);
    if (document.background_image())
        write_backdrop(edits, document, *document.background_image(), page, target);
    if (document.overlay_image())
        write_backdrop(edits, document, *document.overlay_image(), page, target);
    write_size_keys(edits, document, page, target);
}

}  // namespace refit::canvas
