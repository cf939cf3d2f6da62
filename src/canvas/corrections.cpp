#include "canvas/corrections.h"

#include "json/document.h"

namespace refit::canvas {
namespace {

bool is_canvas(const json::Node& node) {
    const auto objects = node.find("objects");
    if (!objects || !objects->is_array()) return false;
    return objects->size() == 0 || objects->at(0).string("type").has_value();
}

}  // namespace

std::optional<std::string> corrected_canvas(std::string_view corrections_json) {
    const auto document = json::Document::parse(std::string{corrections_json});
    if (!document || !document->root().is_object()) return std::nullopt;
    const json::Node root = document->root();
    if (const auto inner = root.find("canvas")) {
        if (auto text = inner->string()) {
            const auto parsed = json::Document::parse(*text);
            if (parsed && is_canvas(parsed->root())) return text;
        } else if (is_canvas(*inner)) {
            return std::string{inner->raw()};
        }
    }
    if (is_canvas(root)) return std::string{root.raw()};
    return std::nullopt;
}

}  // namespace refit::canvas
