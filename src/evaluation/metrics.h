#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "evaluation/corpus.h"
#include "geometry/rect.h"

namespace refit::evaluation {

// What one answer is measured by. p: our box, g: the designer's, both of the compared elements
// that the answer shows; page w x h. Formulas and origin: docs/methods/layout-evaluation.md.
//   Iou        mean |p ∩ g| / |p ∪ g|, a hidden element counts 0                 1 is best
//   Disp       mean ‖centre p − centre g‖ / √(w² + h²)                           0
//   Size       mean ½ |ln(area p / area g)|                                      0
//   Order      share of (pair, axis) with the designer's relation                1
//              (before, after, or overlapping on that axis)
//   Out        mean share of p's area outside the page                           0
//   TextOver   mean over pairs of text |p ∩ p'| / smaller area, minus g's        <= 0
//   Logo       mean |ln(aspect p / aspect in the source)| of logos               0
//   AlignKept  share of the source's alignments (two edges or centres within     1
//              0.5 % of the page's width) that hold on any line of the same axis
//   ReadOrder  Kendall's τ of the reading order of texts, source against p       1
enum class Metric : std::uint8_t {
    Iou,
    Disp,
    Size,
    Order,
    Out,
    TextOver,
    Logo,
    AlignKept,
    ReadOrder,
    Count
};
inline constexpr std::size_t kMetricCount = static_cast<std::size_t>(Metric::Count);
[[nodiscard]] std::string_view metric_name(Metric metric);  // as tables print it

// One value per metric; nullopt where the case does not say (no logo, no two texts …).
using Values = std::array<std::optional<double>, kMetricCount>;

// Elements a designer left out, against those the answer hid. Background is not counted.
struct HiddenCounts {
    std::size_t dropped{0};  // by the designer
    std::size_t hidden{0};   // by the answer
    std::size_t both{0};
};

struct Scores {
    Values values{};
    HiddenCounts hidden;
    bool failed{false};  // no answer: Iou 0, the rest unknown

    [[nodiscard]] std::optional<double> operator[](Metric metric) const {
        return values[static_cast<std::size_t>(metric)];
    }
};

// Boxes of an answer: one per top-level object of the source, in target coordinates; nullopt is
// hidden.
using Boxes = std::vector<std::optional<geometry::Rect>>;

// Requires boxes.size() == the number of the source's top-level objects.
[[nodiscard]] Scores score(const Case& one, const Boxes& boxes);
[[nodiscard]] Scores score_of_failure();

[[nodiscard]] double iou(const geometry::Rect& a, const geometry::Rect& b);

}  // namespace refit::evaluation
