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
constexpr int kColumns = 24;           // of the grid laid over a copy
constexpr int kRows = 8;
constexpr std::array<double, 7> kFactors{0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3};

using Thing = std::vector<std::size_t>;

double share_of(const Rect& copy, const Rect& over) {
    return copy.area() > 0 ? overlap_area(copy, over) / copy.area() : 0.0;
}

// The same for an ellipse in the box `over`, told from a grid of points.
double share_of_round(const Rect& copy, const Rect& over) {
    if (overlap_area(copy, over) <= 0) return 0;
    int inside = 0;
    for (int i = 0; i < kColumns; ++i) {
        for (int k = 0; k < kRows; ++k) {
            const double x = copy.left() + (i + 0.5) / kColumns * copy.width();
            const double y = copy.top() + (k + 0.5) / kRows * copy.height();
            const double u = (x - over.centre().x) / (over.width() / 2);
            const double v = (y - over.centre().y) / (over.height() / 2);
            if (u * u + v * v < 1) ++inside;
        }
    }
    return static_cast<double>(inside) / (kColumns * kRows);
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
        below_ = copies_below();
    }

    Rect box(std::size_t member, double factor) const {
        const Rect& now = layout_.slots[member].box;
        return Rect::from_size(fixed_ + (now.origin() - fixed_) * factor,
                               {now.width() * factor, now.height() * factor});
    }

    // Copy below the thing is covered by more than in the source.
    bool covers(double factor) const {
        return std::any_of(below_.begin(), below_.end(), [&](const Copy& copy) {
            const Rect over = box(copy.member, factor);
            return covered(layout_.slots[copy.element].box, copy.member, over) >
                   copy.covered_before + kMoreCovered;
        });
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
    // A copy below a member of the thing.
    struct Copy {
        std::size_t element;
        std::size_t member;
        double covered_before;  // in the source
    };

    std::vector<Copy> copies_below() const {
        std::vector<Copy> copies;
        const auto& elements = task_.scene.elements;
        for (const std::size_t member : thing_) {
            for (std::size_t i = 0; i < member; ++i) {
                if (!elements[i].visible || layout_.slots[i].hidden || !is_copy(elements[i])) {
                    continue;
                }
                copies.push_back(
                    {i, member, covered(elements[i].box, member, elements[member].box)});
            }
        }
        return copies;
    }

    // Pictures and rects fill their box; rings, blobs and waves are nearer to an ellipse.
    double covered(const Rect& copy, std::size_t member, const Rect& over) const {
        const bool square =
            task_.scene.elements[member].picture || task_.object(member).kind == canvas::Kind::Rect;
        return square ? share_of(copy, over) : share_of_round(copy, over);
    }

    const Task& task_;
    const Layout& layout_;
    const Thing& thing_;
    Point fixed_;
    std::vector<Copy> below_;
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
