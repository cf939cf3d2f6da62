#include "layout/push.h"

#include <algorithm>

namespace refit::layout {
namespace {

using geometry::Point;
using geometry::Rect;

constexpr double kAirMin = 1.0;      // px
constexpr double kAirShare = 0.006;  // of the target's short side, left between parted bodies

// How far a body can move towards lower and higher coordinates.
struct Freedom {
    double low{0};
    double high{0};
};
Freedom freedom(const Pushed& body, Axis axis) {
    return {std::max(0.0, low(body.hull, axis) - low(body.room, axis)),
            std::max(0.0, high(body.room, axis) - high(body.hull, axis))};
}

// Pushes the intervals of a (before) and b (after) apart by `need`, sharing it by freedom.
// Returns the moves of a (<= 0) and b (>= 0); their sum falls short where there is no room.
std::pair<double, double> shares(double need, Freedom a, Freedom b) {
    double back = std::min(need / 2, a.low);
    double forth = std::min(need - back, b.high);
    back = std::min(need - forth, a.low);
    return {-back, forth};
}

}  // namespace

Push push_along(Axis axis, const Task& task, const Layout& layout,
                std::span<const ElementPair> pairs, const Pushed& a, const Pushed& b) {
    const double air =
        std::max(kAirMin, kAirShare * std::min(task.target.width, task.target.height));
    const auto centre = [&](std::size_t element) {
        const Rect& box = task.scene.elements[element].box;
        return (low(box, axis) + high(box, axis)) / 2;
    };
    double lean = 0;
    for (const auto& [i, k] : pairs) lean += centre(k) - centre(i);
    const bool a_first = lean >= 0;
    double need = 0;
    for (const auto& [i, k] : pairs) {
        const Rect& first = layout.slots[a_first ? i : k].box;
        const Rect& second = layout.slots[a_first ? k : i].box;
        need = std::max(need, high(first, axis) - low(second, axis) + air);
    }
    const auto [back, forth] =
        shares(need, freedom(a_first ? a : b, axis), freedom(a_first ? b : a, axis));
    const double move_a = a_first ? back : forth;
    const double move_b = a_first ? forth : back;
    const double alone = a_first ? -need : need;
    return {point_at(move_a, 0, axis), point_at(move_b, 0, axis), point_at(alone, 0, axis),
            need - (forth - back), need / along(task.target, axis)};
}

}  // namespace refit::layout
