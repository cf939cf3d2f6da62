#include "render/display_list.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "render/outline.h"
#include "render/paint.h"
#include "render/text_items.h"

namespace refit::render {
namespace {

using canvas::Kind;
using canvas::Object;
using geometry::Affine;
using geometry::Point;
using geometry::Rect;
using geometry::Size;

// A drawn shadow stands for a blurred one: the blur spreads its colour, so it is paler.
constexpr double kBlurredShare = 0.5;

struct Inherited {
    double opacity{1};
    std::vector<Clip> clips;
};

struct Shadow {
    Colour colour;
    Point offset;  // picture pixels
};

std::optional<Shadow> read_shadow(const Object& object) {
    const auto node = object.node.find("shadow");
    if (!node || !node->is_object()) return std::nullopt;
    const auto colour = parse_colour(node->string("color").value_or("rgb(0,0,0)"));
    if (!colour) return std::nullopt;
    Shadow shadow;
    shadow.colour = *colour;
    if (node->number("blur").value_or(0) > 0) shadow.colour.alpha *= kBlurredShare;
    const bool fixed = node->boolean("nonScaling").value_or(false);
    const double x = fixed ? 1 : std::hypot(object.matrix.a, object.matrix.b);
    const double y = fixed ? 1 : std::hypot(object.matrix.c, object.matrix.d);
    shadow.offset = {node->number("offsetX").value_or(0) * x,
                     node->number("offsetY").value_or(0) * y};
    return shadow;
}

class Builder {
public:
    Builder(const canvas::Document& document, const canvas::Page& page,
            const canvas::TextMeasurer& measurer)
        : document_{document}, page_{page}, measurer_{measurer} {
        to_picture_ = Affine::translation(Point{} - page.rect.origin());
        list_.size = page.rect.size();
    }

    DisplayList build() && {
        if (const auto text = document_.background_colour()) list_.background = parse_colour(*text);
        if (document_.background_image()) add(*document_.background_image(), {});
        for (std::size_t i = 0; i < document_.objects().size(); ++i) {
            in_page_object_ = page_.object == i;
            add(document_.objects()[i], {});
        }
        in_page_object_ = false;
        if (document_.overlay_image()) add(*document_.overlay_image(), {});
        return std::move(list_);
    }

private:
    void add(const Object& object, Inherited inherited) {
        if (!object.visible || object.opacity <= 0) return;
        inherited.opacity *= object.opacity;
        if (auto clip =
                read_clip(object.node, object.matrix, to_picture_, document_.fabric_major())) {
            inherited.clips.push_back(std::move(*clip));
        }
        if (object.kind == Kind::Group) {
            for (const Object& child : object.children) add(child, inherited);
            return;
        }
        const std::size_t first = list_.items.size();
        if (object.is_text()) {
            add_text(object, inherited);
        } else if (object.kind == Kind::Image || object.kind == Kind::Unknown) {
            add_image(object, inherited);
        } else {
            add_shape(object, inherited);
        }
        // Fabric 5 tutorials give the page itself a shadow; it lies outside of the picture.
        if (!in_page_object_) add_shadow(object, first);
    }

    Item make_item(const Object& object, const Inherited& inherited) const {
        const Size size{object.transform.width, object.transform.height};
        Item item;
        item.matrix = to_picture_ * object.matrix;
        item.opacity = inherited.opacity;
        item.clips = inherited.clips;
        item.fill = read_paint(object.node, "fill", size, Colour{});
        item.stroke = read_stroke(object.node, size, object.transform.stroke_width,
                                  object.transform.stroke_uniform);
        item.stroke_first = object.node.string("paintFirst").value_or("fill") == "stroke";
        return item;
    }

    void add_box(const Object& object, const Inherited& inherited, const char* key) {
        const auto text = object.node.string(key);
        if (!text) return;
        const auto colour = parse_colour(*text);
        if (!colour || colour->alpha <= 0) return;
        Item item = make_item(object, inherited);
        item.fill = *colour;
        item.stroke.reset();
        item.content =
            ShapeItem{rounded_rect({object.transform.width, object.transform.height}, 0, 0), false};
        list_.items.push_back(std::move(item));
    }

    void add_shape(const Object& object, const Inherited& inherited) {
        add_box(object, inherited, "backgroundColor");
        Item item = make_item(object, inherited);
        ShapeItem shape;
        shape.outline = outline_of({object.node,
                                    object.kind,
                                    {object.transform.width, object.transform.height},
                                    object.path_offset,
                                    document_.fabric_major()});
        shape.even_odd = object.node.string("fillRule").value_or("nonzero") == "evenodd";
        if (object.kind == Kind::Line) item.fill = {};
        item.content = std::move(shape);
        list_.items.push_back(std::move(item));
    }

    void add_image(const Object& object, const Inherited& inherited) {
        add_box(object, inherited, "backgroundColor");
        Item item = make_item(object, inherited);
        item.fill = {};
        const Size size{object.transform.width, object.transform.height};
        ImageItem image;
        image.box = Rect::around({}, size);
        if (object.image) {
            image.crop = Rect::from_size({object.image->crop_x, object.image->crop_y}, size);
            if (object.image->has_data) image.data_url = object.image->src;
        }
        item.content = std::move(image);
        list_.items.push_back(std::move(item));
    }

    void add_text(const Object& object, const Inherited& inherited) {
        add_box(object, inherited, "backgroundColor");
        const Item pattern = make_item(object, inherited);
        for (Item& item : text_items(object, pattern, measurer_)) {
            list_.items.push_back(std::move(item));
        }
    }

    // Copies the object's items, all in the shadow's colour, under the object.
    void add_shadow(const Object& object, std::size_t first) {
        const auto shadow = read_shadow(object);
        if (!shadow || shadow->colour.alpha <= 0) return;
        std::vector<Item> copies;
        for (std::size_t i = first; i < list_.items.size(); ++i) {
            Item copy = list_.items[i];
            if (const auto* image = std::get_if<ImageItem>(&copy.content)) {
                copy.content = ShapeItem{box_outline(image->box), false};
                copy.fill = shadow->colour;
            }
            if (!std::holds_alternative<std::monostate>(copy.fill)) copy.fill = shadow->colour;
            if (copy.stroke) copy.stroke->paint = shadow->colour;
            copy.matrix = Affine::translation(shadow->offset) * copy.matrix;
            copies.push_back(std::move(copy));
        }
        list_.items.insert(list_.items.begin() + static_cast<std::ptrdiff_t>(first),
                           std::make_move_iterator(copies.begin()),
                           std::make_move_iterator(copies.end()));
    }

    const canvas::Document& document_;
    const canvas::Page& page_;
    const canvas::TextMeasurer& measurer_;
    Affine to_picture_;
    DisplayList list_;
    bool in_page_object_{false};
};

}  // namespace

DisplayList build_display_list(const canvas::Document& document, const canvas::Page& page,
                               const canvas::TextMeasurer& measurer) {
    return Builder{document, page, measurer}.build();
}

}  // namespace refit::render
