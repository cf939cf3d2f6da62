#include "canvas/document.h"

#include <cmath>
#include <utility>

#include "canvas/reader.h"

namespace refit::canvas {

Result<Document> Document::parse(std::string text, const ParseOptions& options) {
    REFIT_TRY(json, json::Document::parse(std::move(text), options.limits));
    Document document{std::move(json)};
    DocumentReader reader{document, options};
    REFIT_CHECK(reader.run());
    return document;
}

std::optional<std::string> Document::background_colour() const {
    return root().string("background");
}

std::optional<geometry::Size> Document::size_keys() const {
    const auto width = root().number("width");
    const auto height = root().number("height");
    if (!width || !height || !is_page_sized({*width, *height})) return std::nullopt;
    return geometry::Size{*width, *height};
}

double Object::displayed_font_size() const {
    if (!text) return 0;
    // Length of the own vertical unit on the page.
    return text->font_size * std::hypot(matrix.c, matrix.d);
}

}  // namespace refit::canvas
