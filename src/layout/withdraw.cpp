#include "layout/withdraw.h"

#include <algorithm>
#include <array>
#include <vector>

#include "layout/measure.h"
#include "layout/scenery.h"

namespace refit::layout {
namespace {

using geometry::Point;
using geometry::Rect;

constexpr double kMoreCovered = 0.01;  // of a copy's box, from which it counts
constexpr double kCarries = 0.8;       // of an element, from which it lies on another
constexpr std::array<double, 7> kFactors{0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3};

using Thing = std::vector<std::size_t>;

double share_of(const Rect& copy, const Rect& over) {
    return copy.area() > 0 ? overlap_area(copy, over) / copy.area() : 0.0;
}

// Where a length that was on the page from `low` to `high` is held when it shrinks: at the edge it
// hangs over, or in the middle.
double held_at(double low, double high, double side) {
    if (low < 0 && high <= side) return low;
    if (high > side && low >= 0) return high;
    return (low + high) / 2;
}

class Withdrawal {
public:
    Withdrawal(const Task& task, const Layout& layout, const Thing& thing)
        : task_{task}, layout_{layout}, thing_{thing} {
        Rect hull = layout.slots[thing.front()].box;
        for (const std::size_t member : thing) {
            hull = geometry::hull(hull, layout.slots[member].box);
        }
        fixed_ = {held_at(hull.left(), hull.right(), task.target.width),
                  held_at(hull.top(), hull.bottom(), task.target.height)};
    }

    Rect box(std::size_t member, double factor) const {
        const Rect& now = layout_.slots[member].box;
        return Rect::from_size(fixed_ + (now.origin() - fixed_) * factor,
                               {now.width() * factor, now.height() * factor});
    }

    // Copy below the thing is covered by more than in the source.
    bool covers(double factor) const {
        for (const std::size_t member : thing_) {
            const Rect over = box(member, factor);
            for (std::size_t i = 0; i < member; ++i) {
                const Element& copy = task_.scene.elements[i];
                if (!copy.visible || layout_.slots[i].hidden || !is_copy(copy)) continue;
                const double before = share_of(copy.box, task_.scene.elements[member].box);
                if (share_of(layout_.slots[i].box, over) > before + kMoreCovered) return true;
            }
        }
        return false;
    }

    bool carries() const {
        const auto& elements = task_.scene.elements;
        for (const std::size_t member : thing_) {
            for (std::size_t i = member + 1; i < elements.size(); ++i) {
                const bool own = std::find(thing_.begin(), thing_.end(), i) != thing_.end();
                if (!own && share_of(elements[i].box, elements[member].box) >= kCarries)
                    return true;
            }
        }
        return false;
    }

private:
    const Task& task_;
    const Layout& layout_;
    const Thing& thing_;
    Point fixed_;
};

}  // namespace

void withdraw_bleeding(const Task& task, Layout& layout) {
    for (const Thing& thing : bleeding_things(task.scene)) {
        if (layout.slots[thing.front()].fit != canvas::Fit::Uniform) continue;
        const Withdrawal withdrawal{task, layout, thing};
        if (!withdrawal.covers(1) || withdrawal.carries()) continue;
        const auto enough = std::find_if(kFactors.begin(), kFactors.end(),
                                         [&](double f) { return !withdrawal.covers(f); });
        if (enough == kFactors.end()) continue;
        for (const std::size_t member : thing) {
            layout.slots[member].box = withdrawal.box(member, *enough);
            layout.slots[member].scale *= *enough;
        }
    }
}

}  // namespace refit::layout
