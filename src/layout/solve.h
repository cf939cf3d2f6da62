#pragma once

#include <vector>

#include "layout/engine.h"
#include "layout/layout.h"

namespace refit::layout {

// The steps that the engine and the repair of a model's proposal share.

struct Ranked {
    Layout layout;
    CandidateScore score;
    std::vector<double> features;
};

// InvalidInput unless both sides are finite and within kTargetSideMin .. kTargetSideMax.
[[nodiscard]] Result<void> check_target(geometry::Size target);

// Beyond kUnitsMax units the foreground becomes one picture.
void bound_units(Scene& scene);

// Measures texts, brings everything inside the page and parts collisions.
void finish(const Task& task, Layout& layout);

[[nodiscard]] Ranked judge(const Task& task, Layout layout, const Ranker* ranker);

// Every candidate, finished and judged, best first. Never empty.
[[nodiscard]] std::vector<Ranked> ranked_layouts(const Task& task, const Ranker* ranker);

// The result of a layout, without the edited canvas and the runners-up.
[[nodiscard]] LayoutResult report(const Task& task, Ranked best);

}  // namespace refit::layout
