#include "layout/lump.h"

#include <algorithm>
#include <utility>

#include "layout/axis.h"
#include "layout/grouping.h"

namespace refit::layout {
namespace {

using geometry::Rect;

// Of the source's longer side: what stands nearer together is one gathering.
constexpr double kLumpGap = 0.06;
// A gathering kept as one may lose this much of its wanted scale.
constexpr double kLumpScaleMin = 0.7;

// The units by gathering, in the order of the side.
std::vector<std::vector<std::size_t>> gatherings(const Task& task,
                                                 const std::vector<FittedUnit>& units) {
    const geometry::Size page = task.scene.page;
    const Axis axis = page.height >= page.width ? Axis::Down : Axis::Across;
    const double reach = kLumpGap * std::max(page.width, page.height);
    std::vector<std::size_t> order(units.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return low(units[a].unit.box, axis) < low(units[b].unit.box, axis);
    });
    std::vector<std::vector<std::size_t>> groups;
    double end = 0;
    for (const std::size_t i : order) {
        const Rect& box = units[i].unit.box;
        if (groups.empty() || low(box, axis) - end > reach) groups.emplace_back();
        end = groups.back().empty() ? high(box, axis) : std::max(end, high(box, axis));
        groups.back().push_back(i);
    }
    return groups;
}

}  // namespace

std::vector<FittedUnit> lumped(const Task& task, const std::vector<FittedUnit>& units,
                               geometry::Size room) {
    std::vector<FittedUnit> result;
    bool any = false;
    for (const std::vector<std::size_t>& group : gatherings(task, units)) {
        std::vector<std::size_t> members;
        for (const std::size_t i : group) {
            members.insert(members.end(), units[i].unit.members.begin(),
                           units[i].unit.members.end());
        }
        std::sort(members.begin(), members.end());
        FittedUnit whole{make_unit(task.scene, std::move(members)), {}};
        const double wanted = wanted_scale(task, whole.unit);
        const double scale = std::min({wanted, room.width / std::max(1.0, whole.unit.box.width()),
                                       room.height / std::max(1.0, whole.unit.box.height())});
        if (group.size() < 2 || scale < kLumpScaleMin * wanted) {
            for (const std::size_t i : group) result.push_back(units[i]);
            continue;
        }
        whole.shape = rigid_shape(task, whole.unit, scale);
        result.push_back(std::move(whole));
        any = true;
    }
    if (!any) result.clear();
    return result;
}

}  // namespace refit::layout
