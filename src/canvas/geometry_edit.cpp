#include "canvas/geometry_edit.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "canvas/document.h"
#include "canvas/values.h"

namespace refit::canvas {
namespace {

// The scale as the file has it: negative where Fabric turned it into a flip.
double as_written(const Object& object, const char* key, double scale) {
    return object.node.number(key).value_or(1.0) < 0.0 ? -scale : scale;
}

// A clip path in canvas coordinates keeps its place on the picture: it takes the same map as what
// is drawn, p -> centre + factor * (p - old centre). Its origin is a point like any other.
void write_absolute_clip(NumberEdits& edits, const Object& object, const NewGeometry& geometry,
                         geometry::Point centre) {
    const auto clip = object.node.find("clipPath");
    if (!clip || !clip->is_object() || clip->boolean("absolutePositioned") != true) return;
    const Transform& before = object.transform;
    const Transform& after = geometry.transform;
    double factor_x = geometry.font_factor * after.scale_x / before.scale_x;
    double factor_y = geometry.font_factor * after.scale_y / before.scale_y;
    if (std::abs(std::remainder(before.angle, 180.0)) == 90.0) std::swap(factor_x, factor_y);
    const geometry::Point at{clip->number("left").value_or(0), clip->number("top").value_or(0)};
    const double scale_x = clip->number("scaleX").value_or(1);
    const double scale_y = clip->number("scaleY").value_or(1);
    edits.write(*clip, "left", at.x, centre.x + factor_x * (at.x - object.centre.x),
                kLengthDecimals);
    edits.write(*clip, "top", at.y, centre.y + factor_y * (at.y - object.centre.y),
                kLengthDecimals);
    edits.write(*clip, "scaleX", scale_x, scale_x * factor_x, kScaleDecimals);
    edits.write(*clip, "scaleY", scale_y, scale_y * factor_y, kScaleDecimals);
}

}  // namespace

void NumberEdits::write(const json::Node& node, const char* key, double before, double value,
                        int decimals) {
    const double unit = std::pow(10.0, decimals);
    if (std::abs(value - before) * unit <= 0.5) return;
    if (std::abs(value) <= kCoordinateMax) {
        edits_.set_number_member(node, key, std::round(value * unit) / unit);
    } else {
        refuse(node, fmt::format("\"{}\" would become {:.3g} on a page of that size, and no reader "
                                 "takes a number beyond {:g}; mend the object's size or leave it "
                                 "out",
                                 key, value, kCoordinateMax));
    }
}

void NumberEdits::refuse(const json::Node& node, std::string_view why) {
    if (!refusal_) refusal_ = fail_at(node, why).value();
}

Result<std::string> NumberEdits::apply() const {
    if (refusal_) return tl::unexpected<Error>(*refusal_);
    return edits_.apply();
}

void write_geometry(NumberEdits& edits, const Object& object, const BoxRules& rules,
                    NewGeometry geometry, geometry::Point centre, geometry::Point plane) {
    const Transform& before = object.transform;
    Transform& after = geometry.transform;
    const json::Node& node = object.node;
    const auto length = [&](const char* key, double old_value, double new_value) {
        edits.write(node, key, old_value, new_value, kLengthDecimals);
    };
    edits.write(node, "scaleX", as_written(object, "scaleX", before.scale_x),
                as_written(object, "scaleX", after.scale_x), kScaleDecimals);
    edits.write(node, "scaleY", as_written(object, "scaleY", before.scale_y),
                as_written(object, "scaleY", after.scale_y), kScaleDecimals);
    length("width", before.width, after.width);
    length("height", before.height, after.height);
    if (object.image) {
        length("cropX", object.image->crop_x, geometry.crop_x);
        length("cropY", object.image->crop_y, geometry.crop_y);
    }
    if (object.text)
        length("fontSize", object.text->font_size, object.text->font_size * geometry.font_factor);
    const geometry::Point place =
        left_top_for(after, transformed_size(after, rules), centre - plane);
    length("left", before.left, place.x);
    length("top", before.top, place.y);
    write_absolute_clip(edits, object, geometry, centre);
}

}  // namespace refit::canvas
