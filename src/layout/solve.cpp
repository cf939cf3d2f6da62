#include "layout/solve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "layout/candidates.h"
#include "layout/features.h"
#include "layout/finish.h"
#include "layout/grouping.h"
#include "layout/parting.h"
#include "layout/scenery.h"
#include "layout/score.h"
#include "layout/withdraw.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;

constexpr int kSettlingsMax = 4;

std::vector<Rect> boxes_of(const Layout& layout) {
    std::vector<Rect> boxes;
    boxes.reserve(layout.slots.size());
    for (const Slot& slot : layout.slots) boxes.push_back(slot.hidden ? Rect{} : slot.box);
    return boxes;
}

}  // namespace

Result<void> check_target(Size target) {
    const auto valid = [](double side) {
        return std::isfinite(side) && side >= kTargetSideMin && side <= kTargetSideMax;
    };
    if (valid(target.width) && valid(target.height)) return {};
    return fail(ErrorCode::InvalidInput,
                fmt::format("target size {} x {} is not possible; each side must be {} to {} px",
                            target.width, target.height, kTargetSideMin, kTargetSideMax));
}

void finish(const Task& task, Layout& layout) {
    settle_texts(task, layout);
    keep_inside(task, layout, Margin::Kept);
    part_collisions(task, layout);
    // Parting may have used the margins; taking them back would bring the collisions back. A text
    // that had to shrink is measured again: its stroke does not shrink with it.
    for (int i = 0; i < kSettlingsMax; ++i) {
        settle_texts(task, layout);
        if (!keep_inside(task, layout, Margin::None)) break;
    }
    extend_cards(task, layout);
    withdraw_bleeding(task, layout);
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

void bound_units(Scene& scene) {
    if (scene.units.size() <= kUnitsMax) return;
    std::vector<std::size_t> all;
    for (const Unit& unit : scene.units) {
        all.insert(all.end(), unit.members.begin(), unit.members.end());
    }
    std::sort(all.begin(), all.end());
    scene.units = {make_unit(scene, std::move(all))};
}

std::vector<Ranked> ranked_layouts(const Task& task, const Ranker* ranker) {
    std::vector<Ranked> ranked;
    for (Layout& layout : propose(task)) {
        finish(task, layout);
        ranked.push_back(judge(task, std::move(layout), ranker));
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
        return a.score.score > b.score.score;
    });
    return ranked;
}

LayoutResult report(const Task& task, Ranked best) {
    LayoutResult result;
    result.elements = placed_elements(task, best.layout);
    result.suggestions = suggestions(task, best.layout);
    result.chosen = std::move(best.score);
    result.features = std::move(best.features);
    return result;
}

}  // namespace refit::layout
