#include "layout/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "canvas/page.h"
#include "layout/finish.h"
#include "layout/grouping.h"
#include "layout/measure.h"
#include "layout/sizing.h"
#include "layout/solve.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;

// Numbers beyond this many pages, and scales beyond these, are not a layout.
constexpr double kAbsurdPages = 10;
constexpr double kScaleMin = 0.01;
constexpr double kScaleMax = 50;
// Aspects that differ less are rounding.
constexpr double kAspectTolerance = 0.02;
constexpr double kMovedMin = 1.0;  // px, below which a correction is not worth a line

struct Wanted {
    Rect box;
    double scale{1};
};

class Repairer {
public:
    Repairer(const Task& task, const RepairOptions& options) : task_{task}, options_{options} {
        std::size_t counted = 0;
        for (std::size_t i = 0; i < task.scene.elements.size(); ++i) {
            const Element& element = task.scene.elements[i];
            if (element.role == Role::Page) continue;
            // Later names never take an earlier one's place: the first object of an id counts.
            by_path_.emplace(element.path, i);
            by_id_.emplace(fmt::format("obj_{}", counted++), i);
        }
        for (std::size_t i = 0; i < task.scene.elements.size(); ++i) {
            const Element& element = task.scene.elements[i];
            if (element.role != Role::Page && !element.id.empty()) by_id_.emplace(element.id, i);
        }
    }

    // The proposal on top of the engine's own layout.
    Layout apply(Layout layout, std::span<const ModelPlacement> proposal) {
        layout.name = "model";
        placed_.assign(task_.scene.elements.size(), false);
        for (const ModelPlacement& placement : proposal) take(placement, layout);
        layout.bodies.clear();
        for (const Unit& unit : task_.scene.units) {
            for (Unit& part : split_unit(task_.scene, unit, task_.parameters)) {
                layout.bodies.push_back(std::move(part.members));
            }
        }
        return layout;
    }

    // What finish() had to move.
    void note_moves(const Layout& before, const Layout& after) {
        for (std::size_t i = 0; i < after.slots.size(); ++i) {
            if (!placed_[i] || is_scenery(task_.scene.elements[i])) continue;
            const geometry::Point by = after.slots[i].box.centre() - before.slots[i].box.centre();
            const double ratio = after.slots[i].scale / std::max(1e-9, before.slots[i].scale);
            if (std::hypot(by.x, by.y) > kMovedMin) {
                note(i,
                     fmt::format("moved by ({:.0f}, {:.0f}) px to stay inside the page and clear "
                                 "of other objects",
                                 by.x, by.y));
            } else if (ratio < 0.99) {
                note(i, fmt::format("shrunk to {:.0f} % to fit", 100 * ratio));
            }
        }
    }

    [[nodiscard]] std::size_t missing() const {
        std::size_t count = 0;
        for (std::size_t i = 0; i < placed_.size(); ++i) {
            count += foreground(i) && !placed_[i] ? 1 : 0;
        }
        return count;
    }
    [[nodiscard]] std::size_t foreground_count() const {
        std::size_t count = 0;
        for (std::size_t i = 0; i < placed_.size(); ++i) count += foreground(i) ? 1 : 0;
        return count;
    }
    std::vector<Repair> take_repairs() { return std::move(repairs_); }

private:
    bool foreground(std::size_t i) const {
        return !is_scenery(task_.scene.elements[i]) && task_.scene.elements[i].visible;
    }

    void note(std::string id, std::string what) {
        repairs_.push_back({std::move(id), std::move(what)});
    }
    void note(std::size_t i, std::string what) {
        const Element& element = task_.scene.elements[i];
        note(element.id.empty() ? element.path : element.id, std::move(what));
    }

    std::optional<std::size_t> find(const std::string& id) const {
        if (const auto found = by_id_.find(id); found != by_id_.end()) return found->second;
        if (const auto found = by_path_.find(id); found != by_path_.end()) return found->second;
        return std::nullopt;
    }

    void take(const ModelPlacement& placement, Layout& layout) {
        const auto index = find(placement.id);
        if (!index) return note(placement.id, "dropped: there is no such object");
        if (placed_[*index]) return note(*index, "dropped: placed a second time");
        Slot& slot = layout.slots[*index];
        if (placement.hidden) {
            if (!options_.allow_hiding) return note(*index, "kept visible: hiding is not allowed");
            slot.hidden = true;
            placed_[*index] = true;
            return;
        }
        const auto wanted = read(placement, *index);
        if (!wanted) return note(*index, "placed by the engine: its numbers are unusable");
        placed_[*index] = true;
        if (is_scenery(task_.scene.elements[*index])) {
            place_scenery_slot(*index, *wanted, slot);
        } else {
            place_item(*index, *wanted, placement, slot);
        }
        slot.rule = "model";
    }

    // The wanted box, from size or scales; nullopt if it is not a place on or near the page.
    std::optional<Wanted> read(const ModelPlacement& placement, std::size_t i) const {
        const Rect& box = task_.scene.elements[i].box;
        const canvas::Transform& transform = task_.object(i).transform;
        if (!placement.left || !placement.top) return std::nullopt;
        const auto factor = [](std::optional<double> length, double now,
                               std::optional<double> scale, double scale_now) {
            if (length && now > 0) return *length / now;
            if (scale && scale_now != 0) return std::abs(*scale / scale_now);
            return 0.0;
        };
        double x = factor(placement.width, box.width(), placement.scale_x, transform.scale_x);
        double y = factor(placement.height, box.height(), placement.scale_y, transform.scale_y);
        if (x == 0) x = y;
        if (y == 0) y = x;
        if (x == 0) x = y = law_scale(task_, task_.scene.elements[i]);
        const double side = kAbsurdPages * std::max(task_.target.width, task_.target.height);
        const auto sane = [&](double value) {
            return std::isfinite(value) && std::abs(value) < side;
        };
        const bool usable = sane(*placement.left) && sane(*placement.top) && std::isfinite(x) &&
                            std::isfinite(y) && x >= kScaleMin && x <= kScaleMax &&
                            y >= kScaleMin && y <= kScaleMax;
        if (!usable) return std::nullopt;
        Wanted wanted;
        wanted.box =
            Rect::from_size({*placement.left, *placement.top}, {box.width() * x, box.height() * y});
        wanted.scale = std::sqrt(x * y);
        return wanted;
    }

    void place_scenery_slot(std::size_t i, const Wanted& wanted, Slot& slot) {
        const Element& element = task_.scene.elements[i];
        const bool covers = element.role == Role::Background || element.role == Role::Overlay;
        if (covers) {
            const double uncovered = 1 - overlap_area(wanted.box, page_box(task_.target)) /
                                             page_box(task_.target).area();
            if (uncovered > 1e-3) return note(i, "covers the page again");
        }
        if (element.role == Role::Bleed) {
            slot.scale = wanted.scale;
            slot.box = Rect::around(wanted.box.centre(), {element.box.width() * wanted.scale,
                                                          element.box.height() * wanted.scale});
            return;
        }
        slot.box = wanted.box;
    }

    void place_item(std::size_t i, const Wanted& wanted, const ModelPlacement& placement,
                    Slot& slot) {
        const Element& element = task_.scene.elements[i];
        slot.scale = wanted.scale;
        slot.fit = canvas::Fit::Uniform;
        slot.rewrapped = false;
        const double aspect =
            std::abs(std::log((wanted.box.width() / std::max(1e-9, wanted.box.height())) /
                              (element.box.width() / std::max(1e-9, element.box.height()))));
        if (element.text && task_.object(i).is_text()) {
            place_text(i, wanted, placement, slot);
            return;
        }
        if (element.stretches && !element.turned) {
            slot.fit = canvas::Fit::Stretch;
            slot.box = wanted.box;
            return;
        }
        // The largest undistorted copy inside the wanted box.
        const double factor = std::min(wanted.box.width() / std::max(1e-9, element.box.width()),
                                       wanted.box.height() / std::max(1e-9, element.box.height()));
        slot.scale = factor;
        slot.box = Rect::around(wanted.box.centre(),
                                {element.box.width() * factor, element.box.height() * factor});
        if (aspect > kAspectTolerance) note(i, "kept its proportions");
    }

    void place_text(std::size_t i, const Wanted& wanted, const ModelPlacement& placement,
                    Slot& slot) {
        const Element& element = task_.scene.elements[i];
        const double size = element.text->font_size;
        if (placement.font_size && std::isfinite(*placement.font_size) && size > 0) {
            slot.scale = std::clamp(*placement.font_size / size, kScaleMin, kScaleMax);
        }
        const double legible = legible_size(task_.target, task_.parameters);
        if (size > 0 && slot.scale * size < legible) {
            slot.scale = legible / size;
            note(i, fmt::format("raised to {:.1f} px to stay legible", legible));
        }
        slot.rewrapped = element.text->wraps && !element.turned;
        const double width = slot.rewrapped ? wanted.box.width() : element.box.width() * slot.scale;
        slot.box = Rect::from_size(wanted.box.origin(), {std::min(width, task_.target.width),
                                                         element.box.height() * slot.scale});
    }

    const Task& task_;
    const RepairOptions& options_;
    std::map<std::string, std::size_t> by_id_;
    std::map<std::string, std::size_t> by_path_;
    std::vector<bool> placed_;
    std::vector<Repair> repairs_;
};

}  // namespace

Result<RepairedLayout> validate_and_repair(const canvas::Document& document,
                                           const canvas::Page& page, Size target,
                                           std::span<const ModelPlacement> proposal,
                                           const Learned& learned,
                                           const canvas::TextMeasurer& measurer,
                                           const RepairOptions& options) {
    REFIT_CHECK(check_target(target));
    Scene scene = analyse(document, page, learned.parameters);
    bound_units(scene);
    const Task task{scene,          target,   learned.parameters,
                    learned.habits, measurer, canvas::parts_of(document, page)};
    Repairer repairer{task, options};
    Layout proposed =
        repairer.apply(std::move(ranked_layouts(task, nullptr).front().layout), proposal);
    settle_texts(task, proposed);
    const std::size_t missing = repairer.missing();
    const auto allowed = kMissingShareMax * static_cast<double>(repairer.foreground_count());
    if (static_cast<double>(missing) > allowed) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("the proposal leaves {} of {} objects without a usable place",
                                missing, repairer.foreground_count()));
    }
    Layout finished = proposed;
    finish(task, finished);
    repairer.note_moves(proposed, finished);
    RepairedLayout result;
    result.missing = missing;
    REFIT_TRY(text, canvas::place(document, page, target, to_placements(task, finished), measurer));
    result.layout = report(task, judge(task, std::move(finished), nullptr));
    result.layout.canvas = std::move(text);
    result.repairs = repairer.take_repairs();
    for (PlacedElement& element : result.layout.elements) {
        for (const ModelPlacement& placement : proposal) {
            const bool same = placement.id == element.id || placement.id == element.path;
            if (same && !placement.reasoning.empty()) element.reason = placement.reasoning;
        }
    }
    return result;
}

}  // namespace refit::layout
