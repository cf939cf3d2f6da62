#include "render/paint.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/text.h"

namespace refit::render {
namespace {

using geometry::Point;
using geometry::Size;

double number_or(const json::Node& node, std::string_view key, double fallback) {
    if (const auto value = node.number(key)) return *value;
    // Old files keep coordinates as text.
    if (const auto text = node.string(key)) return parse_double(*text).value_or(fallback);
    return fallback;
}

std::vector<GradientStop> read_stops(const json::Node& gradient) {
    std::vector<GradientStop> stops;
    const auto list = gradient.find("colorStops");
    if (!list) return stops;
    for (const json::Node& node : list->elements()) {
        if (!node.is_object()) continue;
        GradientStop stop;
        stop.offset = std::clamp(number_or(node, "offset", 0), 0.0, 1.0);
        stop.colour = parse_colour(node.string("color").value_or("")).value_or(Colour{});
        stop.colour.alpha *= std::clamp(number_or(node, "opacity", 1), 0.0, 1.0);
        stops.push_back(stop);
    }
    std::stable_sort(stops.begin(), stops.end(), [](const GradientStop& a, const GradientStop& b) {
        return a.offset < b.offset;
    });
    return stops;
}

// Fabric's gradient coordinates start at the object's top left corner, plus offsetX/offsetY; with
// gradientUnits "percentage" they are shares of its size.
Paint read_gradient(const json::Node& node, Size size) {
    Gradient gradient;
    gradient.radial = node.string("type").value_or("linear") == "radial";
    gradient.stops = read_stops(node);
    const auto coords = node.find("coords");
    if (gradient.stops.empty() || !coords) return {};
    const bool shares = node.string("gradientUnits").value_or("pixels") == "percentage";
    const Size unit = shares ? size : Size{1, 1};
    const Point corner{-size.width / 2 + number_or(node, "offsetX", 0),
                       -size.height / 2 + number_or(node, "offsetY", 0)};
    const auto at = [&](std::string_view x, std::string_view y) {
        return corner +
               Point{number_or(*coords, x, 0) * unit.width, number_or(*coords, y, 0) * unit.height};
    };
    gradient.from = at("x1", "y1");
    gradient.to = at("x2", "y2");
    const double radius_unit = shares ? std::max(size.width, size.height) : 1.0;
    gradient.from_radius = number_or(*coords, "r1", 0) * radius_unit;
    gradient.to_radius = number_or(*coords, "r2", 0) * radius_unit;
    return gradient;
}

}  // namespace

Paint read_paint(const json::Node& object, std::string_view key, Size size, const Paint& fallback) {
    const auto node = object.find(key);
    if (!node) return fallback;
    if (node->is_object()) return read_gradient(*node, size);
    const auto text = node->string();
    if (!text) return {};
    const auto colour = parse_colour(*text);
    if (!colour || colour->alpha <= 0) return {};
    return *colour;
}

std::optional<Stroke> read_stroke(const json::Node& object, Size size, double width, bool uniform) {
    Stroke stroke;
    stroke.paint = read_paint(object, "stroke", size, {});
    if (std::holds_alternative<std::monostate>(stroke.paint) || width <= 0) return std::nullopt;
    stroke.width = width;
    stroke.uniform = uniform;
    stroke.cap = object.string("strokeLineCap").value_or("butt");
    stroke.join = object.string("strokeLineJoin").value_or("miter");
    stroke.miter_limit = number_or(object, "strokeMiterLimit", 4);
    stroke.dash_offset = number_or(object, "strokeDashOffset", 0);
    if (const auto dash = object.find("strokeDashArray"); dash && dash->is_array()) {
        double total = 0;
        for (const json::Node& part : dash->elements()) {
            stroke.dash.push_back(std::max(0.0, part.number().value_or(0)));
            total += stroke.dash.back();
        }
        if (total <= 0) stroke.dash.clear();
    }
    return stroke;
}

}  // namespace refit::render
