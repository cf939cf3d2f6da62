#include "layout/candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "layout/anchored.h"
#include "layout/beside.h"
#include "layout/draft.h"
#include "layout/flow.h"
#include "layout/lump.h"
#include "layout/measure.h"
#include "layout/relief.h"
#include "layout/scenery.h"

namespace refit::layout {
namespace {

// Beyond this many units a page is no banner, and what banners' designers seldom do is not tried.
constexpr std::size_t kUnitsForRare = 60;

// What several candidates start from, made once.
struct Start {
    const Task& task;
    FormatChange change;
    std::vector<FittedUnit> units;
    std::vector<FittedUnit> anchored;  // shrunk alike where they would not fit in a chain
    std::vector<FittedUnit> gathered;  // empty if nothing stands close together
    std::vector<Unit> loose;           // the units without their shapes
    std::vector<Slab> slabs;           // in which anchored units keep their places
};

Layout flow_layout(const Start& s, std::string_view name, Axis axis, FlowStyle style) {
    Layout layout = start(s.task, std::string{name});
    const std::vector<Unit> units = without_ornaments(s.task, s.loose, layout);
    const geometry::Rect source = page_box(s.task.scene.page);
    const geometry::Rect room = free_room(s.task, layout);
    const auto placed = axis == Axis::Across ? flow_across(s.task, units, source, room, style)
                                             : flow_down(s.task, units, source, room, style);
    const std::string rule{flow_rule(axis, style.justify)};
    for (const PlacedUnit& unit : placed) write_slots(unit, rule, layout);
    return layout;
}

template <Anchor anchor>
std::optional<Layout> anchored_by(const Start& s, std::string_view name) {
    return anchored_layout(s.task, s.anchored, std::string{name}, anchor, s.slabs);
}

std::optional<Layout> gathered(const Start& s, std::string_view name) {
    return anchored_layout(s.task, s.gathered, std::string{name}, Anchor::NearerEdge, s.slabs);
}

template <Axis axis, Justify justify = Justify::Even, Align align = Align::Centre>
std::optional<Layout> flowing(const Start& s, std::string_view name) {
    return flow_layout(s, name, axis, {justify, align});
}

std::optional<Layout> hero(const Start& s, std::string_view /*name*/) {
    return hero_layout(s.task);
}

template <Side side>
std::optional<Layout> beside(const Start& s, std::string_view name) {
    return beside_layout(s.task, side, std::string{name});
}

bool always(const Start& /*start*/) {
    return true;
}
bool is_small(const Start& s) {
    return s.units.size() <= kUnitsForRare;
}
bool gathers(const Start& s) {
    return !s.gathered.empty();
}
bool reshapes(const Start& s) {
    return s.change.amount >= s.task.parameters[Parameter::RestackFrom] &&
           !s.task.scene.units.empty();
}
bool becomes_wide(const Start& s) {
    return reshapes(s) && is_small(s) && s.task.target.width > s.task.target.height;
}
bool becomes_high(const Start& s) {
    return reshapes(s) && is_small(s) && !s.change.to_strip;
}
bool leaves_strip(const Start& s) {
    return reshapes(s) && is_small(s) && !s.change.to_column && !s.change.to_strip;
}

// One kind of layout. `applies` is cheap: most changes of format need few candidates.
struct Kind {
    std::string_view name;
    bool (*applies)(const Start&);
    std::optional<Layout> (*make)(const Start&, std::string_view name);
};

constexpr auto kAcross = Axis::Across;
constexpr auto kDown = Axis::Down;

constexpr std::array<Kind, kKindCount> kKinds{{
    {"keep", always, anchored_by<Anchor::SlackShare>},
    {"pins", always, anchored_by<Anchor::NearerEdge>},
    {"relative", is_small, anchored_by<Anchor::Centre>},
    {"gathered", gathers, gathered},
    {"strip", reshapes, flowing<kAcross>},
    {"column", reshapes, flowing<kDown>},
    {"hero", reshapes, hero},
    {"row, last apart", becomes_wide, flowing<kAcross, Justify::Apart, Align::End>},
    {"row, in place", becomes_wide, flowing<kAcross, Justify::Kept, Align::Start>},
    {"stack, high", becomes_high, flowing<kDown, Justify::Start, Align::Kept>},
    {"stack, low", becomes_high, flowing<kDown, Justify::End, Align::Start>},
    {"picture left", becomes_wide, beside<Side::Left>},
    {"picture right", becomes_wide, beside<Side::Right>},
    {"picture at the top", becomes_high, beside<Side::Top>},
    {"picture at the bottom", leaves_strip, beside<Side::Bottom>},
}};

constexpr std::array<std::string_view, kKinds.size()> kNames = [] {
    std::array<std::string_view, kKinds.size()> names;
    for (std::size_t i = 0; i < kKinds.size(); ++i) names[i] = kKinds[i].name;
    return names;
}();

}  // namespace

FormatChange format_change(const Task& task) {
    const Parameters& p = task.parameters;
    const double change = aspect_change(task.scene.page, task.target);
    FormatChange result;
    result.amount = std::abs(change);
    result.wider = change > 0;
    result.from_strip = is_strip(task.scene.page, p);
    result.to_strip = is_strip(task.target, p);
    result.to_column = is_column(task.target, p);
    result.restacks =
        result.amount >= p[Parameter::RestackFrom] && result.from_strip != result.to_strip;
    result.far = result.amount >= p[Parameter::PinsFrom];
    return result;
}

Change FormatChange::kind() const {
    if (restacks) return to_strip ? Change::IntoStrip : Change::OutOfStrip;
    return far ? Change::Far : Change::Near;
}

std::span<const std::string_view> candidate_names() {
    return kNames;
}

std::vector<Layout> propose(const Task& task) {
    const geometry::Size room = room_of(task);
    Start start{task, format_change(task), loosened(task, task.scene.units, room), {}, {},
                {},   slabs_of(task)};
    start.anchored = relieved(task, start.units);
    if (is_small(start)) start.gathered = lumped(task, start.units, room);
    start.loose = units_of(start.units);
    std::vector<Layout> layouts;
    for (const Kind& kind : kKinds) {
        if (!kind.applies(start)) continue;
        if (auto layout = kind.make(start, kind.name)) layouts.push_back(std::move(*layout));
    }
    return layouts;
}

}  // namespace refit::layout
