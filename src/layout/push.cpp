#include "layout/push.h"

#include <algorithm>

namespace refit::layout {
namespace {

using geometry::Point;
using geometry::Rect;

constexpr double kAirMin = 1.0;      // px
constexpr double kAirShare = 0.006;  // of the target's short side, left between parted bodies

// How far a box can move towards lower and higher coordinates.
struct Freedom {
    double low{0};
    double high{0};
};
Freedom freedom(double low, double high, double side) {
    return {std::max(0.0, low), std::max(0.0, side - high)};
}

// Pushes the intervals of a (before) and b (after) apart by `need`, sharing it by freedom.
// Returns the moves of a (<= 0) and b (>= 0); their sum falls short where there is no room.
std::pair<double, double> shares(double need, Freedom a, Freedom b) {
    double back = std::min(need / 2, a.low);
    double forth = std::min(need - back, b.high);
    back = std::min(need - forth, a.low);
    return {-back, forth};
}

Rect flipped(const Rect& box) {
    return Rect::from_size({box.top(), box.left()}, {box.height(), box.width()});
}

}  // namespace

Push push_along(Axis axis, const Task& task, const Layout& layout,
                std::span<const ElementPair> pairs, const Rect& hull_a, const Rect& hull_b) {
    const auto turned = [&](const Rect& box) { return axis == Axis::X ? box : flipped(box); };
    const double side = axis == Axis::X ? task.target.width : task.target.height;
    const double air =
        std::max(kAirMin, kAirShare * std::min(task.target.width, task.target.height));
    const auto& elements = task.scene.elements;
    double lean = 0;
    for (const auto& [i, k] : pairs) {
        lean += turned(elements[k].box).centre().x - turned(elements[i].box).centre().x;
    }
    const bool a_first = lean >= 0;
    double need = 0;
    for (const auto& [i, k] : pairs) {
        const Rect first = turned(layout.slots[a_first ? i : k].box);
        const Rect second = turned(layout.slots[a_first ? k : i].box);
        need = std::max(need, first.right() - second.left() + air);
    }
    const Rect first = turned(a_first ? hull_a : hull_b);
    const Rect second = turned(a_first ? hull_b : hull_a);
    const auto [back, forth] = shares(need, freedom(first.left(), first.right(), side),
                                      freedom(second.left(), second.right(), side));
    const double move_a = a_first ? back : forth;
    const double move_b = a_first ? forth : back;
    const double alone = a_first ? -need : need;
    const auto along = [&](double by) { return axis == Axis::X ? Point{by, 0} : Point{0, by}; };
    return {along(move_a), along(move_b), along(alone), need - (forth - back), need / side};
}

}  // namespace refit::layout
