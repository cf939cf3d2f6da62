#include "layout/parting.h"

#include <algorithm>
#include <cmath>

#include "layout/measure.h"

namespace refit::layout {
namespace {

using geometry::Point;
using geometry::Rect;

constexpr int kPushesMax = 30;    // sweeps over all pairs per size
constexpr int kShrinksMax = 8;    // rounds of shrinking colliding bodies
constexpr double kShrink = 0.93;  // per round; eight rounds reach 56 %
constexpr double kTolerated = 0.02;
constexpr double kPanelStep = 0.06;  // of the side
constexpr double kAirMin = 1.0;      // px
constexpr double kAirShare = 0.006;  // of the target's short side, left between parted bodies

Rect hull_of(const Layout& layout, const std::vector<std::size_t>& body) {
    Rect hull = layout.slots[body.front()].box;
    for (const std::size_t member : body) hull = geometry::hull(hull, layout.slots[member].box);
    return hull;
}

void move_body(Layout& layout, const std::vector<std::size_t>& body, Point by) {
    for (const std::size_t member : body) {
        layout.slots[member].box = layout.slots[member].box.moved(by);
    }
}

void scale_body(Layout& layout, const std::vector<std::size_t>& body, double factor) {
    const Point centre = hull_of(layout, body).centre();
    for (const std::size_t member : body) {
        Slot& slot = layout.slots[member];
        const Point corner = centre + (slot.box.origin() - centre) * factor;
        slot.box = Rect::from_size(corner, {slot.box.width() * factor, slot.box.height() * factor});
        slot.scale *= factor;
    }
}

Rect source_hull(const Task& task, const std::vector<std::size_t>& body) {
    Rect hull = task.scene.elements[body.front()].box;
    for (const std::size_t member : body) {
        hull = geometry::hull(hull, task.scene.elements[member].box);
    }
    return hull;
}

using ElementPair = std::pair<std::size_t, std::size_t>;

// The members of two bodies that overlap more than they did.
std::vector<ElementPair> collisions(const Task& task, const Layout& layout,
                                    const std::vector<std::size_t>& a,
                                    const std::vector<std::size_t>& b) {
    std::vector<ElementPair> pairs;
    if (overlap_area(hull_of(layout, a), hull_of(layout, b)) <= 0) return pairs;
    for (const std::size_t i : a) {
        for (const std::size_t k : b) {
            if (excess_overlap(task, layout, i, k) > kTolerated) pairs.emplace_back(i, k);
        }
    }
    return pairs;
}

// How far `box` can move towards lower (negative) and higher coordinates.
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

struct Push {
    Point a;
    Point b;
    Point whole;  // a's move if b stands still
    double left_over{0};
    double effort{0};
};

Rect flipped(const Rect& box) {
    return Rect::from_size({box.top(), box.left()}, {box.height(), box.width()});
}

enum class Axis : std::uint8_t { X, Y };

// What parting two bodies along one axis takes: the bodies keep the side they have in the source.
Push push_along(Axis axis, const Task& task, const Layout& layout,
                const std::vector<std::size_t>& a, const std::vector<std::size_t>& b,
                const std::vector<ElementPair>& pairs) {
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
    const Rect first = turned(hull_of(layout, a_first ? a : b));
    const Rect second = turned(hull_of(layout, a_first ? b : a));
    const auto [back, forth] = shares(need, freedom(first.left(), first.right(), side),
                                      freedom(second.left(), second.right(), side));
    const double move_a = a_first ? back : forth;
    const double move_b = a_first ? forth : back;
    Push push;
    push.a = axis == Axis::X ? Point{move_a, 0} : Point{0, move_a};
    push.b = axis == Axis::X ? Point{move_b, 0} : Point{0, move_b};
    const double alone = a_first ? -need : need;
    push.whole = axis == Axis::X ? Point{alone, 0} : Point{0, alone};
    push.left_over = need - (forth - back);
    push.effort = need / side;
    return push;
}

void part_pair(const Task& task, Layout& layout, const std::vector<std::size_t>& a,
               const std::vector<std::size_t>& b, const std::vector<ElementPair>& pairs) {
    const Push x = push_along(Axis::X, task, layout, a, b, pairs);
    const Push y = push_along(Axis::Y, task, layout, a, b, pairs);
    constexpr double kDone = 0.01;
    const bool x_works = x.left_over <= kDone;
    const bool y_works = y.left_over <= kDone;
    bool use_x = x.effort <= y.effort;
    if (x_works != y_works) use_x = x_works;
    const Push& push = use_x ? x : y;
    move_body(layout, a, push.a);
    move_body(layout, b, push.b);
}

// Pictures hide or spoil copy that did not touch them before. Bleeding shapes do not count: their
// boxes are often far larger than what they paint (a turned ring, a wave).
bool may_block(const Element& element) {
    const bool side = element.role == Role::Bleed || element.role == Role::Panel;
    return side && element.visible && element.picture;
}

std::vector<ElementPair> blocked(const Task& task, const Layout& layout,
                                 const std::vector<std::size_t>& body, std::size_t obstacle) {
    std::vector<ElementPair> pairs;
    for (const std::size_t member : body) {
        if (!is_copy(task.scene.elements[member])) continue;
        if (excess_overlap(task, layout, member, obstacle) > kTolerated) {
            pairs.emplace_back(member, obstacle);
        }
    }
    return pairs;
}

// Moves the body alone; the obstacle stays. True if it was blocked.
bool clear_obstacle(const Task& task, Layout& layout, const std::vector<std::size_t>& body,
                    std::size_t obstacle) {
    const auto pairs = blocked(task, layout, body, obstacle);
    if (pairs.empty()) return false;
    const std::vector<std::size_t> wall{obstacle};
    const Push x = push_along(Axis::X, task, layout, body, wall, pairs);
    const Push y = push_along(Axis::Y, task, layout, body, wall, pairs);
    const Rect hull = hull_of(layout, body);
    // Text over a side picture is a choice many designers make: only a small step aside is worth
    // more than the place the layout gave it.
    const bool panel = task.scene.elements[obstacle].role == Role::Panel;
    const double effort_max = panel ? kPanelStep : 1.0;
    const bool x_works =
        page_box(task.target).contains(hull.moved(x.whole)) && x.effort <= effort_max;
    const bool y_works =
        page_box(task.target).contains(hull.moved(y.whole)) && y.effort <= effort_max;
    if (panel && !x_works && !y_works) return false;
    if (!x_works && !y_works) return true;
    const bool use_x = x_works && (!y_works || x.effort <= y.effort);
    move_body(layout, body, use_x ? x.whole : y.whole);
    return true;
}

bool clear_obstacles(const Task& task, Layout& layout) {
    bool blocked_any = false;
    for (std::size_t i = 0; i < task.scene.elements.size(); ++i) {
        if (!may_block(task.scene.elements[i])) continue;
        for (const std::vector<std::size_t>& body : layout.bodies) {
            blocked_any = clear_obstacle(task, layout, body, i) || blocked_any;
        }
    }
    return blocked_any;
}

// One sweep; true if anything collided.
bool sweep(const Task& task, Layout& layout) {
    bool collided = clear_obstacles(task, layout);
    for (std::size_t i = 0; i < layout.bodies.size(); ++i) {
        for (std::size_t k = i + 1; k < layout.bodies.size(); ++k) {
            const auto pairs = collisions(task, layout, layout.bodies[i], layout.bodies[k]);
            if (pairs.empty()) continue;
            collided = true;
            part_pair(task, layout, layout.bodies[i], layout.bodies[k], pairs);
        }
    }
    return collided;
}

void shrink_colliding(const Task& task, Layout& layout) {
    std::vector<bool> shrinks(layout.bodies.size(), false);
    for (std::size_t i = 0; i < layout.bodies.size(); ++i) {
        for (std::size_t k = i + 1; k < layout.bodies.size(); ++k) {
            if (collisions(task, layout, layout.bodies[i], layout.bodies[k]).empty()) continue;
            shrinks[i] = true;
            shrinks[k] = true;
        }
        for (std::size_t e = 0; e < task.scene.elements.size(); ++e) {
            const Element& wall = task.scene.elements[e];
            if (wall.role != Role::Bleed || !may_block(wall)) continue;
            if (!blocked(task, layout, layout.bodies[i], e).empty()) shrinks[i] = true;
        }
    }
    for (std::size_t i = 0; i < layout.bodies.size(); ++i) {
        if (shrinks[i]) scale_body(layout, layout.bodies[i], kShrink);
    }
}

}  // namespace

double excess_overlap(const Task& task, const Layout& layout, std::size_t a, std::size_t b) {
    const Element& first = task.scene.elements[a];
    const Element& second = task.scene.elements[b];
    if (!first.visible || !second.visible) return 0;
    if (!is_copy(first) && !is_copy(second) &&
        (first.role == Role::Decoration || second.role == Role::Decoration)) {
        return 0;
    }
    const double now = overlap_share(layout.slots[a].box, layout.slots[b].box);
    if (now <= 0) return 0;
    return std::max(0.0, now - overlap_share(first.box, second.box));
}

void keep_inside(const Task& task, Layout& layout, Margin wanted) {
    const Rect page = page_box(task.target);
    const double share = wanted == Margin::Kept ? task.parameters[Parameter::MarginShare] : 0.0;
    const double margin = share * std::min(task.target.width, task.target.height);
    for (const std::vector<std::size_t>& body : layout.bodies) {
        Rect hull = hull_of(layout, body);
        const double factor = std::min({1.0, hull.width() > 0 ? page.width() / hull.width() : 1.0,
                                        hull.height() > 0 ? page.height() / hull.height() : 1.0});
        if (factor < 1.0) {
            scale_body(layout, body, factor);
            hull = hull_of(layout, body);
        }
        const Rect source = source_hull(task, body);
        // An edge the source touches may be touched again; elsewhere the margin is kept.
        const double short_side = std::min(task.scene.page.width, task.scene.page.height);
        const double source_margin = task.parameters[Parameter::MarginShare] * short_side;
        const auto edge = [&](double distance) { return distance >= source_margin ? margin : 0.0; };
        const auto inner =
            Rect::from_edges(edge(source.left()), edge(source.top()),
                             page.right() - edge(task.scene.page.width - source.right()),
                             page.bottom() - edge(task.scene.page.height - source.bottom()));
        const bool roomy =
            inner && inner->width() >= hull.width() && inner->height() >= hull.height();
        const Rect moved = moved_inside(hull, roomy ? *inner : page);
        move_body(layout, body, moved.origin() - hull.origin());
    }
}

void part_collisions(const Task& task, Layout& layout) {
    for (int round = 0; round <= kShrinksMax; ++round) {
        bool collided = true;
        for (int push = 0; push < kPushesMax && collided; ++push) collided = sweep(task, layout);
        if (!collided) return;
        if (round < kShrinksMax) shrink_colliding(task, layout);
    }
}

}  // namespace refit::layout
