#pragma once

#include <optional>

#include "canvas/object.h"
#include "json/document.h"
#include "render/display_list.h"

namespace refit::render {

// What an outline is drawn from: an object's kind and its own numbers. An object's clip path is
// not one of the document's objects, so this does not ask for a canvas::Object.
struct OutlineSource {
    json::Node node;
    canvas::Kind kind;
    geometry::Size size;  // own units
    geometry::Point path_offset;
    int fabric_major{5};  // circles count radians in version 4, degrees later
};

// The outline in the object's own units, around its centre; empty for texts, images and groups.
[[nodiscard]] Outline outline_of(const OutlineSource& source);

// A rectangle around the centre with rounded corners.
[[nodiscard]] Outline rounded_rect(geometry::Size size, double rx, double ry);
[[nodiscard]] Outline box_outline(const geometry::Rect& box);
[[nodiscard]] Outline ellipse(double rx, double ry);

// The clip path of an object, mapped to the picture. `owner` is the object's own matrix,
// `canvas_to_picture` maps the canvas to the picture. nullopt: none, or one that cannot be drawn.
[[nodiscard]] std::optional<Clip> read_clip(const json::Node& owner_node,
                                            const geometry::Affine& owner,
                                            const geometry::Affine& canvas_to_picture,
                                            int fabric_major);

}  // namespace refit::render
