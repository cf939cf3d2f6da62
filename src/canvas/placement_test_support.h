#pragma once

// Shared by the tests of place() only.

#include <string>
#include <vector>

#include "canvas/placement.h"
#include "canvas/test_support.h"

namespace refit::canvas::testing_support {

using geometry::Rect;
using geometry::Size;

inline constexpr double kBoxTolerance = 0.05;  // px

inline const TextMeasurer& measurer() {
    static const auto estimate = make_estimating_measurer();
    if (fonts() != nullptr) return *fonts();
    return *estimate;
}

inline Document parsed_here(const std::string& text) {
    ParseOptions options;
    options.measurer = &measurer();
    return parsed(text, options);
}

inline Page page_of(const Document& document) {
    const auto page = detect_page(document);
    EXPECT_TRUE(page) << (page ? "" : page.error().message);
    return page ? *page : Page{};
}

inline Document placed(const std::string& text, Size target,
                       const std::vector<Placement>& placements) {
    const Document document = parsed_here(text);
    const auto result = place(document, page_of(document), target, placements, measurer());
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return parsed_here(result ? *result : "{\"objects\":[]}");
}

inline Placement to_box(std::size_t object, double left, double top, double width, double height,
                        Fit fit) {
    return {object, Rect::from_size({left, top}, {width, height}), fit, {}, {}, false};
}

// A page of 400 x 300 whose corner is at (50.5, -19.5).
inline const char* const kPaged =
    R"({"type":"rect","name":"clip","left":50,"top":-20,"width":400,"height":300})";

}  // namespace refit::canvas::testing_support
