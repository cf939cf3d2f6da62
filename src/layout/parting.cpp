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
constexpr double kAirShare = 0.01;  // of the target's short side, left between parted bodies

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

bool collide(const Task& task, const Layout& layout, const std::vector<std::size_t>& a,
             const std::vector<std::size_t>& b) {
    if (overlap_area(hull_of(layout, a), hull_of(layout, b)) <= 0) return false;
    for (const std::size_t i : a) {
        for (const std::size_t k : b) {
            if (excess_overlap(task, layout, i, k) > kTolerated) return true;
        }
    }
    return false;
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
    double left_over{0};
    double effort{0};
};

Push push_along_x(const Rect& a, const Rect& b, const Rect& source_a, const Rect& source_b,
                  double air, double side) {
    const bool a_first = source_a.centre().x <= source_b.centre().x;
    const Rect& first = a_first ? a : b;
    const Rect& second = a_first ? b : a;
    const double need = first.right() - second.left() + air;
    const auto [back, forth] = shares(need, freedom(first.left(), first.right(), side),
                                      freedom(second.left(), second.right(), side));
    Push push;
    push.a = {a_first ? back : forth, 0};
    push.b = {a_first ? forth : back, 0};
    push.left_over = need - (forth - back);
    push.effort = need / side;
    return push;
}

Rect flipped(const Rect& box) {
    return Rect::from_size({box.top(), box.left()}, {box.height(), box.width()});
}

Push push_along_y(const Rect& a, const Rect& b, const Rect& source_a, const Rect& source_b,
                  double air, double side) {
    Push push =
        push_along_x(flipped(a), flipped(b), flipped(source_a), flipped(source_b), air, side);
    push.a = {0, push.a.x};
    push.b = {0, push.b.x};
    return push;
}

Rect source_hull(const Task& task, const std::vector<std::size_t>& body) {
    Rect hull = task.scene.elements[body.front()].box;
    for (const std::size_t member : body) {
        hull = geometry::hull(hull, task.scene.elements[member].box);
    }
    return hull;
}

void part_pair(const Task& task, Layout& layout, const std::vector<std::size_t>& a,
               const std::vector<std::size_t>& b) {
    const double air = kAirShare * std::min(task.target.width, task.target.height);
    const Rect box_a = hull_of(layout, a);
    const Rect box_b = hull_of(layout, b);
    const Rect source_a = source_hull(task, a);
    const Rect source_b = source_hull(task, b);
    const Push x = push_along_x(box_a, box_b, source_a, source_b, air, task.target.width);
    const Push y = push_along_y(box_a, box_b, source_a, source_b, air, task.target.height);
    constexpr double kDone = 0.01;
    const bool x_works = x.left_over <= kDone;
    const bool y_works = y.left_over <= kDone;
    bool use_x = x.effort <= y.effort;
    if (x_works != y_works) use_x = x_works;
    const Push& push = use_x ? x : y;
    move_body(layout, a, push.a);
    move_body(layout, b, push.b);
}

// One sweep; true if anything collided.
bool sweep(const Task& task, Layout& layout) {
    bool collided = false;
    for (std::size_t i = 0; i < layout.bodies.size(); ++i) {
        for (std::size_t k = i + 1; k < layout.bodies.size(); ++k) {
            if (!collide(task, layout, layout.bodies[i], layout.bodies[k])) continue;
            collided = true;
            part_pair(task, layout, layout.bodies[i], layout.bodies[k]);
        }
    }
    return collided;
}

void shrink_colliding(const Task& task, Layout& layout) {
    std::vector<bool> shrinks(layout.bodies.size(), false);
    for (std::size_t i = 0; i < layout.bodies.size(); ++i) {
        for (std::size_t k = i + 1; k < layout.bodies.size(); ++k) {
            if (!collide(task, layout, layout.bodies[i], layout.bodies[k])) continue;
            shrinks[i] = true;
            shrinks[k] = true;
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

void keep_inside(const Task& task, Layout& layout) {
    const Rect page = page_box(task.target);
    const double margin =
        task.parameters[Parameter::MarginShare] * std::min(task.target.width, task.target.height);
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
