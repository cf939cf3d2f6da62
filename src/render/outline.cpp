#include "render/outline.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "base/text.h"

namespace refit::render {
namespace {

using canvas::Kind;
using canvas::PathStep;
using geometry::Affine;
using geometry::Point;
using geometry::Rect;
using geometry::Size;
using Verb = PathStep::Verb;

// Control points of a cubic that is nearly a quarter circle: 4/3 (sqrt 2 - 1).
constexpr double kQuarter = 0.5522847498307936;

PathStep move_to(Point p) {
    return {Verb::Move, {p, {}, {}}};
}
PathStep line_to(Point p) {
    return {Verb::Line, {p, {}, {}}};
}
PathStep cubic_to(Point a, Point b, Point p) {
    return {Verb::Cubic, {a, b, p}};
}
PathStep close() {
    return {Verb::Close, {}};
}

Outline polygon(std::initializer_list<Point> points, bool closed) {
    Outline outline;
    for (const Point& p : points) {
        outline.push_back(outline.empty() ? move_to(p) : line_to(p));
    }
    if (closed) outline.push_back(close());
    return outline;
}

// A circle's arc from `start` to `end` (radians, clockwise on screen), by cubics of at most an
// eighth of a turn.
Outline arc(double radius, double start, double end) {
    const double sweep = end - start;
    const int pieces =
        std::max(1, static_cast<int>(std::ceil(std::abs(sweep) / (std::numbers::pi / 4))));
    const double step = sweep / pieces;
    const double reach = 4.0 / 3.0 * std::tan(step / 4) * radius;
    const auto at = [&](double t) { return Point{radius * std::cos(t), radius * std::sin(t)}; };
    const auto tangent = [&](double t) { return Point{-std::sin(t), std::cos(t)}; };
    Outline outline{move_to(at(start))};
    for (int i = 0; i < pieces; ++i) {
        const double a = start + step * i;
        const double b = a + step;
        outline.push_back(cubic_to(at(a) + tangent(a) * reach, at(b) - tangent(b) * reach, at(b)));
    }
    return outline;
}

Outline circle(const OutlineSource& source) {
    const double radius = source.node.number("radius").value_or(source.size.width / 2);
    const double unit = source.fabric_major <= 4 ? 1.0 : std::numbers::pi / 180;
    const double start = source.node.number("startAngle").value_or(0) * unit;
    const double full = source.fabric_major <= 4 ? 2 * std::numbers::pi : 360.0;
    const double end = source.node.number("endAngle").value_or(full) * unit;
    if (std::abs(end - start) >= 2 * std::numbers::pi - 1e-6) return ellipse(radius, radius);
    return arc(radius, start, end);
}

Outline line(const OutlineSource& source) {
    const double x1 = source.node.number("x1").value_or(0);
    const double x2 = source.node.number("x2").value_or(0);
    const double y1 = source.node.number("y1").value_or(0);
    const double y2 = source.node.number("y2").value_or(0);
    const double x = (x1 <= x2 ? -1 : 1) * source.size.width / 2;
    const double y = (y1 <= y2 ? -1 : 1) * source.size.height / 2;
    return polygon({{x, y}, {-x, -y}}, false);
}

Outline moved(Outline outline, Point by) {
    for (PathStep& step : outline) {
        for (Point& p : step.points) p = p + by;
    }
    return outline;
}

Outline from_steps(Result<Outline> steps, Point offset) {
    if (!steps) return {};
    return moved(std::move(*steps), Point{} - offset);
}

Kind kind_of(const std::string& type) {
    std::string name = to_lower_ascii(type);
    std::erase(name, '-');
    if (name == "rect") return Kind::Rect;
    if (name == "circle") return Kind::Circle;
    if (name == "ellipse") return Kind::Ellipse;
    if (name == "triangle") return Kind::Triangle;
    if (name == "polygon") return Kind::Polygon;
    if (name == "polyline") return Kind::Polyline;
    if (name == "path") return Kind::Path;
    return Kind::Unknown;
}

double origin_share(const json::Node& node, std::string_view key, double fallback) {
    if (const auto number = node.number(key)) return *number;
    const std::string text = node.string(key).value_or("");
    if (text == "left" || text == "top") return 0;
    if (text == "center") return 0.5;
    if (text == "right" || text == "bottom") return 1;
    return fallback;
}

// The clip path's own matrix, as Fabric places any object: origin, turn, scale, skew.
Affine own_matrix(const json::Node& node, Size size, int fabric_major) {
    const double origin = fabric_major >= 7 ? 0.5 : 0.0;
    const double scale_x = node.number("scaleX").value_or(1);
    const double scale_y = node.number("scaleY").value_or(1);
    const double stroke = node.number("strokeWidth").value_or(1);
    const double angle = node.number("angle").value_or(0);
    const double width = (size.width + stroke) * scale_x;
    const double height = (size.height + stroke) * scale_y;
    const Affine turn = Affine::rotation(angle);
    const Point shift = turn.apply({(0.5 - origin_share(node, "originX", origin)) * width,
                                    (0.5 - origin_share(node, "originY", origin)) * height});
    const Point centre =
        Point{node.number("left").value_or(0), node.number("top").value_or(0)} + shift;
    const double flip_x = node.boolean("flipX").value_or(false) ? -1 : 1;
    const double flip_y = node.boolean("flipY").value_or(false) ? -1 : 1;
    const double tan_x = std::tan(node.number("skewX").value_or(0) * std::numbers::pi / 180);
    const double tan_y = std::tan(node.number("skewY").value_or(0) * std::numbers::pi / 180);
    return Affine::translation(centre) * turn *
           Affine::scaling(flip_x * scale_x, flip_y * scale_y) * Affine{1, 0, tan_x, 1, 0, 0} *
           Affine{1, tan_y, 0, 1, 0, 0};
}

// A clip path's size and path offset; the file's width and height where the kind has no others.
OutlineSource clip_source(const json::Node& node, int fabric_major) {
    OutlineSource source{node,
                         kind_of(node.string("type").value_or("")),
                         {node.number("width").value_or(0), node.number("height").value_or(0)},
                         {},
                         fabric_major};
    Outline steps;
    if (source.kind == Kind::Circle) {
        const double radius = node.number("radius").value_or(0);
        source.size = {2 * radius, 2 * radius};
    } else if (source.kind == Kind::Ellipse) {
        source.size = {2 * node.number("rx").value_or(0), 2 * node.number("ry").value_or(0)};
    } else if (source.kind == Kind::Path) {
        if (const auto path = node.find("path"))
            steps = canvas::read_path(*path).value_or(Outline{});
    } else if (source.kind == Kind::Polygon || source.kind == Kind::Polyline) {
        if (const auto points = node.find("points")) {
            steps = canvas::read_points(*points, true).value_or(Outline{});
        }
    }
    if (!steps.empty()) {
        const Rect box = canvas::path_bounds(steps);
        source.size = box.size();
        source.path_offset = box.centre();
    }
    return source;
}

}  // namespace

Outline box_outline(const Rect& box) {
    return polygon({{box.left(), box.top()},
                    {box.right(), box.top()},
                    {box.right(), box.bottom()},
                    {box.left(), box.bottom()}},
                   true);
}

Outline ellipse(double rx, double ry) {
    return rounded_rect({2 * rx, 2 * ry}, rx, ry);
}

Outline rounded_rect(Size size, double rx, double ry) {
    const double w = size.width / 2;
    const double h = size.height / 2;
    rx = std::clamp(rx, 0.0, w);
    ry = std::clamp(ry, 0.0, h);
    if (rx <= 0 || ry <= 0) return polygon({{-w, -h}, {w, -h}, {w, h}, {-w, h}}, true);
    const double kx = rx * (1 - kQuarter);
    const double ky = ry * (1 - kQuarter);
    return {move_to({-w + rx, -h}),
            line_to({w - rx, -h}),
            cubic_to({w - kx, -h}, {w, -h + ky}, {w, -h + ry}),
            line_to({w, h - ry}),
            cubic_to({w, h - ky}, {w - kx, h}, {w - rx, h}),
            line_to({-w + rx, h}),
            cubic_to({-w + kx, h}, {-w, h - ky}, {-w, h - ry}),
            line_to({-w, -h + ry}),
            cubic_to({-w, -h + ky}, {-w + kx, -h}, {-w + rx, -h}),
            close()};
}

Outline outline_of(const OutlineSource& source) {
    const double w = source.size.width / 2;
    const double h = source.size.height / 2;
    switch (source.kind) {
        case Kind::Rect: {
            // One radius given stands for both.
            const auto rx = source.node.number("rx");
            const auto ry = source.node.number("ry");
            return rounded_rect(source.size, rx.value_or(ry.value_or(0)),
                                ry.value_or(rx.value_or(0)));
        }
        case Kind::Circle:
            return circle(source);
        case Kind::Ellipse:
            return ellipse(w, h);
        case Kind::Triangle:
            return polygon({{-w, h}, {0, -h}, {w, h}}, true);
        case Kind::Line:
            return line(source);
        case Kind::Polyline:
        case Kind::Polygon: {
            const auto points = source.node.find("points");
            if (!points) return {};
            return from_steps(canvas::read_points(*points, source.kind == Kind::Polygon),
                              source.path_offset);
        }
        case Kind::Path: {
            const auto path = source.node.find("path");
            if (!path) return {};
            return from_steps(canvas::read_path(*path), source.path_offset);
        }
        case Kind::Text:
        case Kind::IText:
        case Kind::Textbox:
        case Kind::Image:
        case Kind::Group:
        case Kind::Unknown:
            return {};
    }
    return {};
}

std::optional<Clip> read_clip(const json::Node& owner_node, const Affine& owner,
                              const Affine& canvas_to_picture, int fabric_major) {
    const auto node = owner_node.find("clipPath");
    if (!node || !node->is_object()) return std::nullopt;
    const OutlineSource source = clip_source(*node, fabric_major);
    Clip clip;
    clip.outline = outline_of(source);
    if (clip.outline.empty()) return std::nullopt;
    const bool absolute = node->boolean("absolutePositioned").value_or(false);
    clip.matrix = (absolute ? canvas_to_picture : canvas_to_picture * owner) *
                  own_matrix(*node, source.size, fabric_major);
    clip.inverted = node->boolean("inverted").value_or(false);
    return clip;
}

}  // namespace refit::render
