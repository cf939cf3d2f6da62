#include "layout/engine.h"

#include <utility>

#include "canvas/page.h"
#include "layout/finish.h"
#include "layout/solve.h"

namespace refit::layout {
namespace {

using geometry::Size;

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

}  // namespace

Result<LayoutResult> resize(const canvas::Document& document, const canvas::Page& page, Size target,
                            const Learned& learned, const canvas::TextMeasurer& measurer,
                            const Ranker* ranker) {
    REFIT_CHECK(check_target(target));
    Scene scene = analyse(document, page, learned.parameters);
    bound_units(scene);
    const Task task{scene,          target,   learned.parameters,
                    learned.habits, measurer, canvas::parts_of(document, page)};
    if (target == page.rect.size()) {
        LayoutResult result = report(task, judge(task, unchanged(task), nullptr));
        result.canvas = document.text();
        return result;
    }
    std::vector<Ranked> ranked = ranked_layouts(task, ranker);
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
