#include "layout/draft.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "layout/engine.h"
#include "layout/grouping.h"
#include "layout/measure.h"

namespace refit::layout {
namespace {

using geometry::Size;

constexpr double kOrnamentShare = 0.03;

// Where an interval of length `length` on a side of `from` goes on a side of `to`, when it is
// `new_length` long there.
double anchored(Anchor anchor, double low, double length, double from, double to, double new_length,
                double scale, double centre_band) {
    const double high = from - low - length;
    const double free = to - new_length;
    double position = free / 2;
    const bool centred = std::abs((low + length / 2) / from - 0.5) < centre_band;
    if (!centred) {
        if (anchor == Anchor::Centre) {
            position = (low + length / 2) / from * to - new_length / 2;
        } else if (anchor == Anchor::NearerEdge) {
            position = low <= high ? low * scale : free - high * scale;
        } else if (low + high > 0) {
            position = low / (low + high) * free;
        }
    }
    return std::clamp(position, std::min(0.0, free), std::max(0.0, free));
}

}  // namespace

Size room_of(const Task& task) {
    const double fill = task.parameters[Parameter::FillMax];
    return {task.target.width * fill, task.target.height * fill};
}

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
    units.reserve(fitted.size());
    for (const FittedUnit& each : fitted) units.push_back(each.unit);
    return units;
}

Layout start(const Task& task, std::string name) {
    Layout layout;
    layout.name = std::move(name);
    layout.slots.resize(task.scene.elements.size());
    place_scenery(task, layout);
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

PlacedUnit anchored_unit(const Task& task, const Unit& unit, Shape shape, Anchor anchor,
                         const Slab& slab) {
    const double band = anchor == Anchor::NearerEdge ? 0.0 : task.parameters[Parameter::CentreBand];
    const double x =
        anchored(anchor, unit.box.left() - slab.from.left(), unit.box.width(), slab.from.width(),
                 slab.to.width(), shape.size.width, shape.scale, band);
    const double y =
        anchored(anchor, unit.box.top() - slab.from.top(), unit.box.height(), slab.from.height(),
                 slab.to.height(), shape.size.height, shape.scale, band);
    return {unit, std::move(shape), slab.to.origin() + geometry::Point{x, y}};
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
        write_slots(
            anchored_unit(task, unit, std::move(shape), Anchor::SlackShare, whole_page(task)),
            "ornament", layout);
    }
    return rest;
}

}  // namespace refit::layout
