#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace refit::canvas {
class Document;
struct Page;
class FontLibrary;
class TextMeasurer;
}  // namespace refit::canvas

namespace refit::render {

// Largest side of a PNG and largest SVG; bigger pages are drawn smaller, bigger texts refused.
constexpr double kPngSideMax = 8192;
constexpr std::size_t kSvgBytesMax = std::size_t{32} * 1024 * 1024;

struct Options {
    double scale{1.0};  // picture pixels per page pixel
};

// A picture of the page: every visible object, as Fabric.js draws it, clipped to the page. Images
// given as data:image/png are drawn by png(), and by svg() with any data: URI; others are shown as
// a quiet placeholder. Shadows are drawn as an offset copy without blur.
// Thread-safety: may be called concurrently.
// Errors: TooLarge (beyond kSvgBytesMax).
[[nodiscard]] Result<std::string> svg(const canvas::Document& document, const canvas::Page& page,
                                      const canvas::TextMeasurer& measurer,
                                      const Options& options = {});

// The same as PNG bytes, set in the fonts the library measures with. A page whose picture would be
// larger than kPngSideMax is drawn smaller. Errors: TooLarge (memory), Internal (cairo failed).
[[nodiscard]] Result<std::string> png(const canvas::Document& document, const canvas::Page& page,
                                      const canvas::FontLibrary& fonts,
                                      const Options& options = {});

}  // namespace refit::render
