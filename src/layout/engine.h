#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "geometry/rect.h"
#include "layout/learned.h"
#include "layout/scene.h"

namespace refit::canvas {
class TextMeasurer;
}  // namespace refit::canvas

namespace refit::layout {

// Largest and smallest side of a target page, in pixels.
constexpr double kTargetSideMin = 16;
constexpr double kTargetSideMax = 20000;
// More units than this are treated as one picture (scaled together), which bounds the work. Up to
// it they are worth laying out one by one: 700 of them score 0.23 so and 0.008 as one picture.
constexpr std::size_t kUnitsMax = 2000;

// Where one object went and why.
struct PlacedElement {
    std::size_t object{0};
    std::string id;
    std::string path;
    Role role{Role::Decoration};
    geometry::Rect before;  // page coordinates
    geometry::Rect after;   // target coordinates
    std::optional<double> font_size_before;
    std::optional<double> font_size;  // as drawn, after
    double scale{1};
    std::string rule;    // short name: "cover", "pins", "strip cell", …
    std::string reason;  // one sentence for people
};

struct ScoreTerm {
    std::string name;
    double value{0};   // 0 is best
    double weight{0};  // the parameter's value
};

struct CandidateScore {
    std::string name;
    double score{0};   // (0, 1], higher is better
    double energy{0};  // sum of weight * value
    std::vector<ScoreTerm> terms;
};

struct LayoutResult {
    std::string canvas;  // the resized document
    std::vector<PlacedElement> elements;
    CandidateScore chosen;
    std::vector<CandidateScore> runners_up;  // best first
    std::vector<double> features;            // of the chosen layout, see features.h
    std::vector<std::string> suggestions;    // what a person may want to look at
};

// Ranks finished candidates. The trained quality model implements this; without one the engine's
// own energy decides. Must be pure and safe to call from several threads.
class Ranker {
public:
    virtual ~Ranker() = default;
    // `features`: see features.h, with placements. Returns the expected quality in [0, 1].
    [[nodiscard]] virtual double score(std::span<const double> features) const = 0;
};

// Lays `document` out for a page of `target` size: proposes several layouts, fits each (text is
// re-wrapped with its real height, images and logos keep their aspect, backgrounds cover, nothing
// leaves the page that did not before), scores them, and writes the best into the document.
// Equal inputs give equal bytes. The document's own size gives the document's own bytes.
// Errors: InvalidInput (target out of range), and what canvas::place reports.
// Method: docs/methods/layout-engine.md.
[[nodiscard]] Result<LayoutResult> resize(const canvas::Document& document,
                                          const canvas::Page& page, geometry::Size target,
                                          const Learned& learned,
                                          const canvas::TextMeasurer& measurer,
                                          const Ranker* ranker = nullptr);

// {"chosen": {candidate, score, energy, terms}, "elements": [{id, path, role, before, after, scale,
//  fontSize, rule, reason}], "runnersUp": [like chosen], "suggestions": [text]}
[[nodiscard]] std::string explain_json(const LayoutResult& result);

}  // namespace refit::layout
