#include "layout/scenery.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "layout/measure.h"
#include "layout/sizing.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;

// Bands thinner than this share of their side are lines: they keep a weight of their own instead
// of following the page's side.
constexpr double kLineShare = 0.03;
constexpr double kLineMin = 1.0;  // px
constexpr double kSpanShare = 0.95;
constexpr double kBleedGrowth = 1.0;   // of a bleeding picture's share of a side
constexpr double kHeldShare = 0.8;     // bleeding things that hold each other are one
constexpr double kCardPadding = 0.02;  // of the target's short side
constexpr double kLiesOn = 0.2;        // of a unit, from which it lies on a picture
constexpr double kRoomMin = 0.5;       // of the page, below which text goes over the picture
// A panel that takes so much of one side of the page, and no more than so much of the other, is
// told by the side it spans.
constexpr double kTurnFrom = 0.93;
constexpr double kTurnTo = 0.85;
constexpr double kSquarish = 1.5;       // aspect up to which a strip's panels turn
constexpr double kSlabMin = 0.1;        // of the side; what is thinner is no part of its own
constexpr double kTransposeFrom = 1.5;  // change of ln(aspect); below it panels keep their side

struct Interval {
    double low{0};
    double length{0};
};

Rect from_intervals(Interval x, Interval y) {
    return Rect::from_size({x.low, y.low}, {x.length, y.length});
}

// [low, low + length) of a side `from` long, on a side `to` long, in proportion.
Interval in_proportion(Interval at, double from, double to) {
    return {at.low / from * to, at.length / from * to};
}

Interval x_of(const Rect& box) {
    return {box.left(), box.width()};
}
Interval y_of(const Rect& box) {
    return {box.top(), box.height()};
}

// A line's thickness follows the scaling law; its edge keeps its relative place.
Interval line_aware(Interval at, double from, double to, double law) {
    if (at.length >= kLineShare * from) return in_proportion(at, from, to);
    const double length = std::max(std::min(at.length, kLineMin), at.length * law);
    const double free = from - at.length;
    const double share = free > 0 ? at.low / free : 0.5;
    return {share * (to - length), length};
}

// An interval that hangs over an end keeps the share that hangs over; one that hangs over both is
// stretched around its centre by `scale`, and still covers if it did.
Interval hanging(Interval at, double from, double to, double scale) {
    const double length = at.length * scale;
    const double high = at.low + at.length;
    const bool over_low = at.low < 0;
    const bool over_high = high > from;
    if (over_low && over_high) {
        const double covering = std::max(length, at.length / from * to);
        const double centre = (at.low + at.length / 2) / from * to;
        return {centre - covering / 2, covering};
    }
    if (over_low) return {at.low * scale, length};
    if (over_high) return {to + (high - from) * scale - length, length};
    const double free = from - at.length;
    return {free > 0 ? at.low / free * (to - length) : (to - length) / 2, length};
}

bool strip_meets_column(const Task& task) {
    if (std::abs(aspect_change(task.scene.page, task.target)) < kTransposeFrom) return false;
    const Parameters& p = task.parameters;
    return (is_strip(task.scene.page, p) && is_column(task.target, p)) ||
           (is_column(task.scene.page, p) && is_strip(task.target, p));
}

// Between strip and column every panel swaps its axes. Else, as panels span the height of a strip
// and the width of a column, what spans the other side does. Not so a drawing: its outline would no
// longer meet the page's edges.
bool turns(const Task& task, const Element& element) {
    if (element.role != Role::Panel) return false;
    if (strip_meets_column(task)) return true;
    const canvas::Kind kind = task.parts.objects[element.object]->kind;
    if (!element.picture && kind != canvas::Kind::Rect) return false;
    const Parameters& p = task.parameters;
    const Size from = task.scene.page;
    if (std::abs(aspect_change(from, task.target)) < p[Parameter::RestackFrom]) return false;
    const double width = common_width(element.box, page_box(from)) / from.width;
    const double height = common_height(element.box, page_box(from)) / from.height;
    const bool wide = width >= kTurnFrom && height <= kTurnTo;
    const bool high = height >= kTurnFrom && width <= kTurnTo;
    if (is_strip(task.target, p) && !is_strip(from, p)) return wide;
    const bool to_column = is_column(task.target, p) && !is_column(from, p);
    const bool to_square = task.target.width <= kSquarish * task.target.height;
    return (to_column || (is_strip(from, p) && to_square)) && high;
}

bool spans(const Scene& scene, const Rect& box) {
    return common_width(box, page_box(scene.page)) >= kSpanShare * scene.page.width ||
           common_height(box, page_box(scene.page)) >= kSpanShare * scene.page.height;
}

class SceneryPlacer {
public:
    explicit SceneryPlacer(const Task& task)
        : task_{task}, from_{task.scene.page}, to_{task.target} {}

    Slot covering(const Element& element) const {
        Slot slot;
        slot.box = from_intervals(in_proportion(x_of(element.box), from_.width, to_.width),
                                  in_proportion(y_of(element.box), from_.height, to_.height));
        slot.fit = element.stretches ? canvas::Fit::Stretch : canvas::Fit::Crop;
        slot.rule = "cover";
        return slot;
    }

    Slot panel(const Element& element) const {
        const double law = law_scale(task_, element);
        Slot slot;
        const bool turned = turns(task_, element);
        if (turned) {
            slot.box = from_intervals(line_aware(y_of(element.box), from_.height, to_.width, law),
                                      line_aware(x_of(element.box), from_.width, to_.height, law));
        } else {
            slot.box = from_intervals(line_aware(x_of(element.box), from_.width, to_.width, law),
                                      line_aware(y_of(element.box), from_.height, to_.height, law));
        }
        slot.fit = element.stretches ? canvas::Fit::Stretch : canvas::Fit::Crop;
        slot.rule = turned ? "panel, turned" : "panel";
        return slot;
    }

    // A bleeding thing of one or more elements, `hull` around them: where the hull goes.
    Rect bleed(const Rect& hull, double law, bool picture) const {
        double scale = law;
        if (picture) {
            // A picture may not swallow a side that is now short.
            scale = std::min({scale, kBleedGrowth * to_.width / from_.width,
                              kBleedGrowth * to_.height / from_.height});
        }
        Interval x = hanging(x_of(hull), from_.width, to_.width, scale);
        Interval y = hanging(y_of(hull), from_.height, to_.height, scale);
        // Covering one way must not distort: the larger factor serves both.
        const double factor = std::max(hull.width() > 0 ? x.length / hull.width() : scale,
                                       hull.height() > 0 ? y.length / hull.height() : scale);
        x = hanging(x_of(hull), from_.width, to_.width, factor);
        y = hanging(y_of(hull), from_.height, to_.height, factor);
        return Rect::around({x.low + x.length / 2, y.low + y.length / 2},
                            {hull.width() * factor, hull.height() * factor});
    }

private:
    const Task& task_;
    Size from_;
    Size to_;
};

void place_bleeding(const Task& task, const SceneryPlacer& placer,
                    const std::vector<std::size_t>& thing, Layout& layout) {
    const auto& elements = task.scene.elements;
    const Element& first = elements[thing.front()];
    if (thing.size() == 1 && spans(task.scene, first.box) && (first.stretches || first.picture)) {
        layout.slots[thing.front()] = placer.covering(first);
        layout.slots[thing.front()].rule = "bleed, spanning";
        return;
    }
    Rect hull = first.box;
    bool picture = false;
    for (const std::size_t member : thing) {
        hull = geometry::hull(hull, elements[member].box);
        picture = picture || elements[member].picture;
    }
    const Rect goal = placer.bleed(hull, law_scale(task, first), picture);
    const double factor = hull.width() > 0 ? goal.width() / hull.width() : 1.0;
    for (const std::size_t member : thing) {
        const Rect& box = elements[member].box;
        Slot& slot = layout.slots[member];
        slot.rule = "bleed";
        slot.scale = factor;
        slot.box = Rect::from_size(goal.origin() + (box.origin() - hull.origin()) * factor,
                                   {box.width() * factor, box.height() * factor});
    }
}

}  // namespace

bool is_strip(Size page, const Parameters& parameters) {
    return page.width / page.height >= parameters[Parameter::StripAspect];
}

bool is_column(Size page, const Parameters& parameters) {
    return page.width / page.height <= parameters[Parameter::ColumnAspect];
}

std::vector<std::vector<std::size_t>> bleeding_things(const Scene& scene) {
    std::vector<std::vector<std::size_t>> things;
    for (std::size_t i = 0; i < scene.elements.size(); ++i) {
        const Element& element = scene.elements[i];
        if (element.role != Role::Bleed) continue;
        const bool joins = !things.empty() && !spans(scene, element.box);
        std::vector<std::size_t>* home = nullptr;
        for (std::vector<std::size_t>& thing : things) {
            for (const std::size_t member : thing) {
                const Rect& other = scene.elements[member].box;
                const bool held =
                    joins && !spans(scene, other) && overlap_share(other, element.box) > kHeldShare;
                if (held && home == nullptr) home = &thing;
            }
        }
        if (home == nullptr) {
            things.push_back({i});
        } else {
            home->push_back(i);
        }
    }
    return things;
}

Slab whole_page(const Task& task) {
    return {page_box(task.scene.page), page_box(task.target)};
}

std::vector<Slab> slabs_of(const Task& task) {
    const Size from = task.scene.page;
    const Size to = task.target;
    if (!is_column(to, task.parameters) || is_strip(from, task.parameters)) {
        return {whole_page(task)};
    }
    std::vector<double> cuts{0, 1};
    for (const Element& element : task.scene.elements) {
        if (!element.visible || !turns(task, element)) continue;
        for (const double x : {element.box.left(), element.box.right()}) {
            const double cut = x / from.width;
            if (cut > kSlabMin && cut < 1 - kSlabMin) cuts.push_back(cut);
        }
    }
    std::sort(cuts.begin(), cuts.end());
    std::vector<Slab> slabs;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
        const Interval part{cuts[i], cuts[i + 1] - cuts[i]};
        slabs.push_back({from_intervals(in_proportion(part, 1, from.width), {0, from.height}),
                         from_intervals({0, to.width}, in_proportion(part, 1, to.height))});
    }
    return slabs;
}

void place_scenery(const Task& task, Layout& layout) {
    const SceneryPlacer placer{task};
    for (std::size_t i = 0; i < task.scene.elements.size(); ++i) {
        const Element& element = task.scene.elements[i];
        if (!is_scenery(element) || element.role == Role::Bleed) continue;
        layout.slots[i] =
            element.role == Role::Panel ? placer.panel(element) : placer.covering(element);
    }
    for (const std::vector<std::size_t>& thing : bleeding_things(task.scene)) {
        place_bleeding(task, placer, thing, layout);
    }
}

void extend_cards(const Task& task, Layout& layout) {
    for (std::size_t i = 0; i < task.scene.elements.size(); ++i) {
        const Element& card = task.scene.elements[i];
        if (card.role != Role::Panel || card.picture || !card.stretches) continue;
        Slot& slot = layout.slots[i];
        const double padding = kCardPadding * std::min(task.target.width, task.target.height);
        Rect extended = slot.box;
        for (const Unit& unit : task.scene.units) {
            if (unit.carrier != i) continue;
            for (const std::size_t member : unit.members) {
                const Rect& box = layout.slots[member].box;
                extended = geometry::hull(extended,
                                          Rect::around(box.centre(), {box.width() + 2 * padding,
                                                                      box.height() + 2 * padding}));
            }
        }
        slot.box = geometry::intersection(extended, geometry::hull(slot.box, page_box(task.target)))
                       .value_or(slot.box);
    }
}

Rect free_room(const Task& task, const Layout& layout) {
    Rect room = page_box(task.target);
    for (std::size_t i = 0; i < task.scene.elements.size(); ++i) {
        const Element& element = task.scene.elements[i];
        const bool side = element.role == Role::Panel || element.role == Role::Bleed;
        if (!side || !element.picture || !element.visible) continue;
        const bool carries =
            std::any_of(task.scene.units.begin(), task.scene.units.end(), [&](const Unit& unit) {
                return overlap_area(unit.box, element.box) > kLiesOn * unit.box.area();
            });
        if (carries) continue;
        const Rect& wall = layout.slots[i].box;
        const Rect parts[] = {
            Rect::from_size(room.origin(), {wall.left() - room.left(), room.height()}),
            Rect::from_size({wall.right(), room.top()},
                            {room.right() - wall.right(), room.height()}),
            Rect::from_size(room.origin(), {room.width(), wall.top() - room.top()}),
            Rect::from_size({room.left(), wall.bottom()},
                            {room.width(), room.bottom() - wall.bottom()})};
        const Rect& best =
            *std::max_element(std::begin(parts), std::end(parts),
                              [](const Rect& a, const Rect& b) { return a.area() < b.area(); });
        if (overlap_area(room, wall) > 0 && best.area() > kRoomMin * task.target.area())
            room = best;
    }
    return room;
}

}  // namespace refit::layout
