#include "layout/candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <span>
#include <utility>

#include "layout/engine.h"
#include "layout/flow.h"
#include "layout/grouping.h"
#include "layout/measure.h"
#include "layout/scenery.h"
#include "layout/sizing.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;

enum class Anchor : std::uint8_t { SlackShare, NearerEdge };

// Main pictures: at least this share of the page, and not covering most of it.
constexpr double kHeroShareMin = 0.08;
constexpr double kGapKept = 0.3;       // of the distance between two units of a chain
constexpr double kReliefMin = 0.6;     // smallest common factor
constexpr double kAlignShare = 0.006;  // of the page, within which edges are one
constexpr double kOrnamentShare = 0.03;
constexpr double kHeroRoomMax = 0.55;  // of the page's long side

Layout start(const Task& task, std::string name, PanelRule rule) {
    Layout layout;
    layout.name = std::move(name);
    layout.slots.resize(task.scene.elements.size());
    place_scenery(task, rule, layout);
    return layout;
}

void write_slots(const PlacedUnit& placed, const std::string& rule, Layout& layout) {
    layout.bodies.push_back(placed.unit.members);
    for (std::size_t i = 0; i < placed.unit.members.size(); ++i) {
        const Part& part = placed.shape.parts[i];
        Slot& slot = layout.slots[placed.unit.members[i]];
        slot.box = part.box.moved(placed.corner);
        slot.scale = part.scale;
        slot.fit = canvas::Fit::Uniform;
        slot.rewrapped = part.rewrapped;
        slot.rule = rule;
    }
}

// Where an interval of length `length` on a side of `from` goes on a side of `to`, when it is
// `new_length` long there.
double anchored(Anchor anchor, double low, double length, double from, double to, double new_length,
                double scale, double centre_band) {
    const double high = from - low - length;
    const double free = to - new_length;
    double position = free / 2;
    const bool centred = std::abs((low + length / 2) / from - 0.5) < centre_band;
    if (!centred) {
        if (anchor == Anchor::NearerEdge) {
            position = low <= high ? low * scale : free - high * scale;
        } else if (low + high > 0) {
            position = low / (low + high) * free;
        }
    }
    return std::clamp(position, std::min(0.0, free), std::max(0.0, free));
}

PlacedUnit anchored_unit(const Task& task, const Unit& unit, Shape shape, Anchor anchor) {
    const Size from = task.scene.page;
    const double band = anchor == Anchor::NearerEdge ? 0.0 : task.parameters[Parameter::CentreBand];
    const double x = anchored(anchor, unit.box.left(), unit.box.width(), from.width,
                              task.target.width, shape.size.width, shape.scale, band);
    const double y = anchored(anchor, unit.box.top(), unit.box.height(), from.height,
                              task.target.height, shape.size.height, shape.scale, band);
    return {unit, std::move(shape), {x, y}};
}

struct FittedUnit {
    Unit unit;
    Shape shape;
};

// Units fitted into `room`, taken apart where as a whole they would become far too small.
std::vector<FittedUnit> loosened(const Task& task, const std::vector<Unit>& units, Size room) {
    std::vector<FittedUnit> result;
    for (const Unit& unit : units) {
        Shape shape = fitted_shape(task, unit, room);
        const bool too_small =
            shape.scale < task.parameters[Parameter::SplitBelow] * wanted_scale(task, unit);
        const bool one_picture = unit.members.size() > kUnitsMax;
        if (!too_small || unit.members.size() < 2 || one_picture) {
            result.push_back({unit, std::move(shape)});
            continue;
        }
        for (Unit& part : split_unit(task.scene, unit, task.parameters)) {
            Shape fitted = fitted_shape(task, part, room);
            result.push_back({std::move(part), std::move(fitted)});
        }
    }
    return result;
}

std::vector<Unit> units_of(const std::vector<FittedUnit>& fitted) {
    std::vector<Unit> units;
    for (const FittedUnit& each : fitted) units.push_back(each.unit);
    return units;
}

Size room_of(const Task& task) {
    const double fill = task.parameters[Parameter::FillMax];
    return {task.target.width * fill, task.target.height * fill};
}

enum class Edge : std::uint8_t { Left, Centre, Right };

double edge_of(const Rect& box, Edge edge) {
    if (edge == Edge::Left) return box.left();
    return edge == Edge::Right ? box.right() : box.centre().x;
}

// Which units share an edge in the source. Units are numbered by their place in `units`.
class Alignments {
public:
    Alignments(const std::vector<PlacedUnit>& units, Edge edge, double tolerance)
        : order_(units.size()), place_(units.size()), counts_(units.size()) {
        const auto at = [&](std::size_t i) { return edge_of(units[i].unit.box, edge); };
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::sort(order_.begin(), order_.end(),
                  [&](std::size_t a, std::size_t b) { return at(a) < at(b); });
        std::size_t low = 0;
        std::size_t high = 0;
        for (std::size_t i = 0; i < order_.size(); ++i) {
            const double here = at(order_[i]);
            while (std::abs(at(order_[low]) - here) > tolerance) ++low;
            while (high < order_.size() && at(order_[high]) - here <= tolerance) ++high;
            place_[order_[i]] = {low, high};
            counts_[order_[i]] = high - low;
        }
    }

    // The units that share the edge with unit `i`, itself included.
    [[nodiscard]] std::span<const std::size_t> with(std::size_t i) const {
        return std::span{order_}.subspan(place_[i].first, place_[i].second - place_[i].first);
    }
    // How many of them have not been left out.
    [[nodiscard]] std::size_t count(std::size_t i) const { return counts_[i]; }
    void leave_out(std::size_t i) {
        for (const std::size_t other : with(i)) --counts_[other];
    }

private:
    std::vector<std::size_t> order_;                          // by where the edge is
    std::vector<std::pair<std::size_t, std::size_t>> place_;  // [first, end) of order_, by unit
    std::vector<std::size_t> counts_;
};

// Columns of the source stay columns: units that share a left edge, centre or right edge get one
// again (their mean; the largest group first), since their different widths moved them apart.
void align_columns(const Task& task, std::vector<PlacedUnit>& units) {
    constexpr std::array kEdges{Edge::Left, Edge::Centre, Edge::Right};
    const double tolerance = kAlignShare * task.scene.page.width;
    std::vector<Alignments> alignments;
    for (const Edge edge : kEdges) alignments.emplace_back(units, edge, tolerance);
    std::vector<bool> done(units.size(), false);
    for (std::size_t round = 0; round < units.size(); ++round) {
        std::size_t best_count = 1;
        std::size_t best = 0;
        std::size_t best_edge = 0;
        for (std::size_t i = 0; i < units.size(); ++i) {
            for (std::size_t edge = 0; edge < kEdges.size() && !done[i]; ++edge) {
                if (alignments[edge].count(i) <= best_count) continue;
                best_count = alignments[edge].count(i);
                best = i;
                best_edge = edge;
            }
        }
        if (best_count < 2) return;
        const auto group = alignments[best_edge].with(best);
        std::vector<std::size_t> members{group.begin(), group.end()};
        std::erase_if(members, [&](std::size_t k) { return done[k]; });
        std::sort(members.begin(), members.end());
        double mean = 0;
        for (const std::size_t k : members) mean += edge_of(units[k].box(), kEdges[best_edge]);
        mean /= static_cast<double>(members.size());
        for (const std::size_t k : members) {
            units[k].corner.x += mean - edge_of(units[k].box(), kEdges[best_edge]);
            done[k] = true;
            for (Alignments& alignment : alignments) alignment.leave_out(k);
        }
    }
}

// The longest chain of units that follow one another along an axis in the source and lie in each
// other's way, each with its new length and a part of its old distance.
double chain_length(const Task& task, const std::vector<FittedUnit>& units, bool down) {
    const auto low = [&](const Rect& box) { return down ? box.top() : box.left(); };
    const auto high = [&](const Rect& box) { return down ? box.bottom() : box.right(); };
    const double from = down ? task.scene.page.height : task.scene.page.width;
    const double to = down ? task.target.height : task.target.width;
    std::vector<std::size_t> order(units.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
        return low(units[x].unit.box) < low(units[y].unit.box);
    });
    std::vector<double> length(units.size(), 0.0);
    double longest = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const FittedUnit& unit = units[order[i]];
        double before = 0;
        for (std::size_t k = 0; k < i; ++k) {
            const FittedUnit& other = units[order[k]];
            const double gap = low(unit.unit.box) - high(other.unit.box);
            const double beside = down ? common_width(unit.unit.box, other.unit.box)
                                       : common_height(unit.unit.box, other.unit.box);
            if (gap < 0 || beside <= 0) continue;
            before = std::max(before, length[order[k]] + kGapKept * gap / from * to);
        }
        length[order[i]] = before + (down ? unit.shape.size.height : unit.shape.size.width);
        longest = std::max(longest, length[order[i]]);
    }
    return longest;
}

// Where the whole would not fit one after the other, everything shrinks alike: the proportions
// between headline and copy survive, which they do not if only what collides shrinks.
std::vector<FittedUnit> relieved(const Task& task, std::vector<FittedUnit> units) {
    const double fill = task.parameters[Parameter::FillMax];
    double factor =
        std::min(1.0, fill * task.target.height / std::max(1.0, chain_length(task, units, true)));
    // Side by side in a page that became narrow, units rather step below one another (parting).
    const double change = std::abs(aspect_change(task.scene.page, task.target));
    if (change < task.parameters[Parameter::RestackFrom]) {
        factor = std::min(
            factor, fill * task.target.width / std::max(1.0, chain_length(task, units, false)));
    }
    if (factor >= 1.0) return units;
    for (FittedUnit& unit : units) {
        const Size room{unit.shape.size.width * std::max(factor, kReliefMin),
                        unit.shape.size.height * std::max(factor, kReliefMin)};
        unit.shape = fitted_shape(task, unit.unit, room);
    }
    return units;
}

Layout anchored_layout(const Task& task, const std::vector<FittedUnit>& units, std::string name,
                       Anchor anchor) {
    Layout layout = start(task, std::move(name), panel_rule(task));
    const std::string rule =
        anchor == Anchor::SlackShare ? "same share of the free space" : "distance to nearer edge";
    std::vector<PlacedUnit> placed;
    for (const FittedUnit& each : units) {
        placed.push_back(anchored_unit(task, each.unit, each.shape, anchor));
    }
    align_columns(task, placed);
    for (const PlacedUnit& unit : placed) write_slots(unit, rule, layout);
    return layout;
}

// Ornaments are no part of a flow of reading: they keep their relative place. Returns the rest.
std::vector<Unit> without_ornaments(const Task& task, std::vector<Unit> units, Layout& layout) {
    std::vector<Unit> rest;
    for (Unit& unit : units) {
        const bool small = unit.box.area() < kOrnamentShare * task.scene.page.area();
        if (unit.role != Role::Decoration || !small) {
            rest.push_back(std::move(unit));
            continue;
        }
        Shape shape = fitted_shape(task, unit, room_of(task));
        write_slots(anchored_unit(task, unit, std::move(shape), Anchor::SlackShare), "ornament",
                    layout);
    }
    return rest;
}

using Flow = std::function<std::vector<PlacedUnit>(const Task&, std::span<const Unit>, const Rect&,
                                                   const Rect&)>;

Layout flow_layout(const Task& task, const std::vector<FittedUnit>& fitted, std::string name,
                   const Flow& flow) {
    Layout layout = start(task, name, panel_rule(task));
    const std::vector<Unit> units = without_ornaments(task, units_of(fitted), layout);
    for (const PlacedUnit& placed :
         flow(task, units, page_box(task.scene.page), free_room(task, layout))) {
        write_slots(placed, name, layout);
    }
    return layout;
}

// The most important picture that is an item of its own.
std::optional<std::size_t> hero_unit(const Task& task) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < task.scene.units.size(); ++i) {
        const Unit& unit = task.scene.units[i];
        if (unit.role != Role::Image) continue;
        if (unit.box.area() < kHeroShareMin * task.scene.page.area()) continue;
        if (!best || unit.box.area() > task.scene.units[*best].box.area()) best = i;
    }
    return best;
}

std::optional<Layout> hero_layout(const Task& task) {
    const auto hero = hero_unit(task);
    if (!hero) return std::nullopt;
    const Size to = task.target;
    const bool across = to.width >= to.height;
    const Unit& picture = task.scene.units[*hero];
    const Size limit = across ? Size{to.width * kHeroRoomMax, to.height * 0.94}
                              : Size{to.width * 0.94, to.height * kHeroRoomMax};
    Shape shape = rigid_shape(task, picture,
                              std::min(limit.width / std::max(1.0, picture.box.width()),
                                       limit.height / std::max(1.0, picture.box.height())));
    const geometry::Point centre = picture.box.centre();
    const bool first =
        across ? centre.x < task.scene.page.width / 2 : centre.y < task.scene.page.height / 2;
    const double extent = (across ? shape.size.width : shape.size.height) * 1.06;
    const double side = across ? to.width : to.height;
    const double low = first ? 0 : side - extent;
    const Rect hero_room = across ? Rect::from_size({low, 0}, {extent, to.height})
                                  : Rect::from_size({0, low}, {to.width, extent});
    const double rest_low = first ? extent : 0;
    const Rect rest = across ? Rect::from_size({rest_low, 0}, {side - extent, to.height})
                             : Rect::from_size({0, rest_low}, {to.width, side - extent});
    Layout layout = start(task, "hero", panel_rule(task));
    const Rect box = Rect::around(hero_room.centre(), shape.size);
    write_slots({picture, std::move(shape), box.origin()}, "hero", layout);
    std::vector<Unit> others = task.scene.units;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(*hero));
    others = without_ornaments(task, std::move(others), layout);
    others = units_of(loosened(task, others, {rest.width() * 0.9, rest.height() * 0.9}));
    const bool strip = is_strip(rest.size(), task.parameters);
    const auto placed = strip ? flow_across(task, others, page_box(task.scene.page), rest)
                              : flow_down(task, others, page_box(task.scene.page), rest);
    for (const PlacedUnit& unit : placed) write_slots(unit, "beside the hero", layout);
    return layout;
}

}  // namespace

std::vector<Layout> propose(const Task& task) {
    const std::vector<FittedUnit> units = loosened(task, task.scene.units, room_of(task));
    const std::vector<FittedUnit> anchored = relieved(task, units);
    std::vector<Layout> layouts;
    layouts.push_back(anchored_layout(task, anchored, "keep", Anchor::SlackShare));
    layouts.push_back(anchored_layout(task, anchored, "pins", Anchor::NearerEdge));
    const double change = std::abs(aspect_change(task.scene.page, task.target));
    if (change < task.parameters[Parameter::RestackFrom] || task.scene.units.empty()) {
        return layouts;
    }
    layouts.push_back(flow_layout(task, units, "strip", flow_across));
    layouts.push_back(flow_layout(task, units, "column", flow_down));
    if (auto hero = hero_layout(task)) layouts.push_back(std::move(*hero));
    return layouts;
}

}  // namespace refit::layout
