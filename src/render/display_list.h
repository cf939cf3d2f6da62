#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "canvas/document.h"
#include "canvas/page.h"
#include "canvas/path.h"
#include "geometry/affine.h"
#include "geometry/rect.h"
#include "render/colour.h"

namespace refit::render {

// What is to be painted, in painting order, with nothing left to work out: svg.cpp and cairo.cpp
// write it down each in their own way. Coordinates of an item are its own; `matrix` maps them to
// the picture, whose corner is the page's corner.

struct GradientStop {
    double offset{0};  // 0..1
    Colour colour;
};
struct Gradient {
    bool radial{false};
    geometry::Point from;
    geometry::Point to;
    double from_radius{0};  // radial only
    double to_radius{0};
    std::vector<GradientStop> stops;  // ascending
};
// monostate: paints nothing.
using Paint = std::variant<std::monostate, Colour, Gradient>;

struct Stroke {
    Paint paint;
    double width{0};  // item units
    std::vector<double> dash;
    double dash_offset{0};
    std::string cap{"butt"};
    std::string join{"miter"};
    double miter_limit{4};
    // Width and dashes are in picture pixels, however the item is scaled.
    bool uniform{false};
};

using Outline = std::vector<canvas::PathStep>;

// An area that limits what is painted; several intersect.
struct Clip {
    Outline outline;
    geometry::Affine matrix;
    bool inverted{false};
};

struct ShapeItem {
    Outline outline;
    bool even_odd{false};
};

struct TextRun {
    std::string text;
    double x{0};            // start, item units
    double baseline{0};     // y
    double width{0};        // as measured; the painter spreads its glyphs over exactly this
    bool justified{false};  // spread over the blanks only
};
struct TextItem {
    std::vector<TextRun> runs;
    std::string family;
    std::string weight;
    std::string style;
    double size{0};
    bool right_to_left{false};
};

// A picture: the source rectangle (crop) is shown in `box`.
struct ImageItem {
    geometry::Rect box;
    geometry::Rect crop;   // source pixels
    std::string data_url;  // empty: not readable, a placeholder is drawn
};

struct Item {
    std::variant<ShapeItem, TextItem, ImageItem> content;
    geometry::Affine matrix;
    Paint fill;
    std::optional<Stroke> stroke;
    bool stroke_first{false};
    double opacity{1};
    std::vector<Clip> clips;
};

struct DisplayList {
    geometry::Size size;  // of the page
    std::optional<Colour> background;
    std::vector<Item> items;
};

// The traversal: everything visible of the document, clip paths, shadows and group transforms
// worked out. Objects of unknown kind are drawn as placeholders.
[[nodiscard]] DisplayList build_display_list(const canvas::Document& document,
                                             const canvas::Page& page,
                                             const canvas::TextMeasurer& measurer);

}  // namespace refit::render
