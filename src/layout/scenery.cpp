#include "layout/scenery.h"

#include <algorithm>
#include <cmath>

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

    Slot panel(const Element& element, PanelRule rule) const {
        const double law = law_scale(task_, element);
        Slot slot;
        if (rule == PanelRule::Transposed) {
            slot.box = from_intervals(line_aware(y_of(element.box), from_.height, to_.width, law),
                                      line_aware(x_of(element.box), from_.width, to_.height, law));
        } else {
            slot.box = from_intervals(line_aware(x_of(element.box), from_.width, to_.width, law),
                                      line_aware(y_of(element.box), from_.height, to_.height, law));
        }
        slot.fit = element.stretches ? canvas::Fit::Stretch : canvas::Fit::Crop;
        slot.rule = rule == PanelRule::Transposed ? "panel, turned" : "panel";
        return slot;
    }

    Slot bleed(const Element& element) const {
        const Rect& box = element.box;
        const bool spans = common_width(box, page_box(from_)) >= kSpanShare * from_.width ||
                           common_height(box, page_box(from_)) >= kSpanShare * from_.height;
        Slot slot;
        slot.rule = "bleed";
        if (spans && (element.stretches || element.picture)) {
            slot = covering(element);
            slot.rule = "bleed, spanning";
            return slot;
        }
        slot.scale = law_scale(task_, element);
        Interval x = hanging(x_of(box), from_.width, to_.width, slot.scale);
        Interval y = hanging(y_of(box), from_.height, to_.height, slot.scale);
        // Covering one way must not distort: the larger factor serves both.
        const double factor = std::max(box.width() > 0 ? x.length / box.width() : slot.scale,
                                       box.height() > 0 ? y.length / box.height() : slot.scale);
        x = hanging(x_of(box), from_.width, to_.width, factor);
        y = hanging(y_of(box), from_.height, to_.height, factor);
        slot.scale = factor;
        slot.box = Rect::around({x.low + x.length / 2, y.low + y.length / 2},
                                {box.width() * factor, box.height() * factor});
        return slot;
    }

private:
    const Task& task_;
    Size from_;
    Size to_;
};

}  // namespace

bool is_strip(Size page, const Parameters& parameters) {
    return page.width / page.height >= parameters[Parameter::StripAspect];
}

bool is_column(Size page, const Parameters& parameters) {
    return page.width / page.height <= parameters[Parameter::ColumnAspect];
}

PanelRule panel_rule(const Task& task) {
    if (std::abs(aspect_change(task.scene.page, task.target)) < kTransposeFrom) {
        return PanelRule::Stretched;
    }
    const bool strip = is_strip(task.scene.page, task.parameters);
    const bool to_strip = is_strip(task.target, task.parameters);
    const bool column = is_column(task.scene.page, task.parameters);
    const bool to_column = is_column(task.target, task.parameters);
    return (strip && to_column) || (column && to_strip) ? PanelRule::Transposed
                                                        : PanelRule::Stretched;
}

void place_scenery(const Task& task, PanelRule rule, Layout& layout) {
    const SceneryPlacer placer{task};
    for (std::size_t i = 0; i < task.scene.elements.size(); ++i) {
        const Element& element = task.scene.elements[i];
        if (!is_scenery(element)) continue;
        if (element.role == Role::Bleed) {
            layout.slots[i] = placer.bleed(element);
        } else if (element.role == Role::Panel) {
            layout.slots[i] = placer.panel(element, rule);
        } else {
            layout.slots[i] = placer.covering(element);
        }
    }
}

}  // namespace refit::layout
