// Any bytes as a canvas: reading, finding the page, inspecting and placing must not crash; a
// result of place() must be readable again and show the page asked for.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/assert.h"
#include "canvas/document.h"
#include "canvas/inspect.h"
#include "canvas/page.h"
#include "canvas/placement.h"

namespace {

using namespace refit;

// Boxes and fits that differ from object to object and from input to input, without a generator.
std::vector<canvas::Placement> some_placements(const canvas::Document& document, std::size_t salt) {
    std::vector<canvas::Placement> placements;
    for (std::size_t i = 0; i < document.objects().size(); ++i) {
        canvas::Placement placement;
        placement.object = i;
        const double side = static_cast<double>((i * 37 + salt) % 400);
        placement.box = geometry::Rect::from_size({side - 50, 30}, {side, 400 - side});
        placement.fit = static_cast<canvas::Fit>((i + salt) % 4);
        if (salt % 3 == 0) placement.font_size_scale = 0.25 + side / 100;
        if (salt % 5 == 0) placement.wrap_width = side;
        placements.push_back(placement);
    }
    return placements;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto measurer = canvas::make_estimating_measurer();
    canvas::ParseOptions options;
    if (size % 2 == 0) options.measurer = measurer.get();
    const auto document =
        canvas::Document::parse(std::string{reinterpret_cast<const char*>(data), size}, options);
    if (!document) {
        REFIT_ASSERT(!document.error().message.empty());
        return 0;
    }
    const auto page = canvas::detect_page(*document);
    if (!page) return 0;
    const std::string report = canvas::inspect_json(*document, *page);
    REFIT_ASSERT(json::Document::parse(report).has_value());
    const auto result =
        canvas::place(*document, *page, {728, 90}, some_placements(*document, size), *measurer);
    if (!result) return 0;
    REFIT_ASSERT(json::Document::parse(*result).has_value());
    return 0;
}
