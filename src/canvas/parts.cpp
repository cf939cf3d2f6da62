#include "canvas/parts.h"

#include <algorithm>
#include <charconv>

namespace refit::canvas {
namespace {

bool holds_copy(const Object& object) {
    return object.is_text() ||
           std::any_of(object.children.begin(), object.children.end(), holds_copy);
}

bool only_moves(const Transform& t) {
    return t.scale_x == 1 && t.scale_y == 1 && t.angle == 0 && t.skew_x == 0 && t.skew_y == 0 &&
           !t.flip_x && !t.flip_y && t.stroke_width == 0;
}

bool takes_a_side(const geometry::Rect& box, const geometry::Rect& page) {
    const auto common = geometry::intersection(box, page);
    return common && (common->width() >= kOpenGroupShare * page.width() ||
                      common->height() >= kOpenGroupShare * page.height());
}

}  // namespace

bool is_open_group(const Object& object, const Page& page) {
    if (object.children.size() < 2 || !object.visible || object.opacity <= 0) return false;
    const auto clip = object.node.find("clipPath");
    return only_moves(object.transform) && !(clip && clip->is_object()) &&
           takes_a_side(object.box, page.rect) && holds_copy(object);
}

void collect_parts(const Object& object, const Page& page, std::vector<const Object*>& parts) {
    if (!is_open_group(object, page)) return parts.push_back(&object);
    for (const Object& child : object.children) collect_parts(child, page, parts);
}

Parts parts_of(const Document& document, const Page& page) {
    Parts parts;
    const std::vector<Object>& objects = document.objects();
    parts.objects.reserve(objects.size());
    for (std::size_t i = 0; i < objects.size(); ++i) {
        if (page.object == i) {
            parts.page = parts.objects.size();
            parts.objects.push_back(&objects[i]);
        } else {
            collect_parts(objects[i], page, parts.objects);
        }
    }
    return parts;
}

const Object* object_at(const Document& document, std::string_view path) {
    const std::vector<Object>* among = &document.objects();
    const Object* found = nullptr;
    const char* at = path.data();
    const char* const end = at + path.size();
    while (at < end) {
        std::size_t index = 0;
        const auto [rest, error] = std::from_chars(at, end, index);
        const bool read = error == std::errc{} && (rest == end || (*rest == '.' && rest + 1 < end));
        if (!read || index >= among->size()) return nullptr;
        found = &(*among)[index];
        among = &found->children;
        at = rest == end ? end : rest + 1;
    }
    return found;
}

}  // namespace refit::canvas
