#include "layout/parting.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "layout/axis.h"
#include "layout/box_grid.h"
#include "layout/measure.h"
#include "layout/push.h"

namespace refit::layout {
namespace {

using geometry::Point;
using geometry::Rect;
using geometry::Size;

constexpr int kPushesMax = 30;    // sweeps over all pairs per size
constexpr int kShrinksMax = 8;    // rounds of shrinking colliding bodies
constexpr double kShrink = 0.93;  // per round; eight rounds reach 56 %
constexpr double kTolerated = 0.02;
// Designs of more elements than this get a bounded amount of work, in proportion to their number:
// where hundreds of things collide on a small page, the pushes only stir them. A unit of work is
// the test of two members; a round may use a part of what is left, so that shrinking has its turn.
constexpr std::size_t kThoroughMax = 100;
constexpr std::size_t kWorkPerElement = 500;
constexpr std::size_t kRoundsPerWork = 4;
constexpr std::size_t kTestWork = 8;  // of two bodies
constexpr std::size_t kUnbounded = std::numeric_limits<std::size_t>::max();
// More colliding members say no more about where two bodies should go; a thorough design has fewer.
constexpr std::size_t kPairsMax = kThoroughMax * kThoroughMax / 4;
constexpr double kPanelStep = 0.06;  // of the side
constexpr double kDone = 0.01;       // px that need no further push

Rect hull_of(const Layout& layout, const std::vector<std::size_t>& body) {
    Rect hull = layout.slots[body.front()].box;
    for (const std::size_t member : body) hull = geometry::hull(hull, layout.slots[member].box);
    return hull;
}

std::vector<Rect> hulls_of(const Layout& layout) {
    std::vector<Rect> hulls;
    hulls.reserve(layout.bodies.size());
    for (const std::vector<std::size_t>& body : layout.bodies) {
        hulls.push_back(hull_of(layout, body));
    }
    return hulls;
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

// The page without its margins. An edge the source touches may be touched again.
Rect room_within_margins(const Task& task, const std::vector<std::size_t>& body) {
    const double share = task.parameters[Parameter::MarginShare];
    const Size from = task.scene.page;
    const double before = share * std::min(from.width, from.height);
    const double margin = share * std::min(task.target.width, task.target.height);
    const auto edge = [&](double distance) { return distance >= before ? margin : 0.0; };
    const Rect source = source_hull(task, body);
    const Rect page = page_box(task.target);
    return Rect::from_edges(edge(source.left()), edge(source.top()),
                            page.right() - edge(from.width - source.right()),
                            page.bottom() - edge(from.height - source.bottom()))
        .value_or(page);
}

std::vector<Rect> rooms_of(const Task& task, const Layout& layout) {
    std::vector<Rect> rooms;
    rooms.reserve(layout.bodies.size());
    for (const std::vector<std::size_t>& body : layout.bodies) {
        rooms.push_back(room_within_margins(task, body));
    }
    return rooms;
}

// Pictures hide or spoil copy that did not touch them before. Bleeding shapes do not count: their
// boxes are often far larger than what they paint (a turned ring, a wave).
bool may_block(const Element& element) {
    const bool side = element.role == Role::Bleed || element.role == Role::Panel;
    return side && element.visible && element.picture;
}

// How an element takes part in collisions.
enum class Kind : std::uint8_t { Unseen, Ornament, Thing, Copy };

Kind kind_of(const Element& element) {
    if (!element.visible) return Kind::Unseen;
    if (is_copy(element)) return Kind::Copy;
    return element.role == Role::Decoration ? Kind::Ornament : Kind::Thing;
}

bool may_collide(Kind a, Kind b) {
    if (a == Kind::Unseen || b == Kind::Unseen) return false;
    if (a == Kind::Copy || b == Kind::Copy) return true;
    return a == Kind::Thing && b == Kind::Thing;
}

// Sweeps over the pairs of bodies. What a sweep found of a pair still holds while neither of the
// two has moved, so later sweeps look only at what did: a design in which little collides costs
// one sweep over all pairs, not one per push.
class Parter {
public:
    Parter(const Task& task, Layout& layout)
        : task_{task},
          layout_{layout},
          page_{page_box(task.target)},
          hulls_{hulls_of(layout)},
          rooms_{rooms_of(task, layout)},
          grid_{hulls_},
          moved_at_(layout.bodies.size(), 1),
          looked_at_(layout.bodies.size(), 0),
          colliding_(layout.bodies.size()) {
        for (std::size_t i = 0; i < task.scene.elements.size(); ++i) {
            kinds_.push_back(kind_of(task.scene.elements[i]));
            if (may_block(task.scene.elements[i])) walls_.push_back(i);
        }
    }

    void run() {
        const std::size_t elements = task_.scene.elements.size();
        const std::size_t work_max =
            elements <= kThoroughMax ? kUnbounded : kWorkPerElement * elements;
        for (int round = 0; round <= kShrinksMax && work_ < work_max; ++round) {
            work_limit_ =
                work_max == kUnbounded ? kUnbounded : work_ + (work_max - work_) / kRoundsPerWork;
            if (!push_apart()) return;
            if (round < kShrinksMax) shrink_colliding();
        }
    }

private:
    // True if something still collides.
    bool push_apart() {
        bool collided = true;
        for (int push = 0; push < kPushesMax && collided && work_ < work_limit_; ++push) {
            const std::uint64_t before = clock_;
            collided = sweep();
            // Nothing could move: the sweeps to come would find the same.
            if (collided && clock_ == before) return true;
        }
        return collided;
    }

    void move(std::size_t body, Point by) {
        if (by == Point{}) return;
        move_body(layout_, layout_.bodies[body], by);
        hulls_[body] = hulls_[body].moved(by);
        grid_.move(body, hulls_[body]);
        moved_at_[body] = ++clock_;
    }

    // One sweep; true if anything collided.
    bool sweep() {
        bool collided = clear_walls();
        for (std::size_t i = 0; i < hulls_.size(); ++i) {
            if (work_ >= work_limit_) return true;
            collided = part_from(i) || collided;
        }
        return collided;
    }

    // Parts body `i` from the later ones.
    bool part_from(std::size_t i) {
        const std::uint64_t since = std::exchange(looked_at_[i], clock_);
        if (since == clock_) return !colliding_[i].empty();
        known_.swap(colliding_[i]);
        colliding_[i].clear();
        auto next_known = known_.begin();
        grid_.find_near(hulls_[i], i, near_);
        for (std::size_t n = 0; n < near_.size();) {
            const std::size_t k = near_[n++];
            while (next_known != known_.end() && *next_known < k) ++next_known;
            if (moved_at_[i] <= since && moved_at_[k] <= since) {
                if (next_known != known_.end() && *next_known == k) colliding_[i].push_back(k);
                continue;
            }
            if (!find_collisions(i, k)) continue;
            colliding_[i].push_back(k);
            const std::uint64_t before = moved_at_[i];
            part_pair(i, k);
            if (moved_at_[i] == before) continue;
            grid_.find_near(hulls_[i], k, near_);
            n = 0;
        }
        return !colliding_[i].empty();
    }

    // Fills pairs_ with the members that overlap more than they did; true if there are any.
    bool find_collisions(std::size_t a, std::size_t b) {
        pairs_.clear();
        if (overlap_area(hulls_[a], hulls_[b]) <= 0) return false;
        work_ += kTestWork;
        inner_.clear();
        for (const std::size_t k : layout_.bodies[b]) {
            if (overlap_area(layout_.slots[k].box, hulls_[a]) > 0) inner_.push_back(k);
        }
        for (const std::size_t i : layout_.bodies[a]) {
            const Rect& box = layout_.slots[i].box;
            if (overlap_area(box, hulls_[b]) <= 0) continue;
            work_ += inner_.size();
            for (const std::size_t k : inner_) {
                if (!may_collide(kinds_[i], kinds_[k])) continue;
                const double now = overlap_share(box, layout_.slots[k].box);
                if (now > kTolerated && now - share_before(i, k) > kTolerated) {
                    pairs_.emplace_back(i, k);
                }
            }
            if (pairs_.size() > kPairsMax) break;
        }
        return !pairs_.empty();
    }

    [[nodiscard]] double share_before(std::size_t i, std::size_t k) const {
        return overlap_share(task_.scene.elements[i].box, task_.scene.elements[k].box);
    }

    [[nodiscard]] Push push(Axis axis, const Pushed& a, const Pushed& b) const {
        return push_along(axis, task_, layout_, pairs_, a, b);
    }

    // Along the axis that parts them; the cheaper one where both do or none does.
    [[nodiscard]] Push cheapest_push(const Pushed& a, const Pushed& b) const {
        const Push x = push(Axis::Across, a, b);
        const Push y = push(Axis::Down, a, b);
        const bool x_works = x.left_over <= kDone;
        const bool y_works = y.left_over <= kDone;
        bool use_x = x.effort <= y.effort;
        if (x_works != y_works) use_x = x_works;
        return use_x ? x : y;
    }

    // Margins give way only where there is no other room.
    void part_pair(std::size_t a, std::size_t b) {
        Push push = cheapest_push({hulls_[a], rooms_[a]}, {hulls_[b], rooms_[b]});
        if (push.left_over > kDone) push = cheapest_push({hulls_[a], page_}, {hulls_[b], page_});
        move(a, push.a);
        move(b, push.b);
    }

    // Fills pairs_ with the copy of the body that the wall blocks; true if there is any.
    bool find_blocked(std::size_t body, std::size_t wall) {
        pairs_.clear();
        if (overlap_area(hulls_[body], layout_.slots[wall].box) <= 0) return false;
        for (const std::size_t member : layout_.bodies[body]) {
            if (!is_copy(task_.scene.elements[member])) continue;
            if (excess_overlap(task_, layout_, member, wall) > kTolerated) {
                pairs_.emplace_back(member, wall);
            }
        }
        return !pairs_.empty();
    }

    // Moves the body alone; the wall stays. True if it was blocked.
    bool clear_wall(std::size_t body, std::size_t wall) {
        if (!find_blocked(body, wall)) return false;
        const Rect& hull = hulls_[body];
        const Push x = push(Axis::Across, {hull, page_}, {layout_.slots[wall].box, page_});
        const Push y = push(Axis::Down, {hull, page_}, {layout_.slots[wall].box, page_});
        // Text over a side picture is a choice many designers make: only a small step aside is
        // worth more than the place the layout gave it.
        const bool panel = task_.scene.elements[wall].role == Role::Panel;
        const double effort_max = panel ? kPanelStep : 1.0;
        const bool x_works = page_.contains(hull.moved(x.whole)) && x.effort <= effort_max;
        const bool y_works = page_.contains(hull.moved(y.whole)) && y.effort <= effort_max;
        if (panel && !x_works && !y_works) return false;
        if (!x_works && !y_works) return true;
        const bool use_x = x_works && (!y_works || x.effort <= y.effort);
        move(body, use_x ? x.whole : y.whole);
        return true;
    }

    bool clear_walls() {
        bool blocked_any = false;
        for (const std::size_t wall : walls_) {
            if (work_ >= work_limit_) return true;
            grid_.find_all_near(layout_.slots[wall].box, near_);
            for (const std::size_t body : near_) {
                ++work_;
                blocked_any = clear_wall(body, wall) || blocked_any;
            }
        }
        return blocked_any;
    }

    void shrink_colliding() {
        std::vector<bool> shrinks(hulls_.size(), false);
        for (std::size_t i = 0; i < hulls_.size(); ++i) {
            grid_.find_near(hulls_[i], i, near_);
            for (const std::size_t k : near_) {
                if ((shrinks[i] && shrinks[k]) || !find_collisions(i, k)) continue;
                shrinks[i] = true;
                shrinks[k] = true;
            }
        }
        for (const std::size_t wall : walls_) {
            if (task_.scene.elements[wall].role != Role::Bleed) continue;
            grid_.find_all_near(layout_.slots[wall].box, near_);
            for (const std::size_t body : near_) {
                if (!shrinks[body] && find_blocked(body, wall)) shrinks[body] = true;
            }
        }
        for (std::size_t i = 0; i < hulls_.size(); ++i) {
            if (!shrinks[i]) continue;
            scale_body(layout_, layout_.bodies[i], kShrink);
            hulls_[i] = hull_of(layout_, layout_.bodies[i]);
            grid_.move(i, hulls_[i]);
            moved_at_[i] = ++clock_;
        }
    }

    const Task& task_;
    Layout& layout_;
    Rect page_;
    std::vector<Rect> hulls_;         // of the bodies, as they stand
    std::vector<Rect> rooms_;         // of the bodies: the page within its margins
    BoxGrid grid_;                    // of hulls_
    std::vector<Kind> kinds_;         // of the elements
    std::vector<std::size_t> walls_;  // elements that copy steps aside for
    std::uint64_t clock_{1};          // counts moves
    std::vector<std::uint64_t> moved_at_;
    std::vector<std::uint64_t> looked_at_;             // when part_from() last began with the body
    std::vector<std::vector<std::size_t>> colliding_;  // later bodies, as then found
    std::size_t work_{0};
    std::size_t work_limit_{0};  // of this round
    // Kept for their memory.
    std::vector<std::size_t> known_;
    std::vector<std::size_t> near_;
    std::vector<std::size_t> inner_;
    std::vector<ElementPair> pairs_;  // of the two bodies at hand
};

}  // namespace

double excess_overlap(const Task& task, const Layout& layout, std::size_t a, std::size_t b) {
    const double now = overlap_share(layout.slots[a].box, layout.slots[b].box);
    if (now <= 0) return 0;
    const Element& first = task.scene.elements[a];
    const Element& second = task.scene.elements[b];
    if (!may_collide(kind_of(first), kind_of(second))) return 0;
    return std::max(0.0, now - overlap_share(first.box, second.box));
}

bool keep_inside(const Task& task, Layout& layout, Margin wanted) {
    const Rect page = page_box(task.target);
    bool shrank = false;
    for (const std::vector<std::size_t>& body : layout.bodies) {
        Rect hull = hull_of(layout, body);
        const double factor = std::min({1.0, hull.width() > 0 ? page.width() / hull.width() : 1.0,
                                        hull.height() > 0 ? page.height() / hull.height() : 1.0});
        if (factor < 1.0) {
            scale_body(layout, body, factor);
            hull = hull_of(layout, body);
            shrank = true;
        }
        const Rect inner = wanted == Margin::Kept ? room_within_margins(task, body) : page;
        const bool roomy = inner.width() >= hull.width() && inner.height() >= hull.height();
        const Rect moved = moved_inside(hull, roomy ? inner : page);
        move_body(layout, body, moved.origin() - hull.origin());
    }
    return shrank;
}

void part_collisions(const Task& task, Layout& layout) {
    Parter{task, layout}.run();
}

}  // namespace refit::layout
