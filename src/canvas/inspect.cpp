#include "canvas/inspect.h"

#include <vector>

#include "json/writer.h"

namespace refit::canvas {
namespace {

void write_point(json::Writer& out, geometry::Point point) {
    out.begin_object().member("x", point.x).member("y", point.y).end_object();
}

// Depth is bounded by kGroupDepthMax.
void write_objects(json::Writer& out, const std::vector<Object>& objects) {
    for (const Object& object : objects) {
        out.begin_object().member("path", object.path).member("id", object.id);
        out.member("type", object.type_text).member("visible", object.visible);
        const geometry::Rect& box = object.box;
        out.key("boundingRect").begin_object();
        out.member("left", box.left()).member("top", box.top());
        out.member("width", box.width()).member("height", box.height()).end_object();
        out.key("corners").begin_array();
        for (const geometry::Point& corner : object.corners) write_point(out, corner);
        out.end_array().end_object();
        write_objects(out, object.children);
    }
}

}  // namespace

std::string inspect_json(const Document& document, const Page& page) {
    json::Writer out;
    out.begin_object().key("page").begin_object();
    out.member("x", page.rect.left()).member("y", page.rect.top());
    out.member("width", page.rect.width()).member("height", page.rect.height()).end_object();
    out.key("objects").begin_array();
    write_objects(out, document.objects());
    out.end_array().end_object();
    return out.take();
}

}  // namespace refit::canvas
