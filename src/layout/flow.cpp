#include "layout/flow.h"

#include <algorithm>
#include <cmath>

#include "layout/measure.h"

namespace refit::layout {
namespace {

using geometry::Point;
using geometry::Rect;
using geometry::Size;

// The flow's own axes: `along` is the direction of reading, `across` the other.
enum class Direction : std::uint8_t { Across, Down };

struct Settings {
    Direction direction;
    double x_weight;    // of the reading key
    double fill_along;  // largest share of the room for one unit
    double fill_across;
    double pack;  // several units share a place up to this share of the room across
};

constexpr double kTotalMax = 0.95;       // of the room, before everything is shrunk
constexpr double kStackGapShare = 0.25;  // of the mean size, between units sharing a place
constexpr double kLoneUnitShare = 0.5;   // one unit alone stands in the middle

double along(Size size, Direction d) {
    return d == Direction::Across ? size.width : size.height;
}
double across(Size size, Direction d) {
    return d == Direction::Across ? size.height : size.width;
}

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

double length_of(const Place& place, Direction d) {
    double length = 0;
    for (const Item& item : place) length = std::max(length, along(item.placed.shape.size, d));
    return length;
}

double thickness_of(const Place& place, Direction d) {
    double sum = 0;
    for (const Item& item : place) sum += across(item.placed.shape.size, d);
    return sum;
}

std::vector<Place> pack(std::vector<Item> items, Size room, const Settings& s) {
    std::vector<Place> places;
    for (Item& item : items) {
        const double thickness = across(item.placed.shape.size, s.direction);
        const bool joins = !places.empty() && thickness_of(places.back(), s.direction) + thickness <
                                                  s.pack * across(room, s.direction);
        if (!joins) places.emplace_back();
        places.back().push_back(std::move(item));
    }
    // Inside a place the source's own order across counts, not the reading key.
    for (Place& place : places) {
        std::stable_sort(place.begin(), place.end(), [&](const Item& a, const Item& b) {
            const Point first = a.placed.unit.box.centre();
            const Point second = b.placed.unit.box.centre();
            return s.direction == Direction::Across ? first.y < second.y : first.x < second.x;
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

// Puts the units of one place side by side across the room, centred as a whole.
void spread(Place& place, double start, double length, const Rect& room, const Settings& s) {
    const Direction d = s.direction;
    const double sum = thickness_of(place, d);
    const double free = std::max(0.0, across(room.size(), d) - sum);
    const auto count = static_cast<double>(place.size());
    double gap = free / (count + 1);
    if (d == Direction::Across) gap = std::min(gap, kStackGapShare * sum / count);
    double position = (across(room.size(), d) - sum - gap * (count - 1)) / 2;
    for (Item& item : place) {
        const double indent = (length - along(item.placed.shape.size, d)) / 2;
        const double at_along = start + indent;
        item.placed.corner = d == Direction::Across
                                 ? Point{room.left() + at_along, room.top() + position}
                                 : Point{room.left() + position, room.top() + at_along};
        position += across(item.placed.shape.size, d) + gap;
    }
}

double total_length(const std::vector<Place>& places, Direction d) {
    double total = 0;
    for (const Place& place : places) total += length_of(place, d);
    return total;
}

std::vector<PlacedUnit> flow(const Task& task, std::span<const Unit> units, const Rect& source,
                             const Rect& room, const Settings& s) {
    const Direction d = s.direction;
    const Size cell = d == Direction::Across
                          ? Size{room.width() * s.fill_along, room.height() * s.fill_across}
                          : Size{room.width() * s.fill_across, room.height() * s.fill_along};
    std::vector<Item> items;
    for (const Unit& unit : units) {
        items.push_back(
            {{unit, fitted_shape(task, unit, cell), {}}, reading_key(unit, source, s.x_weight)});
    }
    std::stable_sort(items.begin(), items.end(),
                     [](const Item& a, const Item& b) { return a.key < b.key; });
    std::vector<Place> places = pack(std::move(items), room.size(), s);
    if (places.empty()) return {};

    const double available = kTotalMax * along(room.size(), d);
    // Re-wrapped texts do not shrink exactly alike: a second and third pass settle it.
    for (int pass = 0; pass < 3 && total_length(places, d) > available; ++pass) {
        shrink(task, places, available / total_length(places, d));
    }
    const double ends = task.parameters[Parameter::EndShare];
    const auto spaces = static_cast<double>(places.size()) - 1 + 2 * ends;
    const double free = along(room.size(), d) - total_length(places, d);
    const double gap = places.size() == 1 ? 0 : std::max(0.0, free) / spaces;
    double position = places.size() == 1 ? free * kLoneUnitShare : gap * ends;
    std::vector<PlacedUnit> result;
    for (Place& place : places) {
        const double length = length_of(place, d);
        spread(place, position, length, room, s);
        position += length + gap;
        for (Item& item : place) result.push_back(std::move(item.placed));
    }
    return result;
}

}  // namespace

std::vector<PlacedUnit> flow_across(const Task& task, std::span<const Unit> units,
                                    const Rect& source, const Rect& room) {
    const Parameters& p = task.parameters;
    return flow(task, units, source, room,
                {Direction::Across, p[Parameter::StripOrder], p[Parameter::FillMax],
                 p[Parameter::StripFill], p[Parameter::StripPack]});
}

std::vector<PlacedUnit> flow_down(const Task& task, std::span<const Unit> units, const Rect& source,
                                  const Rect& room) {
    const Parameters& p = task.parameters;
    return flow(task, units, source, room,
                {Direction::Down, p[Parameter::ColumnOrder], p[Parameter::FillMax] * 0.96,
                 p[Parameter::FillMax] * 0.9, p[Parameter::ColumnPack]});
}

}  // namespace refit::layout
