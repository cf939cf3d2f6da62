#include "canvas/boxes.h"

#include <cmath>
#include <numbers>

namespace refit::canvas {
namespace {

using geometry::Affine;
using geometry::Point;
using geometry::Size;

double tangent(double degrees) {
    return std::tan(degrees * std::numbers::pi / 180.0);
}

// S(scale) * SkewX * SkewY; Fabric composes the two skews in this order.
Affine scale_and_skew(double scale_x, double scale_y, const Transform& t) {
    const Affine skew_x{1, 0, tangent(t.skew_x), 1, 0, 0};
    const Affine skew_y{1, tangent(t.skew_y), 0, 1, 0, 0};
    return Affine::scaling(scale_x, scale_y) * skew_x * skew_y;
}

// Where the origin lies from the centre, in the object's unrotated frame.
Point origin_offset(const Transform& t, Size size) {
    return {(t.origin_x - 0.5) * size.width, (t.origin_y - 0.5) * size.height};
}

}  // namespace

Size transformed_size(const Transform& t, const BoxRules& rules) {
    const double pre = t.stroke_uniform ? 0.0 : t.stroke_width;
    const double post = t.stroke_uniform ? t.stroke_width : 0.0;
    double x = t.width + pre;
    double y = t.height + pre;
    if (rules.flat_line_without_stroke && !t.stroke_uniform) {
        if (t.width == 0.0) y -= t.stroke_width;
        if (t.height == 0.0) x -= t.stroke_width;
    }
    if (t.skew_x == 0.0 && t.skew_y == 0.0) return {x * t.scale_x + post, y * t.scale_y + post};
    const Affine map = scale_and_skew(t.scale_x, t.scale_y, t);
    const double half_x = x / 2;
    const double half_y = y / 2;
    const geometry::Rect box =
        geometry::bounds({map.apply({-half_x, -half_y}), map.apply({half_x, -half_y}),
                          map.apply({half_x, half_y}), map.apply({-half_x, half_y})});
    return {box.width() + post, box.height() + post};
}

Point centre_of(const Transform& t, Size size) {
    const Point offset = Affine::rotation(t.angle).apply(origin_offset(t, size));
    return Point{t.left, t.top} - offset;
}

Point left_top_for(const Transform& t, Size size, Point centre) {
    return centre + Affine::rotation(t.angle).apply(origin_offset(t, size));
}

Affine local_matrix(const Transform& t, Point centre) {
    const double scale_x = t.flip_x ? -t.scale_x : t.scale_x;
    const double scale_y = t.flip_y ? -t.scale_y : t.scale_y;
    return Affine::translation(centre) * Affine::rotation(t.angle) *
           scale_and_skew(scale_x, scale_y, t);
}

Size turned_bounds(Size size, double angle) {
    const Affine turn = Affine::rotation(angle);
    return {std::abs(turn.a) * size.width + std::abs(turn.c) * size.height,
            std::abs(turn.b) * size.width + std::abs(turn.d) * size.height};
}

BoxRules box_rules(const Object& object, int fabric_major) {
    BoxRules rules;
    if (object.kind == Kind::Line && fabric_major <= 5)
        rules.flat_line_without_stroke =
            object.node.string("strokeLineCap").value_or("butt") == "butt";
    return rules;
}

void place_in_parent(Object& object, const Affine& parent, int fabric_major) {
    const Transform& t = object.transform;
    object.box_size = transformed_size(t, box_rules(object, fabric_major));
    const Point centre = centre_of(t, object.box_size);
    object.matrix = parent * local_matrix(t, centre);
    object.centre = parent.apply(centre);
    // The corners are those of the frame after skewing, so they turn but do not skew again.
    const Affine frame = parent * Affine::translation(centre) * Affine::rotation(t.angle);
    const double half_x = object.box_size.width / 2;
    const double half_y = object.box_size.height / 2;
    object.corners = {frame.apply({-half_x, -half_y}), frame.apply({half_x, -half_y}),
                      frame.apply({half_x, half_y}), frame.apply({-half_x, half_y})};
    object.box = geometry::bounds(object.corners);
}

}  // namespace refit::canvas
