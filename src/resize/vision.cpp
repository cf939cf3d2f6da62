#include "resize/vision.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "json/document.h"
#include "json/writer.h"
#include "resize/prepare.h"
#include "resize/service.h"

namespace refit::resize {
namespace {

constexpr double kFabricLineFactor = 1.13;  // height of one line, in font sizes
constexpr double kMeanAdvance = 0.5;        // width of a character, in font sizes; about
constexpr double kLineHeight = 1.16;        // Fabric's default
constexpr double kFontSizeMin = 1;
constexpr double kVisionCoordinateMax = 1e6;

bool is_text(const VisionObject& object) {
    const std::string type = to_lower_ascii(object.type);
    return type == "text" || type == "i-text" || type == "itext" || type == "textbox";
}

Result<double> number_of(const json::Node& node, std::string_view key, double fallback) {
    const auto member = node.find(key);
    if (!member || member->is_null()) return fallback;
    const auto value = member->number();
    if (value && std::abs(*value) <= kVisionCoordinateMax) return *value;
    return fail(ErrorCode::InvalidInput,
                "objectsData" + member->path().substr(1) + ": not a usable number");
}

Result<VisionObject> parse_object(const json::Node& node, std::size_t index) {
    if (!node.is_object()) {
        return fail(ErrorCode::InvalidInput,
                    "objectsData[" + std::to_string(index) + "]: not an object");
    }
    VisionObject object;
    object.id = node.string("id").value_or("obj_" + std::to_string(index));
    object.type = node.string("type").value_or("rect");
    object.text = node.string("text").value_or("");
    REFIT_TRY(left, number_of(node, "left", 0));
    REFIT_TRY(top, number_of(node, "top", 0));
    REFIT_TRY(width, number_of(node, "width", 0));
    REFIT_TRY(height, number_of(node, "height", 0));
    REFIT_TRY(scale_x, number_of(node, "scaleX", 1));
    REFIT_TRY(scale_y, number_of(node, "scaleY", 1));
    object.left = left;
    object.top = top;
    object.width = std::abs(width);
    object.height = std::abs(height);
    object.scale_x = scale_x == 0 ? 1 : std::abs(scale_x);
    object.scale_y = scale_y == 0 ? 1 : std::abs(scale_y);
    return object;
}

// The font size with which the text fills its box: one line if it fits into one, else as many as
// the box has room for at that size.
double font_size_of(const VisionObject& object) {
    const double length = std::max<double>(1, static_cast<double>(object.text.size()));
    const double one_line = object.height / kFabricLineFactor;
    const double advance = kMeanAdvance * length;
    if (one_line * advance <= object.width * 1.5) return std::max(kFontSizeMin, one_line);
    const double per_line = kFabricLineFactor * kLineHeight;
    return std::max(kFontSizeMin, std::sqrt(object.width * object.height / (advance * per_line)));
}

void put_object(json::Writer& out, const VisionObject& object) {
    const std::string type = to_lower_ascii(object.type);
    const bool text = is_text(object);
    const bool image = type == "image" || type == "fabricimage";
    out.begin_object().member("type", text ? "i-text" : image ? "image" : "rect");
    out.member("left", object.left).member("top", object.top);
    out.member("originX", "left").member("originY", "top");
    out.member("width", object.width).member("height", object.height);
    out.member("scaleX", object.scale_x).member("scaleY", object.scale_y);
    out.member("strokeWidth", 0);
    if (text) out.member("text", object.text).member("fontSize", font_size_of(object));
    if (image) out.member("src", "");
    out.end_object();
}

// The engine may crop a picture or stretch a rectangle; the caller can only scale. So whatever a
// stretch would distort takes one factor: the larger where it has to cover the page, else the
// smaller.
std::pair<double, double> factors_of(const VisionObject& object, const ServedPlacement& placed,
                                     geometry::Size target) {
    const double x = placed.scale_x;
    const double y = placed.scale_y;
    const std::string type = to_lower_ascii(object.type);
    if (type == "rect" || type == "line") return {x, y};
    const bool covers = placed.box.contains(geometry::Rect::from_size({}, target));
    const double factor = covers && !is_text(object) ? std::max(x, y) : std::min(x, y);
    return {factor, factor};
}

}  // namespace

Result<std::vector<VisionObject>> parse_objects_data(const std::string& json) {
    if (json.size() > kCanvasBytesMax) return fail(ErrorCode::TooLarge, "objectsData: too long");
    auto document = json::Document::parse(json);
    if (!document) return fail(document.error().code, "objectsData: " + document.error().message);
    if (!document->root().is_array()) {
        return fail(ErrorCode::InvalidInput, "objectsData: expected an array");
    }
    if (document->root().size() > kVisionObjectsMax) {
        return fail(ErrorCode::TooLarge, "objectsData: at most 2000 objects");
    }
    std::vector<VisionObject> objects;
    for (const json::Node& node : document->root().elements()) {
        REFIT_TRY(object, parse_object(node, objects.size()));
        objects.push_back(std::move(object));
    }
    return objects;
}

std::string to_canvas(const std::vector<VisionObject>& objects, geometry::Size page) {
    json::Writer out;
    out.begin_object().member("version", "5.3.0").member("width", page.width);
    out.member("height", page.height).key("objects").begin_array();
    for (const VisionObject& object : objects) put_object(out, object);
    return out.end_array().end_object().take();
}

std::vector<VisionPlacement> to_vision(const std::vector<VisionObject>& objects,
                                       const std::vector<ServedPlacement>& placed,
                                       geometry::Size target) {
    std::vector<VisionPlacement> placements;
    for (const ServedPlacement& from : placed) {
        const auto index = parse_int(from.path);
        if (!index || *index < 0 || static_cast<std::size_t>(*index) >= objects.size()) continue;
        const VisionObject& object = objects[static_cast<std::size_t>(*index)];
        const auto [factor_x, factor_y] = factors_of(object, from, target);
        VisionPlacement placement;
        placement.id = object.id;
        placement.scale_x = object.scale_x * factor_x;
        placement.scale_y = object.scale_y * factor_y;
        // The box the engine measured for a text may differ from the caller's: keep its centre.
        placement.left = from.box.centre().x - object.width * placement.scale_x / 2;
        placement.top = from.box.centre().y - object.height * placement.scale_y / 2;
        placement.reasoning = from.reasoning;
        placements.push_back(std::move(placement));
    }
    return placements;
}

Result<VisionOutcome> Service::vision_resize(const VisionRequest& request) {
    REFIT_TRY(objects, parse_objects_data(request.objects_data));
    const geometry::Size page = request.current_size;
    if (!(page.width > 0 && page.height > 0 && page.width <= kVisionCoordinateMax &&
          page.height <= kVisionCoordinateMax)) {
        return fail(ErrorCode::InvalidInput, "currentSize: width and height must be positive");
    }
    ResizeRequest resize_request;
    resize_request.canvas = to_canvas(objects, page);
    resize_request.target = request.target;
    resize_request.current_size = page;
    resize_request.user_id = request.user_id;
    resize_request.project_id = request.project_id;
    resize_request.variant_id = request.variant_id;
    VisionOutcome outcome;
    REFIT_TRY(resized, resize(resize_request));
    outcome.placements = to_vision(objects, resized.placements, request.target);
    outcome.resize = std::move(resized);
    return outcome;
}

}  // namespace refit::resize
