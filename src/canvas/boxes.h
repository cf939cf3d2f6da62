#pragma once

// Internal to the canvas room: Fabric's boxes (docs/methods/fabric-boxes.md).

#include "canvas/object.h"
#include "geometry/affine.h"
#include "geometry/point.h"

namespace refit::canvas {

// What of an object, beside its Transform, decides its size on the page.
struct BoxRules {
    // Fabric 4 and 5 leave the stroke out across a straight horizontal or vertical line with butt
    // caps.
    bool flat_line_without_stroke{false};
};

// Fabric's "transformed dimensions": the size in the parent's plane before rotation, strokes in.
[[nodiscard]] geometry::Size transformed_size(const Transform& transform, const BoxRules& rules);

// The centre in the parent's plane of an object of that transformed size.
[[nodiscard]] geometry::Point centre_of(const Transform& transform, geometry::Size size);

// left and top that bring the centre to `centre`; the inverse of centre_of.
[[nodiscard]] geometry::Point left_top_for(const Transform& transform, geometry::Size size,
                                           geometry::Point centre);

// Maps the object's own centred units to the parent's plane.
[[nodiscard]] geometry::Affine local_matrix(const Transform& transform, geometry::Point centre);

// Width and height of the axis-aligned box around a size turned by `angle` degrees.
[[nodiscard]] geometry::Size turned_bounds(geometry::Size size, double angle);

[[nodiscard]] BoxRules box_rules(const Object& object, int fabric_major);

// Works out matrix, centre, box_size, corners and box from `object.transform`.
void place_in_parent(Object& object, const geometry::Affine& parent, int fabric_major);

}  // namespace refit::canvas
