#include "canvas/geometry_edit.h"

#include <cmath>

namespace refit::canvas {
namespace {

// The scale as the file has it: negative where Fabric turned it into a flip.
double as_written(const Object& object, const char* key, double scale) {
    return object.node.number(key).value_or(1.0) < 0.0 ? -scale : scale;
}

}  // namespace

void write_number(json::Edits& edits, const json::Node& node, const char* key, double before,
                  double value, int decimals) {
    const double unit = std::pow(10.0, decimals);
    if (std::abs(value - before) * unit <= 0.5) return;
    edits.set_number_member(node, key, std::round(value * unit) / unit);
}

void write_geometry(json::Edits& edits, const Object& object, const BoxRules& rules,
                    NewGeometry geometry, geometry::Point centre) {
    const Transform& before = object.transform;
    Transform& after = geometry.transform;
    const json::Node& node = object.node;
    const auto length = [&](const char* key, double old_value, double new_value) {
        write_number(edits, node, key, old_value, new_value, kLengthDecimals);
    };
    write_number(edits, node, "scaleX", as_written(object, "scaleX", before.scale_x),
                 as_written(object, "scaleX", after.scale_x), kScaleDecimals);
    write_number(edits, node, "scaleY", as_written(object, "scaleY", before.scale_y),
                 as_written(object, "scaleY", after.scale_y), kScaleDecimals);
    length("width", before.width, after.width);
    length("height", before.height, after.height);
    if (object.image) {
        length("cropX", object.image->crop_x, geometry.crop_x);
        length("cropY", object.image->crop_y, geometry.crop_y);
    }
    if (object.text)
        length("fontSize", object.text->font_size, object.text->font_size * geometry.font_factor);
    const geometry::Point place = left_top_for(after, transformed_size(after, rules), centre);
    length("left", before.left, place.x);
    length("top", before.top, place.y);
}

}  // namespace refit::canvas
