#include "canvas/placement.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "canvas/fit.h"
#include "canvas/geometry_edit.h"
#include "canvas/page_edit.h"
#include "canvas/parts.h"
#include "canvas/values.h"

namespace refit::canvas {
namespace {

using geometry::Point;
using geometry::Rect;
using geometry::Size;

// Pixels; edges nearer than this are one.
constexpr double kSameEdge = 1e-6;

bool is_usable(const Rect& box) {
    const auto fine = [](double edge) { return std::abs(edge) <= kCoordinateMax; };
    return fine(box.left()) && fine(box.top()) && fine(box.right()) && fine(box.bottom());
}

Result<void> check(const Parts& parts, Size target, std::span<const Placement> placements) {
    const auto in_range = [](double side) {
        return side >= kTargetSideMin && side <= kTargetSideMax;
    };
    if (!in_range(target.width) || !in_range(target.height))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("the target size {} x {} is not within {} to {}", target.width,
                                target.height, kTargetSideMin, kTargetSideMax));
    std::vector<bool> seen(parts.objects.size(), false);
    for (const Placement& placement : placements) {
        if (placement.object >= seen.size())
            return fail(ErrorCode::InvalidInput,
                        fmt::format("there is no object {}; the canvas has {}", placement.object,
                                    seen.size()));
        if (seen[placement.object])
            return fail(ErrorCode::InvalidInput,
                        fmt::format("object {} is placed twice", placement.object));
        seen[placement.object] = true;
        const double scale = placement.font_size_scale.value_or(1.0);
        const double wrap = placement.wrap_width.value_or(1.0);
        if (!is_usable(placement.box) || !(scale > 0.0 && scale <= kCoordinateMax) ||
            !(wrap >= 0.0 && wrap <= kCoordinateMax))
            return fail(ErrorCode::InvalidInput,
                        fmt::format("the placement of object {} is not finite and positive",
                                    placement.object));
    }
    return {};
}

// A text's factor when none is given: the largest with which its bounding box fits. It is affine
// in the factor; the stroke stays where the font size grows.
double text_factor(const Object& object, const BoxRules& rules, Size wanted, Fit fit) {
    if (fit == Fit::Keep) return 1.0;
    Transform t = object.transform;
    if (!grows_by_font_size(object)) return uniform_factor(t, rules, wanted, Reach::Fit);
    // With scale 1 the stroke inside is the same length as a uniform one outside.
    if (!t.stroke_uniform) t.stroke_uniform = true;
    return uniform_factor(t, rules, wanted, Reach::Fit);
}

NewGeometry place_text(const Object& object, const BoxRules& rules, const Placement& placement,
                       const TextMeasurer& measurer) {
    const double factor = placement.font_size_scale.value_or(
        text_factor(object, rules, placement.box.size(), placement.fit));
    std::optional<double> wrap = placement.wrap_width;
    const bool upright = std::remainder(object.transform.angle, 180.0) == 0.0;
    if (!wrap && placement.font_size_scale && upright)
        wrap = wrap_width_for(object, placement.box.width(), factor);
    return fit_text(object, factor, wrap, measurer).geometry;
}

bool is_same_box(const Rect& a, const Rect& b) {
    return std::abs(a.left() - b.left()) <= kSameEdge && std::abs(a.top() - b.top()) <= kSameEdge &&
           std::abs(a.right() - b.right()) <= kSameEdge &&
           std::abs(a.bottom() - b.bottom()) <= kSameEdge;
}

bool is_same_place(const Object& object, const Placement& placement, Point corner) {
    const Rect box = object.box.moved(Point{} - corner);
    return is_same_box(box, placement.box) && placement.font_size_scale.value_or(1.0) == 1.0 &&
           !placement.wrap_width;
}

// What becomes of one part; the centre and the box are in the new canvas' coordinates.
struct Settled {
    NewGeometry geometry;
    Point centre;
    bool hides{false};
};

// One call of place(): settles the parts, then writes them from the outermost groups inwards.
class Placing {
public:
    Placing(const Document& document, const Page& page, Point new_corner,
            const TextMeasurer& measurer)
        : document_{document},
          page_{page},
          new_corner_{new_corner},
          measurer_{measurer},
          edits_{document.source()} {}

    void settle(const Parts& parts, std::span<const Placement> placements);
    void write() {
        for (const Object& object : document_.objects()) write(object, {});
    }
    [[nodiscard]] NumberEdits& edits() { return edits_; }

private:
    [[nodiscard]] Settled settled(const Object& object, const Placement& placement) const;
    [[nodiscard]] Settled kept(const Object& object) const {
        return {unchanged(object), object.centre + (new_corner_ - page_.rect.origin()), false};
    }
    [[nodiscard]] Rect drawn_box(const Object& object, const Settled& settled) const;
    [[nodiscard]] std::pair<Rect, Rect> hulls(const Object& group) const;
    void write(const Object& object, Point plane);
    void write_part(const Object& object, Point plane);
    void write_open_group(const Object& group, Point plane);

    const Document& document_;
    const Page& page_;
    Point new_corner_;
    const TextMeasurer& measurer_;
    NumberEdits edits_;
    std::vector<Settled> settled_;  // in the order of the parts
    std::size_t next_{0};           // of them, to be written
};

void Placing::settle(const Parts& parts, std::span<const Placement> placements) {
    for (const Object* object : parts.objects) settled_.push_back(kept(*object));
    for (const Placement& placement : placements) {
        // The page's own object follows the page.
        if (placement.object == parts.page) continue;
        settled_[placement.object] = settled(*parts.objects[placement.object], placement);
    }
}

Settled Placing::settled(const Object& object, const Placement& placement) const {
    Settled result{.geometry = unchanged(object),
                   .centre = placement.box.centre() + new_corner_,
                   .hides = placement.hidden && object.visible};
    if (placement.fit == Fit::Keep || is_same_place(object, placement, page_.rect.origin()))
        return result;
    const BoxRules rules = box_rules(object, document_.fabric_major());
    result.geometry = object.is_text()
                          ? place_text(object, rules, placement, measurer_)
                          : fit_shape(object, rules, placement.box.size(), placement.fit);
    return result;
}

Rect Placing::drawn_box(const Object& object, const Settled& settled) const {
    const Transform& t = settled.geometry.transform;
    const Size size = transformed_size(t, box_rules(object, document_.fabric_major()));
    return Rect::around(settled.centre, turned_bounds(size, t.angle));
}

// `plane` is the point of the new canvas that the parent's plane calls (0, 0).
void Placing::write(const Object& object, Point plane) {
    const bool is_page = page_.object && &document_.objects()[*page_.object] == &object;
    if (is_page) {
        ++next_;  // it follows the page, see page_edit.h
    } else if (is_open_group(object, page_)) {
        write_open_group(object, plane);
    } else {
        write_part(object, plane);
    }
}

void Placing::write_part(const Object& object, Point plane) {
    const Settled& settled = settled_[next_++];
    if (settled.hides) edits_.hide(object);
    write_geometry(edits_, object, box_rules(object, document_.fabric_major()), settled.geometry,
                   settled.centre, plane);
}

// The hull of the group's parts, as they are and as they become.
std::pair<Rect, Rect> Placing::hulls(const Object& group) const {
    std::vector<const Object*> parts;
    collect_parts(group, page_, parts);
    Rect before = drawn_box(*parts[0], kept(*parts[0]));
    Rect after = drawn_box(*parts[0], settled_[next_]);
    for (std::size_t i = 1; i < parts.size(); ++i) {
        before = geometry::hull(before, drawn_box(*parts[i], kept(*parts[i])));
        after = geometry::hull(after, drawn_box(*parts[i], settled_[next_ + i]));
    }
    return {before, after};
}

// The frame of an open group fits its parts, as the editor would set it. While their hull is where
// it was the frame is too: files may have others.
void Placing::write_open_group(const Object& group, Point plane) {
    const auto [before, after] = hulls(group);
    Settled frame = kept(group);
    if (!is_same_box(before, after)) {
        frame.geometry.transform.width = after.width();
        frame.geometry.transform.height = after.height();
        frame.centre = after.centre();
    }
    write_geometry(edits_, group, box_rules(group, document_.fabric_major()), frame.geometry,
                   frame.centre, plane);
    for (const Object& child : group.children) write(child, frame.centre);
}

// What had no size and was not the page must not have become it.
Result<void> check_rival(const Document& before, const Page& page, const std::string& result) {
    const std::vector<const Object*> rivals = find_rivals(before, page);
    if (rivals.empty()) return {};
    REFIT_TRY(after, Document::parse(result));
    REFIT_TRY(found, detect_page(after));
    if (!found.object) return {};
    const std::string& path = after.objects()[*found.object].path;
    const auto rival = std::find_if(rivals.begin(), rivals.end(),
                                    [&](const Object* each) { return each->path == path; });
    if (rival == rivals.end()) return {};
    return fail_at((*rival)->node,
                   "has the name or the lock of a page but no size of its own, and on a page of "
                   "that size it would be taken for it; rename it, unlock it or leave it out");
}

}  // namespace

double wrap_width_for(const Object& object, double box_width, double font_size_scale) {
    REFIT_ASSERT(object.is_text());
    const Transform& t = object.transform;
    const double scale = grows_by_font_size(object) ? t.scale_x : t.scale_x * font_size_scale;
    const double stroke = t.stroke_uniform ? t.stroke_width : t.stroke_width * scale;
    return std::max(box_width - stroke, 0.0);
}

PlacedText measure_placed(const Object& object, const TextMeasurer& measurer,
                          double font_size_scale, std::optional<double> wrap_width) {
    REFIT_ASSERT(object.is_text());
    const TextFit fit = fit_text(object, font_size_scale, wrap_width, measurer);
    const Transform& t = fit.geometry.transform;
    PlacedText placed;
    placed.size = transformed_size(t, BoxRules{});
    placed.lines = fit.lines;
    placed.font_size = object.displayed_font_size() * font_size_scale;
    placed.own_size = {t.width, t.height};
    placed.min_width = fit.min_width * t.scale_x;
    return placed;
}

Result<std::string> place(const Document& document, const Page& page, Size target,
                          std::span<const Placement> placements, const TextMeasurer& measurer) {
    const Parts parts = parts_of(document, page);
    REFIT_CHECK(check(parts, target, placements));
    const Rect new_page = new_page_rect(page, target);
    Placing placing{document, page, new_page.origin(), measurer};
    placing.settle(parts, placements);
    placing.write();
    write_page(placing.edits(), document, page, new_page);
    REFIT_TRY(result, placing.edits().apply());
    REFIT_CHECK(check_rival(document, page, result));
    return result;
}

}  // namespace refit::canvas
