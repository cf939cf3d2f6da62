#include "canvas/placement.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "base/assert.h"
#include "canvas/fit.h"
#include "canvas/geometry_edit.h"
#include "canvas/page_edit.h"

namespace refit::canvas {
namespace {

using geometry::Point;
using geometry::Rect;
using geometry::Size;

bool is_usable(const Rect& box) {
    const auto fine = [](double edge) { return std::abs(edge) <= kCoordinateMax; };
    return fine(box.left()) && fine(box.top()) && fine(box.right()) && fine(box.bottom());
}

Result<void> check(const Document& document, Size target, std::span<const Placement> placements) {
    const auto in_range = [](double side) {
        return side >= kTargetSideMin && side <= kTargetSideMax;
    };
    if (!in_range(target.width) || !in_range(target.height))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("the target size {} x {} is not within {} to {}", target.width,
                                target.height, kTargetSideMin, kTargetSideMax));
    std::vector<bool> seen(document.objects().size(), false);
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

bool is_same_place(const Object& object, const Placement& placement, Point corner) {
    constexpr double kSameEdge = 1e-6;
    const Rect box = object.box.moved(Point{} - corner);
    return std::abs(box.left() - placement.box.left()) <= kSameEdge &&
           std::abs(box.top() - placement.box.top()) <= kSameEdge &&
           std::abs(box.right() - placement.box.right()) <= kSameEdge &&
           std::abs(box.bottom() - placement.box.bottom()) <= kSameEdge &&
           placement.font_size_scale.value_or(1.0) == 1.0 && !placement.wrap_width;
}

void write_placement(NumberEdits& edits, const Document& document, const Placement& placement,
                     Point old_corner, Point new_corner, const TextMeasurer& measurer) {
    const Object& object = document.objects()[placement.object];
    if (placement.hidden && object.visible) edits.hide(object);
    const BoxRules rules = box_rules(object, document.fabric_major());
    NewGeometry geometry;
    if (placement.fit == Fit::Keep || is_same_place(object, placement, old_corner))
        geometry = unchanged(object);
    else if (object.is_text())
        geometry = place_text(object, rules, placement, measurer);
    else
        geometry = fit_shape(object, rules, placement.box.size(), placement.fit);
    write_geometry(edits, object, rules, geometry, placement.box.centre() + new_corner);
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
    REFIT_CHECK(check(document, target, placements));
    const Rect new_page = new_page_rect(page, target);
    const Point old_corner = page.rect.origin();
    const Point new_corner = new_page.origin();
    NumberEdits edits{document.source()};
    std::vector<bool> placed(document.objects().size(), false);
    if (page.object) placed[*page.object] = true;
    for (const Placement& placement : placements) {
        // The page's own object follows the page.
        if (placed[placement.object]) continue;
        placed[placement.object] = true;
        write_placement(edits, document, placement, old_corner, new_corner, measurer);
    }
    for (std::size_t i = 0; i < placed.size(); ++i) {
        if (placed[i]) continue;
        const Object& object = document.objects()[i];
        write_geometry(edits, object, box_rules(object, document.fabric_major()), unchanged(object),
                       object.centre + (new_corner - old_corner));
    }
    write_page(edits, document, page, new_page);
    return edits.apply();
}

}  // namespace refit::canvas
