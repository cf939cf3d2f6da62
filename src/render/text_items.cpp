#include "render/text_items.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "render/colour.h"
#include "render/outline.h"

namespace refit::render {
namespace {

using canvas::Object;
using canvas::TextAlign;
using canvas::TextLayout;
using geometry::Rect;

// Fabric's decoration lines: thickness a fifteenth of the font size, offsets from the baseline in
// font sizes. Source: fabric.js text mixin, `offsets` (underline 0.10, linethrough -0.28167,
// overline -0.81333), read in versions 4 to 7.
constexpr double kLineThickness = 1.0 / 15.0;
struct Decoration {
    const char* key;
    double offset;
};
constexpr Decoration kDecorations[] = {
    {"underline", 0.10}, {"linethrough", -0.28167}, {"overline", -0.81333}};

double line_left(TextAlign align, double free) {
    if (align == TextAlign::Center) return free / 2;
    return align == TextAlign::Right ? free : 0;
}

bool fully_justified(const Object& object) {
    return object.text->align_text == "justify";
}

// Where one line starts, how wide it is drawn, and whether its blanks take up the slack.
TextRun place_line(const Object& object, const TextLayout& layout, std::size_t index, double top) {
    const canvas::TextLine& line = layout.lines[index];
    const double width = object.transform.width;
    TextRun run;
    run.text = line.text;
    run.width = line.width;
    run.baseline = top + line.baseline;
    const bool justify = object.text->align == TextAlign::Justify &&
                         (!line.ends_paragraph || fully_justified(object)) &&
                         line.text.find(' ') != std::string::npos;
    if (justify) {
        run.justified = true;
        run.width = width;
        run.x = -width / 2;
        return run;
    }
    TextAlign align = object.text->align;
    if (align == TextAlign::Justify) {
        const std::string& spelling = object.text->align_text;
        align = spelling == "justify-center"  ? TextAlign::Center
                : spelling == "justify-right" ? TextAlign::Right
                                              : TextAlign::Left;
    }
    run.x = -width / 2 + line_left(align, width - line.width);
    return run;
}

Item line_box(const Item& pattern, const Rect& box, const Paint& fill) {
    Item item = pattern;
    item.content = ShapeItem{box_outline(box), false};
    item.fill = fill;
    item.stroke.reset();
    return item;
}

void add_backgrounds(const Object& object, const Item& pattern, const TextItem& text,
                     std::vector<Item>& items) {
    const auto name = object.node.string("textBackgroundColor");
    const auto colour = name ? parse_colour(*name) : std::nullopt;
    if (!colour || colour->alpha <= 0) return;
    for (const TextRun& run : text.runs) {
        const double top = run.baseline - text.size * 1.13 * (1 - 0.222);
        const Rect box = Rect::from_size({run.x, top}, {run.width, text.size * 1.13});
        items.push_back(line_box(pattern, box, *colour));
    }
}

void add_decorations(const Object& object, const Item& pattern, const TextItem& text,
                     std::vector<Item>& items) {
    for (const Decoration& decoration : kDecorations) {
        if (!object.node.boolean(decoration.key).value_or(false)) continue;
        for (const TextRun& run : text.runs) {
            const double top = run.baseline + decoration.offset * text.size;
            const Rect box = Rect::from_size({run.x, top}, {run.width, text.size * kLineThickness});
            items.push_back(line_box(pattern, box, pattern.fill));
        }
    }
}

}  // namespace

std::vector<Item> text_items(const Object& object, const Item& pattern,
                             const canvas::TextMeasurer& measurer) {
    const TextLayout layout = measurer.layout(*object.text, object.transform.width);
    TextItem text;
    text.family = object.text->font_family;
    text.weight = object.text->font_weight;
    text.style = object.text->font_style;
    text.size = object.text->font_size;
    text.right_to_left = object.text->right_to_left;
    for (std::size_t i = 0; i < layout.lines.size(); ++i) {
        if (layout.lines[i].text.empty()) continue;
        text.runs.push_back(place_line(object, layout, i, -object.transform.height / 2));
    }
    std::vector<Item> items;
    add_backgrounds(object, pattern, text, items);
    Item item = pattern;
    item.content = text;
    items.push_back(std::move(item));
    add_decorations(object, pattern, text, items);
    return items;
}

}  // namespace refit::render
