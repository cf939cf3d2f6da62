#include "layout/finish.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "layout/box_grid.h"
#include "layout/measure.h"
#include "layout/parting.h"
#include "layout/sizing.h"

namespace refit::layout {
namespace {

using geometry::Rect;

// A text that would break more lines than in the source gets more width: a hair for what rounding
// took away, more where our fonts are wider than the author's.
constexpr double kWiden[] = {0.01, 0.04, 0.08, 0.13, 0.2, 0.3, 0.45};
constexpr double kWidenMin = 0.6;     // px
constexpr double kStrokeFloor = 1.6;  // of the stroke: a square turned by 45 degrees and a hair
constexpr double kStrongCrop = 2.0;
constexpr std::size_t kQuotedBytes = 24;
constexpr double kCollision = 0.1;
constexpr std::size_t kOverlapsMax = 5000;  // said one by one; nobody reads more

bool follows_font(const Task& task, std::size_t i) {
    return task.object(i).is_text() && !task.scene.elements[i].turned;
}

canvas::PlacedText measured(const Task& task, std::size_t i, const Slot& slot, double width) {
    const canvas::Object& object = task.object(i);
    std::optional<double> wrap;
    if (object.text->wraps) wrap = canvas::wrap_width_for(object, width, slot.scale);
    return canvas::measure_placed(object, task.measurer, slot.scale, wrap);
}

// The narrowest width, of a few, at which the text keeps the source's number of lines.
canvas::PlacedText keeping_lines(const Task& task, std::size_t i, const Slot& slot) {
    canvas::PlacedText text = measured(task, i, slot, slot.box.width());
    if (!task.object(i).text->wraps || slot.rewrapped) return text;
    const std::size_t lines = task.scene.elements[i].text->lines;
    for (const double more : kWiden) {
        if (text.lines <= lines) break;
        const double width = slot.box.width() * (1 + more) + kWidenMin;
        if (width > task.target.width) break;
        const canvas::PlacedText wider = measured(task, i, slot, width);
        if (wider.lines < text.lines) text = wider;
    }
    return text;
}

void settle(const Task& task, std::size_t i, Slot& slot) {
    const canvas::Object& object = task.object(i);
    const canvas::PlacedText text = keeping_lines(task, i, slot);
    const double free = slot.box.width() - text.size.width;
    const double left = slot.box.left() + free * share_before_line(object);
    slot.box = Rect::from_size({left, slot.box.top()}, text.size);
}

// A stroke that does not scale sets a floor under its object's box; a smaller one could not be
// reached and the object would keep its size.
Rect reachable(const Task& task, const canvas::Object& object, const Rect& box) {
    const canvas::Transform& transform = object.transform;
    if (!transform.stroke_uniform || transform.stroke_width <= 0) return box;
    const double floor = kStrokeFloor * transform.stroke_width;
    if (box.width() >= floor && box.height() >= floor) return box;
    const Rect grown =
        Rect::around(box.centre(), {std::max(box.width(), floor), std::max(box.height(), floor)});
    return page_box(task.target).contains(box) ? moved_inside(grown, page_box(task.target)) : grown;
}

bool continues_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// At most `limit` bytes of UTF-8, whole characters only. Requires limit < text.size().
std::size_t characters_end(const std::string& text, std::size_t limit) {
    while (limit > 0 && continues_character(text[limit])) --limit;
    return limit;
}

std::string quoted_name(const Element& element) {
    if (element.text && !element.text->text.empty()) {
        std::string text = element.text->text;
        if (text.size() > kQuotedBytes) text.resize(characters_end(text, kQuotedBytes));
        std::replace(text.begin(), text.end(), '\n', ' ');
        return fmt::format("the text \"{}\"", text);
    }
    if (!element.id.empty()) return fmt::format("\"{}\"", element.id);
    return fmt::format("object {}", element.path);
}

std::string reason_for(const Task& task, const Element& element, const Slot& slot) {
    const std::string_view role = role_name(element.role);
    if (slot.rule == "cover") return fmt::format("{}: covers the page", role);
    if (slot.rule.starts_with("panel")) {
        return fmt::format("{}: follows the side of the page it lies on", role);
    }
    if (slot.rule.starts_with("bleed")) {
        return fmt::format("{}: keeps hanging over its edge", role);
    }
    const double law = law_scale(task, element);
    return fmt::format("{}: {}; scale {:.2f} (the law asks for {:.2f}){}", role, slot.rule,
                       slot.scale, law, slot.rewrapped ? "; lines broken anew" : "");
}

// By element: the earlier ones that it covers and did not, neither of them scenery.
std::vector<std::vector<std::size_t>> new_overlaps(const Task& task, const Layout& layout) {
    std::vector<std::size_t> front;
    std::vector<Rect> boxes;
    for (std::size_t i = 0; i < layout.slots.size(); ++i) {
        if (is_scenery(task.scene.elements[i])) continue;
        front.push_back(i);
        boxes.push_back(layout.slots[i].box);
    }
    BoxGrid grid{boxes};
    std::vector<std::size_t> near;
    std::vector<std::vector<std::size_t>> earlier(layout.slots.size());
    std::size_t count = 0;
    for (std::size_t i = 0; i < front.size() && count < kOverlapsMax; ++i) {
        grid.find_near(boxes[i], i, near);
        for (const std::size_t k : near) {
            if (excess_overlap(task, layout, front[i], front[k]) <= kCollision) continue;
            earlier[front[k]].push_back(front[i]);
            ++count;
        }
    }
    return earlier;
}

}  // namespace

void settle_texts(const Task& task, Layout& layout) {
    for (std::size_t i = 0; i < layout.slots.size(); ++i) {
        if (follows_font(task, i)) settle(task, i, layout.slots[i]);
    }
}

std::vector<canvas::Placement> to_placements(const Task& task, const Layout& layout) {
    std::vector<canvas::Placement> placements;
    for (std::size_t i = 0; i < layout.slots.size(); ++i) {
        const Element& element = task.scene.elements[i];
        if (element.role == Role::Page) continue;
        const Slot& slot = layout.slots[i];
        canvas::Placement placement;
        placement.object = element.object;
        placement.box = reachable(task, task.object(i), slot.box);
        placement.fit = slot.fit;
        placement.hidden = slot.hidden;
        if (follows_font(task, i)) {
            placement.font_size_scale = slot.scale;
            const canvas::Object& object = task.object(i);
            if (object.text->wraps) {
                placement.wrap_width = canvas::wrap_width_for(object, slot.box.width(), slot.scale);
            }
        }
        placements.push_back(placement);
    }
    return placements;
}

std::vector<PlacedElement> placed_elements(const Task& task, const Layout& layout) {
    std::vector<PlacedElement> placed;
    for (std::size_t i = 0; i < layout.slots.size(); ++i) {
        const Element& element = task.scene.elements[i];
        if (element.role == Role::Page) continue;
        const Slot& slot = layout.slots[i];
        PlacedElement record;
        record.object = element.object;
        record.id = element.id;
        record.path = element.path;
        record.role = element.role;
        record.before = element.box;
        record.after = slot.box;
        record.scale = slot.scale;
        if (element.text) {
            record.font_size_before = element.text->font_size;
            record.font_size = element.text->font_size * slot.scale;
        }
        record.rule = slot.rule;
        record.reason = reason_for(task, element, slot);
        placed.push_back(std::move(record));
    }
    return placed;
}

namespace {

// Font size as drawn of the smallest visible text in the object, groups searched; nullopt: none.
std::optional<double> smallest_type(const canvas::Object& object) {
    if (!object.visible) return std::nullopt;
    std::optional<double> smallest;
    if (object.text && !object.text->text.empty()) smallest = object.displayed_font_size();
    for (const canvas::Object& child : object.children) {
        const auto inside = smallest_type(child);
        if (inside && (!smallest || *inside < *smallest)) smallest = inside;
    }
    return smallest;
}

}  // namespace

std::vector<std::string> suggestions(const Task& task, const Layout& layout) {
    std::vector<std::string> notes;
    const double floor = legible_size(task.target, task.parameters);
    const auto earlier_overlaps = new_overlaps(task, layout);
    for (std::size_t i = 0; i < layout.slots.size(); ++i) {
        const Element& element = task.scene.elements[i];
        const Slot& slot = layout.slots[i];
        if (!element.visible || slot.hidden || element.role == Role::Page) continue;
        const auto smallest = smallest_type(task.object(i));
        if (smallest && *smallest * slot.scale < floor * 0.99) {
            notes.push_back(fmt::format("Check {}: {:.1f} px is below the legible {:.0f} px.",
                                        quoted_name(element), *smallest * slot.scale, floor));
        }
        if (slot.fit == canvas::Fit::Crop && element.picture && element.box.area() > 0 &&
            slot.box.area() > 0) {
            const double change = std::abs(std::log((slot.box.width() / slot.box.height()) /
                                                    (element.box.width() / element.box.height())));
            if (change > std::log(kStrongCrop)) {
                notes.push_back(fmt::format("Check the crop of {}.", quoted_name(element)));
            }
        }
        for (const std::size_t k : earlier_overlaps[i]) {
            notes.push_back(fmt::format("Check {} and {}: they overlap.", quoted_name(element),
                                        quoted_name(task.scene.elements[k])));
        }
    }
    return notes;
}

}  // namespace refit::layout
