#pragma once

// Internal to the canvas room: the geometry an object takes in a new box. Pure; writing it down is
// geometry_edit.h's business.

#include <optional>

#include "canvas/boxes.h"
#include "canvas/object.h"
#include "canvas/placement.h"
#include "canvas/text.h"
#include "geometry/point.h"

namespace refit::canvas {

// What of an object may change. `transform.left` and `top` follow last, from the centre.
struct NewGeometry {
    Transform transform;
    double font_factor{1};  // of fontSize; the rest of a text's factor is in the scale
    double crop_x{0};       // images
    double crop_y{0};
};

[[nodiscard]] NewGeometry unchanged(const Object& object);

// The factor by which both scales grow so that the bounding box just fits (or just covers)
// `wanted`. A side the object does not extend along is left out.
enum class Reach : std::uint8_t { Fit, Cover };
[[nodiscard]] double uniform_factor(const Transform& transform, const BoxRules& rules,
                                    geometry::Size wanted, Reach reach);

// Shapes, images and groups in a box of size `wanted`.
[[nodiscard]] NewGeometry fit_shape(const Object& object, const BoxRules& rules,
                                    geometry::Size wanted, Fit fit);

// Own size changed so that the object without its stroke is displayed as `wanted`: page rectangles
// keep their scale, images are cut, others are scaled.
[[nodiscard]] NewGeometry resize_page_like(const Object& object, geometry::Size wanted);

// A text whose font is displayed `factor` times as large, its textbox `own_width` wide in its new
// own units (nullopt: as wide as the factor makes it).
struct TextFit {
    NewGeometry geometry;
    std::size_t lines{1};
    double min_width{0};  // own units
};
[[nodiscard]] TextFit fit_text(const Object& object, double factor,
                               std::optional<double> displayed_wrap_width,
                               const TextMeasurer& measurer);

// Does the factor go into fontSize (else into the scale)? Only plain, unscaled text: a stroke, or
// characters with sizes of their own, must grow along.
[[nodiscard]] bool grows_by_font_size(const Object& object);

}  // namespace refit::canvas
