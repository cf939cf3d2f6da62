#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "canvas/defaults.h"
#include "canvas/reader.h"
#include "canvas/values.h"

namespace refit::canvas {
namespace {

struct TypeName {
    std::string_view name;
    Kind kind;
};

constexpr std::array kTypeNames = {
    TypeName{"rect", Kind::Rect},         TypeName{"circle", Kind::Circle},
    TypeName{"ellipse", Kind::Ellipse},   TypeName{"triangle", Kind::Triangle},
    TypeName{"line", Kind::Line},         TypeName{"polyline", Kind::Polyline},
    TypeName{"polygon", Kind::Polygon},   TypeName{"path", Kind::Path},
    TypeName{"text", Kind::Text},         TypeName{"itext", Kind::IText},
    TypeName{"textbox", Kind::Textbox},   TypeName{"image", Kind::Image},
    TypeName{"group", Kind::Group},       TypeName{"activeselection", Kind::Group},
    TypeName{"fabricimage", Kind::Image}, TypeName{"fabrictext", Kind::Text},
};

struct Scale {
    double value{1};
    bool flip{false};
};

// Fabric's scale setter: a negative scale toggles the flip and turns positive, 0 becomes tiny.
// A flip key that comes later in the file overrides the toggle, one that came before is toggled.
Result<Scale> read_scale(const json::Node& node, std::string_view scale_key,
                         std::string_view flip_key) {
    REFIT_TRY(value, read_number(node, scale_key, 1.0));
    Scale scale{value, read_flag(node, flip_key, false)};
    if (value < 0.0) {
        scale.value = -value;
        const auto flip = node.find(flip_key);
        const bool flip_is_later = flip && flip->raw().data() > node.find(scale_key)->raw().data();
        if (!flip_is_later) scale.flip = !scale.flip;
    }
    scale.value = std::max(scale.value, kScaleMin);
    return scale;
}

}  // namespace

Kind kind_of(std::string_view type) {
    std::string word = to_lower_ascii(type);
    word.erase(std::remove(word.begin(), word.end(), '-'), word.end());
    for (const TypeName& entry : kTypeNames)
        if (entry.name == word) return entry.kind;
    return Kind::Unknown;
}

Result<Transform> read_transform(const json::Node& node, Kind kind, int fabric_major) {
    const Defaults defaults = defaults_of(kind, fabric_major);
    Transform t;
    REFIT_TRY(left, read_number(node, "left", 0));
    REFIT_TRY(top, read_number(node, "top", 0));
    REFIT_TRY(width, read_number(node, "width", defaults.width));
    REFIT_TRY(height, read_number(node, "height", defaults.height));
    REFIT_TRY(scale_x, read_scale(node, "scaleX", "flipX"));
    REFIT_TRY(scale_y, read_scale(node, "scaleY", "flipY"));
    REFIT_TRY(angle, read_number(node, "angle", 0));
    REFIT_TRY(skew_x, read_number(node, "skewX", 0));
    REFIT_TRY(skew_y, read_number(node, "skewY", 0));
    REFIT_TRY(origin_x, read_origin(node, "originX", defaults.origin_x));
    REFIT_TRY(origin_y, read_origin(node, "originY", defaults.origin_y));
    REFIT_TRY(stroke_width, read_number(node, "strokeWidth", defaults.stroke_width));
    t.left = left;
    t.top = top;
    t.width = std::abs(width);
    t.height = std::abs(height);
    t.scale_x = scale_x.value;
    t.scale_y = scale_y.value;
    t.flip_x = scale_x.flip;
    t.flip_y = scale_y.flip;
    t.angle = angle;
    t.skew_x = skew_x;
    t.skew_y = skew_y;
    t.origin_x = origin_x;
    t.origin_y = origin_y;
    t.stroke_width = std::abs(stroke_width);
    t.stroke_uniform = read_flag(node, "strokeUniform", false);
    return t;
}

}  // namespace refit::canvas
