#include "layout/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "canvas/page.h"
#include "layout/candidates.h"
#include "layout/features.h"
#include "layout/finish.h"
#include "layout/grouping.h"
#include "layout/measure.h"
#include "layout/parting.h"
#include "layout/score.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;

struct Ranked {
    Layout layout;
    CandidateScore score;
    std::vector<double> features;
};

std::vector<Rect> boxes_of(const Layout& layout) {
    std::vector<Rect> boxes;
    boxes.reserve(layout.slots.size());
    for (const Slot& slot : layout.slots) boxes.push_back(slot.hidden ? Rect{} : slot.box);
    return boxes;
}

void finish(const Task& task, Layout& layout) {
    settle_texts(task, layout);
    keep_inside(task, layout);
    part_collisions(task, layout);
    settle_texts(task, layout);
    keep_inside(task, layout);
}

Ranked judge(const Task& task, Layout layout, const Ranker* ranker) {
    Ranked ranked;
    ranked.score = score_layout(task, layout);
    ranked.features = features(task.scene, task.target, boxes_of(layout));
    if (ranker != nullptr) {
        const double quality = ranker->score(ranked.features);
        const double share = task.parameters[Parameter::WeightRanker];
        if (std::isfinite(quality)) {
            ranked.score.score = (1 - share) * ranked.score.score + share * quality;
        }
    }
    ranked.layout = std::move(layout);
    return ranked;
}

// Beyond kUnitsMax units the foreground is one picture.
void bound_units(Scene& scene) {
    if (scene.units.size() <= kUnitsMax) return;
    std::vector<std::size_t> all;
    for (const Unit& unit : scene.units) {
        all.insert(all.end(), unit.members.begin(), unit.members.end());
    }
    std::sort(all.begin(), all.end());
    scene.units = {make_unit(scene, std::move(all))};
}

Layout unchanged(const Task& task) {
    Layout layout;
    layout.name = "unchanged";
    for (const Element& element : task.scene.elements) {
        Slot slot;
        slot.box = element.box;
        slot.rule = "the page keeps its size";
        layout.slots.push_back(slot);
    }
    return layout;
}

Result<void> check_target(Size target) {
    const auto valid = [](double side) {
        return std::isfinite(side) && side >= kTargetSideMin && side <= kTargetSideMax;
    };
    if (valid(target.width) && valid(target.height)) return {};
    return fail(ErrorCode::InvalidInput,
                fmt::format("target size {} x {} is not possible; each side must be {} to {} px",
                            target.width, target.height, kTargetSideMin, kTargetSideMax));
}

LayoutResult report(const Task& task, Ranked best) {
    LayoutResult result;
    result.elements = placed_elements(task, best.layout);
    result.suggestions = suggestions(task, best.layout);
    result.chosen = std::move(best.score);
    result.features = std::move(best.features);
    return result;
}

}  // namespace

Result<LayoutResult> resize(const canvas::Document& document, const canvas::Page& page, Size target,
                            const Parameters& parameters, const canvas::TextMeasurer& measurer,
                            const Ranker* ranker) {
    REFIT_CHECK(check_target(target));
    Scene scene = analyse(document, page, parameters);
    bound_units(scene);
    const Task task{document, scene, target, parameters, measurer};
    if (target == page.rect.size()) {
        LayoutResult result = report(task, judge(task, unchanged(task), nullptr));
        result.canvas = document.text();
        return result;
    }
    std::vector<Ranked> ranked;
    for (Layout& layout : propose(task)) {
        finish(task, layout);
        ranked.push_back(judge(task, std::move(layout), ranker));
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
        return a.score.score > b.score.score;
    });
    REFIT_TRY(text, canvas::place(document, page, target,
                                  to_placements(task, ranked.front().layout), measurer));
    LayoutResult result = report(task, std::move(ranked.front()));
    result.canvas = std::move(text);
    for (std::size_t i = 1; i < ranked.size(); ++i) {
        result.runners_up.push_back(std::move(ranked[i].score));
    }
    return result;
}

}  // namespace refit::layout
