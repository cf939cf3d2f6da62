#include "layout/beside.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "layout/draft.h"
#include "layout/measure.h"
#include "layout/scenery.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;

// Main pictures: at least this share of the page, and not covering most of it.
constexpr double kHeroShareMin = 0.08;
constexpr double kHeroRoomMax = 0.55;  // of the page's long side
constexpr double kHalfMin = 0.3;
constexpr double kHalfMax = 0.6;

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

// The largest visible picture: scenery or an item of its own.
std::optional<std::size_t> main_picture(const Task& task) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < task.scene.elements.size(); ++i) {
        const Element& element = task.scene.elements[i];
        const bool picture = element.picture && element.visible &&
                             (element.role == Role::Panel || element.role == Role::Bleed ||
                              element.role == Role::Image);
        if (!picture || element.box.area() < kHeroShareMin * task.scene.page.area()) continue;
        if (!best || element.box.area() > task.scene.elements[*best].box.area()) best = i;
    }
    return best;
}

// The two parts of the page: the picture's and the rest's.
std::pair<Rect, Rect> halves(Size page, Side side, double share) {
    const double w = page.width * share;
    const double h = page.height * share;
    switch (side) {
        case Side::Left:
            return {Rect::from_size({0, 0}, {w, page.height}),
                    Rect::from_size({w, 0}, {page.width - w, page.height})};
        case Side::Right:
            return {Rect::from_size({page.width - w, 0}, {w, page.height}),
                    Rect::from_size({0, 0}, {page.width - w, page.height})};
        case Side::Top:
            return {Rect::from_size({0, 0}, {page.width, h}),
                    Rect::from_size({0, h}, {page.width, page.height - h})};
        case Side::Bottom:
            return {Rect::from_size({0, page.height - h}, {page.width, h}),
                    Rect::from_size({0, 0}, {page.width, page.height - h})};
    }
    return {page_box(page), page_box(page)};
}

}  // namespace

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
    Layout layout = start(task, "hero");
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

std::optional<Layout> beside_layout(const Task& task, Side side, std::string name) {
    const auto main = main_picture(task);
    if (!main) return std::nullopt;
    const Element& picture = task.scene.elements[*main];
    const double share =
        std::clamp(picture.box.area() / task.scene.page.area(), kHalfMin, kHalfMax);
    const auto [half, rest] = halves(task.target, side, share);
    Layout layout = start(task, std::move(name));
    std::vector<Unit> others;
    if (is_scenery(picture)) {
        layout.slots[*main].box = half;
        layout.slots[*main].fit = canvas::Fit::Crop;
        layout.slots[*main].rule = "the picture's side";
        others = task.scene.units;
    } else {
        for (const Unit& unit : task.scene.units) {
            if (!std::binary_search(unit.members.begin(), unit.members.end(), *main)) {
                others.push_back(unit);
                continue;
            }
            Shape shape = fitted_shape(task, unit, {half.width() * 0.94, half.height() * 0.94});
            const Rect box = Rect::around(half.centre(), shape.size);
            write_slots({unit, std::move(shape), box.origin()}, "the picture's side", layout);
        }
    }
    others = without_ornaments(task, std::move(others), layout);
    others = units_of(loosened(task, others, {rest.width() * 0.9, rest.height() * 0.9}));
    const bool strip = is_strip(rest.size(), task.parameters);
    const FlowStyle style{Justify::Even, Align::Centre};
    const auto placed = strip ? flow_across(task, others, page_box(task.scene.page), rest, style)
                              : flow_down(task, others, page_box(task.scene.page), rest, style);
    for (const PlacedUnit& unit : placed) write_slots(unit, "the copy's side", layout);
    return layout;
}

}  // namespace refit::layout
