#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "canvas/document.h"
#include "canvas/page.h"
#include "geometry/rect.h"
#include "layout/learned.h"

namespace refit::canvas {
class TextMeasurer;
}  // namespace refit::canvas

namespace refit::layout {

// One person's answer to "this design, in that size": a designer's own banner or a correction of
// ours. Rows of both kinds train the same model.
struct Lesson {
    std::string campaign;  // one design in several sizes; averages weigh campaigns alike
    std::string author;    // who answered; tests hold whole authors out
    std::shared_ptr<const canvas::Document> source;  // shared by the pairs that start from it
    canvas::Page page;
    geometry::Size target;
    // One per top-level object of the source, in target coordinates (the target page's corner is
    // (0, 0)); nullopt: the person left the object out. The page's own object has the target page.
    std::vector<std::optional<geometry::Rect>> boxes;
};

// What one lesson says, ready to be summed.
struct Evidence {
    // Per engine parameter, the sums of the least squares below; 0 where it says nothing.
    struct Sums {
        double products{0};
        double squares{0};
    };
    std::string campaign;
    std::array<Sums, static_cast<std::size_t>(Parameter::Count)> sizes{};
    Change change{Change::Near};
    // Per kind of layout that was proposed: its closeness less the mean of all that were.
    std::array<std::optional<double>, kKindCount> gains{};
};

// Lays the lesson's design out in every way the untrained engine can and holds the results against
// the person's answer; closeness is the mean IoU of the elements they kept, backgrounds aside.
// Takes as long as one resize. Pure, safe to call from several threads.
// Requires lesson.boxes.size() == the number of the source's top-level objects.
[[nodiscard]] Evidence examine(const Lesson& lesson, const canvas::TextMeasurer& measurer);

// Learns from evidence, in any order, on top of `base`; numbers have four digits. Learning in two
// steps gives what learning at once gives, up to rounding.
//
// Sizes: the exponents p of the scaling law, by least squares through the origin, drawn to the
// base's p0 by λ = 10 + its firmness; 10 is ten elements of a page whose size changes by e:
//   ½ ln(area after / area before) = p · ln √(page area after / before),
//   p = (Σ y g + λ p0) / (Σ g² + λ)
// Habits: per change of format and kind the mean gain, drawn to the base's gain by its weight, and
// to 0 by a prior as strong as 0.3 campaigns. Every campaign weighs 1, however many sizes it has.
// Method and results: docs/methods/layout-learning.md.
[[nodiscard]] Learned learn(std::span<const Evidence* const> evidence, const Learned& base = {});

}  // namespace refit::layout
