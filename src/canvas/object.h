#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "canvas/text.h"
#include "geometry/affine.h"
#include "geometry/point.h"
#include "geometry/rect.h"
#include "json/document.h"

namespace refit::canvas {

// The kinds Fabric 4-7 know; a type of another name is Unknown and treated as a plain box.
enum class Kind : std::uint8_t {
    Rect,
    Circle,
    Ellipse,
    Triangle,
    Line,
    Polyline,
    Polygon,
    Path,
    Text,
    IText,
    Textbox,
    Image,
    Group,
    Unknown,
};

// Fabric's transform of one object, defaults of the file's version applied. Angles in degrees.
struct Transform {
    double left{0};
    double top{0};
    double width{0};  // unscaled, without stroke; as Fabric has it after loading
    double height{0};
    double scale_x{1};
    double scale_y{1};
    double angle{0};
    double skew_x{0};
    double skew_y{0};
    bool flip_x{false};
    bool flip_y{false};
    double origin_x{0};  // 0 left, 0.5 centre, 1 right
    double origin_y{0};
    double stroke_width{1};
    bool stroke_uniform{false};
};

// An image shows the source rectangle (crop_x, crop_y, width, height) of its picture.
struct ImageProps {
    double crop_x{0};
    double crop_y{0};
    std::string src;       // empty if the file has none
    bool has_data{false};  // src is a data: URL
};

// One object of a canvas, with its place worked out (docs/methods/fabric-boxes.md).
struct Object {
    explicit Object(json::Node source) : node{source} {}

    json::Node node;                // the object in the JSON document
    std::string path;               // "0.1.0": indices from the top
    std::optional<std::string> id;  // a number is given as its text
    std::optional<std::string> name;
    Kind kind{Kind::Unknown};
    std::string type_text;  // as spelled in the file
    bool visible{true};
    bool selectable{true};
    double opacity{1};
    std::optional<std::string> fill;  // a plain colour; nullopt for none, gradient or pattern
    std::optional<std::string> stroke;
    bool has_fill{true};  // false for null, "" and "transparent"

    Transform transform;
    std::optional<TextProps> text;    // Text, IText, Textbox
    std::optional<ImageProps> image;  // Image
    geometry::Point path_offset;      // Polyline, Polygon, Path: drawn minus this point

    geometry::Affine matrix;  // absolute; maps the object's centred own units
    geometry::Point centre;   // absolute
    geometry::Size box_size;  // Fabric's transformed dimensions, in the parent's plane, not rotated
    std::array<geometry::Point, 4>
        corners{};                 // absolute: top left, top right, bottom right, bottom left
    geometry::Rect box;            // absolute bounding rectangle of the corners
    std::vector<Object> children;  // Group only

    [[nodiscard]] bool is_text() const { return text.has_value(); }
    // Effective font size on the page: font size times the vertical scale of object and parents.
    [[nodiscard]] double displayed_font_size() const;
};

}  // namespace refit::canvas
