#include "layout/flow.h"

#include <algorithm>
#include <cmath>

#include "layout/measure.h"

namespace refit::layout {
namespace {

using geometry::Point;
using geometry::Rect;
using geometry::Size;

// `along` the axis is the direction of reading, `across` the other.
struct Settings {
    Axis axis;
    double x_weight;    // of the reading key
    double fill_along;  // largest share of the room for one unit
    double fill_across;
    double pack;  // several units share a place up to this share of the room across
    FlowStyle style;
};

constexpr double kTotalMax = 0.95;       // of the room, before everything is shrunk
constexpr double kStackGapShare = 0.25;  // of the mean size, between units sharing a place
constexpr double kCloseShare = 0.08;     // of the source's height, between neighbours
constexpr double kClosePack = 0.9;       // of the strip's height, for what was close
constexpr double kTightGap = 0.3;        // of the mean length of a place
constexpr double kMarginShare = 0.06;    // of the room across, at the ends of a tight flow
constexpr double kLoneUnitShare = 0.5;   // one unit alone stands in the middle

struct Item {
    PlacedUnit placed;
    double key{0};
};
using Place = std::vector<Item>;

double reading_key(const Unit& unit, const Rect& source, double x_weight) {
    const Point centre = unit.box.centre();
    const double x = source.width() > 0 ? (centre.x - source.left()) / source.width() : 0.5;
    const double y = source.height() > 0 ? (centre.y - source.top()) / source.height() : 0.5;
    return x_weight * x + (1 - x_weight) * y;
}

double length_of(const Place& place, Axis axis) {
    double length = 0;
    for (const Item& item : place) length = std::max(length, along(item.placed.shape.size, axis));
    return length;
}

double thickness_of(const Place& place, Axis axis) {
    double sum = 0;
    for (const Item& item : place) sum += across(item.placed.shape.size, axis);
    return sum;
}

// Up to which share of the room across b may share a's place. Into a strip, what stands closely one
// under the other in the source stays so; the rest only where there is much room.
double pack_share(const Unit& a, const Unit& b, const Rect& source, const Settings& s) {
    if (s.axis == Axis::Down) return s.pack;
    const bool close = -common_height(a.box, b.box) < kCloseShare * source.height();
    const bool button = a.role == Role::Button || b.role == Role::Button;
    return close && !button ? std::max(s.pack, kClosePack) : s.pack;
}

std::vector<Place> pack(std::vector<Item> items, const Rect& source, Size room, const Settings& s) {
    std::vector<Place> places;
    for (Item& item : items) {
        const double thickness = across(item.placed.shape.size, s.axis);
        const bool joins = !places.empty() && thickness_of(places.back(), s.axis) + thickness <
                                                  pack_share(places.back().back().placed.unit,
                                                             item.placed.unit, source, s) *
                                                      across(room, s.axis);
        if (!joins) places.emplace_back();
        places.back().push_back(std::move(item));
    }
    // Inside a place the source's own order across counts, not the reading key.
    for (Place& place : places) {
        std::stable_sort(place.begin(), place.end(), [&](const Item& a, const Item& b) {
            const Point first = a.placed.unit.box.centre();
            const Point second = b.placed.unit.box.centre();
            return s.axis == Axis::Across ? first.y < second.y : first.x < second.x;
        });
    }
    return places;
}

void shrink(const Task& task, std::vector<Place>& places, double factor) {
    for (Place& place : places) {
        for (Item& item : place) {
            const Size size = item.placed.shape.size;
            item.placed.shape =
                fitted_shape(task, item.placed.unit, {size.width * factor, size.height * factor});
        }
    }
}

// Share of the free room across that stands before what is put there.
double share_before(const Place& place, const Rect& source, const Settings& s) {
    switch (s.style.align) {
        case Align::Centre:
            return 0.5;
        case Align::Start:
            return 0.0;
        case Align::End:
            return 1.0;
        case Align::Kept:
            break;
    }
    double sum = 0;
    for (const Item& item : place) {
        const Rect& box = item.placed.unit.box;
        const double before = low(box, other(s.axis)) - low(source, other(s.axis));
        const double free = across(source.size(), s.axis) - across(box.size(), s.axis);
        sum += free > 0 ? std::clamp(before / free, 0.0, 1.0) : 0.5;
    }
    return sum / static_cast<double>(place.size());
}

// Puts the units of one place side by side across the room, as a whole where the style has them.
void spread(Place& place, double start, double length, const Rect& source, const Rect& room,
            const Settings& s) {
    const Axis axis = s.axis;
    const double sum = thickness_of(place, axis);
    const double free = std::max(0.0, across(room.size(), axis) - sum);
    const auto count = static_cast<double>(place.size());
    double gap = free / (count + 1);
    if (axis == Axis::Across) gap = std::min(gap, kStackGapShare * sum / count);
    const double margin = std::min(kMarginShare * across(room.size(), axis), free / 2);
    const double rest = std::max(0.0, free - gap * (count - 1) - 2 * margin);
    double position = margin + rest * share_before(place, source, s);
    if (s.style.align == Align::Centre) position = (free - gap * (count - 1)) / 2;
    for (Item& item : place) {
        const double indent = (length - along(item.placed.shape.size, axis)) / 2;
        const double at_along = start + indent;
        item.placed.corner = room.origin() + point_at(at_along, position, axis);
        position += across(item.placed.shape.size, axis) + gap;
    }
}

double total_length(const std::vector<Place>& places, Axis axis) {
    double total = 0;
    for (const Place& place : places) total += length_of(place, axis);
    return total;
}

double key_of(const Place& place) {
    double sum = 0;
    for (const Item& item : place) sum += item.key;
    return sum / static_cast<double>(place.size());
}

// Where each place starts along the flow if it may stand where its share of the source puts it, no
// nearer to the one before than `gap`.
std::vector<double> kept_starts(const std::vector<Place>& places, double room, double gap,
                                Axis axis) {
    std::vector<double> starts;
    double end = 0;
    for (const Place& place : places) {
        const double length = length_of(place, axis);
        const double wanted = key_of(place) * room - length / 2;
        starts.push_back(std::max(wanted, starts.empty() ? gap : end + gap));
        end = starts.back() + length;
    }
    double limit = room - gap;
    for (std::size_t i = places.size(); i-- > 0;) {
        const double length = length_of(places[i], axis);
        starts[i] = std::min(starts[i], limit - length);
        limit = starts[i] - gap;
    }
    return starts;
}

std::vector<double> starts_of(const Task& task, const std::vector<Place>& places, const Rect& room,
                              const Settings& s) {
    const Axis axis = s.axis;
    const double ends = task.parameters[Parameter::EndShare];
    const double total = total_length(places, axis);
    const auto count = static_cast<double>(places.size());
    const double free = std::max(0.0, along(room.size(), axis) - total);
    const double even = places.size() == 1 ? 0 : free / (count - 1 + 2 * ends);
    const double tight = std::min(even, kTightGap * total / count);
    const double margin = std::min(kMarginShare * across(room.size(), axis), free / 2);
    double gap = tight;
    double position = margin;
    switch (s.style.justify) {
        case Justify::Even:
            gap = even;
            position = places.size() == 1 ? free * kLoneUnitShare : even * ends;
            break;
        case Justify::Start:
        case Justify::Apart:
            break;
        case Justify::End:
            position = free - tight * (count - 1) - margin;
            break;
        case Justify::Kept:
            return kept_starts(places, along(room.size(), axis), std::min(tight, even * ends),
                               axis);
    }
    std::vector<double> starts;
    for (const Place& place : places) {
        starts.push_back(std::max(0.0, position));
        position += length_of(place, axis) + gap;
    }
    if (s.style.justify == Justify::Apart && places.size() > 1) {
        const double last = along(room.size(), axis) - length_of(places.back(), axis) - margin;
        starts.back() = std::max(starts.back(), last);
    }
    return starts;
}

std::vector<PlacedUnit> flow(const Task& task, std::span<const Unit> units, const Rect& source,
                             const Rect& room, const Settings& s) {
    const Axis axis = s.axis;
    const Size cell = size_of(along(room.size(), axis) * s.fill_along,
                              across(room.size(), axis) * s.fill_across, axis);
    std::vector<Item> items;
    for (const Unit& unit : units) {
        items.push_back(
            {{unit, fitted_shape(task, unit, cell), {}}, reading_key(unit, source, s.x_weight)});
    }
    std::stable_sort(items.begin(), items.end(),
                     [](const Item& a, const Item& b) { return a.key < b.key; });
    std::vector<Place> places = pack(std::move(items), source, room.size(), s);
    if (places.empty()) return {};

    const double available = kTotalMax * along(room.size(), axis);
    // Re-wrapped texts do not shrink exactly alike: a second and third pass settle it.
    for (int pass = 0; pass < 3 && total_length(places, axis) > available; ++pass) {
        shrink(task, places, available / total_length(places, axis));
    }
    const std::vector<double> starts = starts_of(task, places, room, s);
    std::vector<PlacedUnit> result;
    for (std::size_t i = 0; i < places.size(); ++i) {
        spread(places[i], starts[i], length_of(places[i], axis), source, room, s);
        for (Item& item : places[i]) result.push_back(std::move(item.placed));
    }
    return result;
}

}  // namespace

std::string_view flow_rule(Axis axis, Justify justify) {
    const bool across = axis == Axis::Across;
    switch (justify) {
        case Justify::Even:
            return across ? "strip" : "column";
        case Justify::Start:
            return across ? "close together from the left" : "close together from the top";
        case Justify::End:
            return across ? "close together to the right" : "close together to the bottom";
        case Justify::Apart:
            return "close together, the last at the end";
        case Justify::Kept:
            return "in reading order, where it stood";
    }
    return "";
}

std::vector<PlacedUnit> flow_across(const Task& task, std::span<const Unit> units,
                                    const Rect& source, const Rect& room, FlowStyle style) {
    const Parameters& p = task.parameters;
    return flow(task, units, source, room,
                {Axis::Across, p[Parameter::StripOrder], p[Parameter::FillMax],
                 p[Parameter::StripFill], p[Parameter::StripPack], style});
}

std::vector<PlacedUnit> flow_down(const Task& task, std::span<const Unit> units, const Rect& source,
                                  const Rect& room, FlowStyle style) {
    const Parameters& p = task.parameters;
    return flow(task, units, source, room,
                {Axis::Down, p[Parameter::ColumnOrder], p[Parameter::FillMax] * 0.96,
                 p[Parameter::FillMax] * 0.9, p[Parameter::ColumnPack], style});
}

}  // namespace refit::layout
