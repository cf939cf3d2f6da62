#include "canvas/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "base/text.h"
#include "canvas/boxes.h"
#include "canvas/path.h"
#include "canvas/values.h"

namespace refit::canvas {
namespace {

// "5.3.0" -> 5, brought into the versions we know.
int major_of(const json::Node& root) {
    const std::string version = root.string("version").value_or("");
    const auto major = parse_int(std::string_view{version}.substr(0, version.find('.')));
    if (!major) return kFabricMajorDefault;
    return static_cast<int>(std::clamp<std::int64_t>(*major, kFabricMajorMin, kFabricMajorMax));
}

// A plain colour; gradients and patterns are objects.
std::optional<std::string> colour_of(const json::Node& node, const char* key) {
    auto colour = read_string(node, key);
    if (colour && (colour->empty() || *colour == "transparent")) return std::nullopt;
    return colour;
}

void read_paint(Object& object) {
    const json::Node& node = object.node;
    const auto fill = node.find("fill");
    object.fill = fill ? colour_of(node, "fill") : std::optional<std::string>{"rgb(0,0,0)"};
    object.has_fill = object.fill.has_value() || (fill && fill->is_object());
    object.stroke = colour_of(node, "stroke");
}

ImageProps read_image(const json::Node& node, double crop_x, double crop_y) {
    ImageProps image;
    image.crop_x = crop_x;
    image.crop_y = crop_y;
    image.src = read_string(node, "src").value_or("");
    image.has_data = image.src.starts_with("data:");
    return image;
}

}  // namespace

Result<void> DocumentReader::run() {
    const json::Node root = document_.root();
    if (!root.is_object())
        return fail_at(root, "a Fabric canvas is a JSON object with an \"objects\" array");
    major_ = options_.fabric_major
                 ? std::clamp(*options_.fabric_major, kFabricMajorMin, kFabricMajorMax)
                 : major_of(root);
    document_.fabric_major_ = major_;
    const auto list = root.find("objects");
    if (!list || !list->is_array())
        return fail_at(root, "this is not a Fabric canvas: it has no \"objects\" array");
    REFIT_TRY(objects, read_list(*list, "", geometry::Affine{}, 0));
    document_.objects_ = std::move(objects);
    REFIT_TRY(background, read_single("backgroundImage"));
    REFIT_TRY(overlay, read_single("overlayImage"));
    REFIT_TRY(clip_path, read_single("clipPath"));
    document_.background_ = std::move(background);
    document_.overlay_ = std::move(overlay);
    document_.clip_path_ = std::move(clip_path);
    return {};
}

Result<std::optional<Object>> DocumentReader::read_single(const char* key) {
    const auto node = document_.root().find(key);
    if (!node || !node->is_object()) return std::optional<Object>{};
    REFIT_TRY(object, read_object(*node, key, geometry::Affine{}, 0));
    return std::optional<Object>{std::move(object)};
}

Result<std::vector<Object>> DocumentReader::read_list(const json::Node& list,
                                                      const std::string& prefix,
                                                      const geometry::Affine& parent,
                                                      std::size_t depth) {
    if (depth > kGroupDepthMax)
        return fail_at(list, fmt::format("groups nested deeper than {}", kGroupDepthMax),
                       ErrorCode::TooLarge);
    std::vector<Object> objects;
    objects.reserve(std::min(list.size(), kObjectsMax));
    for (const json::Node& node : list.elements()) {
        REFIT_TRY(object,
                  read_object(node, prefix + std::to_string(objects.size()), parent, depth));
        objects.push_back(std::move(object));
    }
    return objects;
}

Result<Object> DocumentReader::read_object(const json::Node& node, std::string path,
                                           const geometry::Affine& parent, std::size_t depth) {
    if (!node.is_object()) return fail_at(node, "an object of the canvas must stand here");
    if (++document_.object_count_ > kObjectsMax)
        return fail_at(node, fmt::format("more than {} objects", kObjectsMax), ErrorCode::TooLarge);
    Object object{node};
    object.path = std::move(path);
    object.id = read_name(node, "id");
    object.name = read_name(node, "name");
    object.type_text = read_string(node, "type").value_or("");
    object.kind = kind_of(object.type_text);
    object.visible = read_flag(node, "visible", true);
    object.selectable = read_flag(node, "selectable", true);
    REFIT_TRY(opacity, read_number(node, "opacity", 1));
    object.opacity = std::clamp(opacity, 0.0, 1.0);
    read_paint(object);
    REFIT_TRY(transform, read_transform(node, object.kind, major_));
    object.transform = transform;
    REFIT_CHECK(read_own_size(object));
    place_in_parent(object, parent, major_);
    if (!std::isfinite(object.box.area()))
        return fail_at(node, "the object's transform leaves every number behind; check its scales");
    if (object.kind != Kind::Group) return object;
    const auto list = node.find("objects");
    if (!list || !list->is_array()) return object;
    REFIT_TRY(children, read_list(*list, object.path + ".", object.matrix, depth + 1));
    object.children = std::move(children);
    return object;
}

// Width and height as Fabric works them out on loading; for most kinds they are as written.
Result<void> DocumentReader::read_own_size(Object& object) {
    const json::Node& node = object.node;
    Transform& t = object.transform;
    switch (object.kind) {
        case Kind::Circle: {
            REFIT_TRY(radius, read_number(node, "radius", t.width / 2));
            t.width = t.height = 2 * std::abs(radius);
            return {};
        }
        case Kind::Ellipse: {
            REFIT_TRY(rx, read_number(node, "rx", t.width / 2));
            REFIT_TRY(ry, read_number(node, "ry", t.height / 2));
            t.width = 2 * std::abs(rx);
            t.height = 2 * std::abs(ry);
            return {};
        }
        case Kind::Line: {
            if (!node.find("x1") && !node.find("x2")) return {};
            REFIT_TRY(x1, read_number(node, "x1", 0));
            REFIT_TRY(x2, read_number(node, "x2", 0));
            REFIT_TRY(y1, read_number(node, "y1", 0));
            REFIT_TRY(y2, read_number(node, "y2", 0));
            t.width = std::abs(x2 - x1);
            t.height = std::abs(y2 - y1);
            return {};
        }
        case Kind::Polyline:
        case Kind::Polygon:
            return read_outline(object, "points");
        case Kind::Path:
            return read_outline(object, "path");
        case Kind::Image: {
            REFIT_TRY(crop_x, read_number(node, "cropX", 0));
            REFIT_TRY(crop_y, read_number(node, "cropY", 0));
            object.image = read_image(node, crop_x, crop_y);
            return {};
        }
        case Kind::Text:
        case Kind::IText:
        case Kind::Textbox:
            return read_text(object);
        case Kind::Rect:
        case Kind::Triangle:
        case Kind::Group:
        case Kind::Unknown:
            return {};
    }
    return {};
}

Result<void> DocumentReader::read_outline(Object& object, const char* key) {
    const auto source = object.node.find(key);
    // Without its outline the stored size is all there is.
    if (!source || source->is_null()) return {};
    auto steps = object.kind == Kind::Path ? read_path(*source)
                                           : read_points(*source, object.kind == Kind::Polygon);
    if (!steps) return error_of(std::move(steps));
    const geometry::Rect box = path_bounds(*steps);
    object.transform.width = box.width();
    object.transform.height = box.height();
    object.path_offset = box.centre();
    return {};
}

Result<void> DocumentReader::read_text(Object& object) {
    REFIT_TRY(text, read_text_props(object.node, object.kind, major_));
    object.text = std::move(text);
    const TextProps& props = *object.text;
    document_.text_bytes_ += props.text.size();
    if (document_.text_bytes_ > kTextBytesTotalMax)
        return fail_at(
            object.node,
            fmt::format("the texts have more than {} bytes together", kTextBytesTotalMax),
            ErrorCode::TooLarge);
    Transform& t = object.transform;
    if (props.on_path) {
        const auto outline = object.node.find("path")->find("path");
        if (!outline) return {};
        REFIT_TRY(steps, read_path(*outline));
        const geometry::Rect box = path_bounds(steps);
        t.width = box.width();
        t.height = box.height();
        return {};
    }
    const bool stored = props.stored_width && props.stored_height;
    if (options_.measurer == nullptr && stored) return {};
    const std::unique_ptr<TextMeasurer> estimate =
        options_.measurer == nullptr ? make_estimating_measurer() : nullptr;
    const TextMeasurer& measurer = options_.measurer != nullptr ? *options_.measurer : *estimate;
    const TextLayout layout = measurer.layout(props, t.width);
    const bool measured =
        layout.source == WidthSource::Exact || layout.source == WidthSource::Alias;
    // With a stand-in font the browser's own measurement is the better one.
    if (!measured && stored) return {};
    t.width = layout.width;
    t.height = layout.height;
    return {};
}

}  // namespace refit::canvas
