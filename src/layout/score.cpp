#include "layout/score.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "layout/box_grid.h"
#include "layout/candidates.h"
#include "layout/measure.h"
#include "layout/pair_counts.h"
#include "layout/parting.h"
#include "layout/scenery.h"
#include "layout/sizing.h"

namespace refit::layout {
namespace {

using geometry::Point;
using geometry::Rect;

constexpr double kAlignedShare = 0.005;  // of the page's width, as the benchmark has it
constexpr double kRounding = 1e-3;       // px, more than rounding makes of a difference

std::vector<std::size_t> foreground(const Task& task) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < task.scene.elements.size(); ++i) {
        const Element& element = task.scene.elements[i];
        if (!is_scenery(element) && element.visible) indices.push_back(i);
    }
    return indices;
}

double mean(double sum, std::size_t count) {
    return count == 0 ? 0.0 : sum / static_cast<double>(count);
}

double displacement(const Task& task, const Layout& layout, const std::vector<std::size_t>& front) {
    const double diagonal = std::hypot(task.target.width, task.target.height);
    double sum = 0;
    for (const std::size_t i : front) {
        const Point before = task.scene.elements[i].box.centre();
        const Point after = layout.slots[i].box.centre();
        const double distance =
            std::hypot(after.x - before.x / task.scene.page.width * task.target.width,
                       after.y - before.y / task.scene.page.height * task.target.height);
        // What was parked far beside the page must come back in every layout: uncapped it would
        // drown all other terms, and the scores of all layouts would be 0.
        sum += std::min(1.0, distance / diagonal);
    }
    return mean(sum, front.size());
}

std::vector<Rect> boxes_before(const Task& task, const std::vector<std::size_t>& front) {
    std::vector<Rect> boxes;
    boxes.reserve(front.size());
    for (const std::size_t i : front) boxes.push_back(task.scene.elements[i].box);
    return boxes;
}

std::vector<Rect> boxes_after(const Layout& layout, const std::vector<std::size_t>& front) {
    std::vector<Rect> boxes;
    boxes.reserve(front.size());
    for (const std::size_t i : front) boxes.push_back(layout.slots[i].box);
    return boxes;
}

std::vector<Extent> x_extents(const std::vector<Rect>& boxes) {
    std::vector<Extent> extents;
    extents.reserve(boxes.size());
    for (const Rect& box : boxes) extents.push_back({box.left(), box.right()});
    return extents;
}

std::vector<Extent> y_extents(const std::vector<Rect>& boxes) {
    std::vector<Extent> extents;
    extents.reserve(boxes.size());
    for (const Rect& box : boxes) extents.push_back({box.top(), box.bottom()});
    return extents;
}

double order(const std::vector<Rect>& before, const std::vector<Rect>& after) {
    if (before.empty()) return 0;
    const std::size_t changed = changed_relations(x_extents(before), x_extents(after)) +
                                changed_relations(y_extents(before), y_extents(after));
    return mean(static_cast<double>(changed), before.size() * (before.size() - 1));
}

double overlap(const Task& task, const Layout& layout, const std::vector<std::size_t>& front,
               const std::vector<Rect>& after) {
    BoxGrid grid{after};
    std::vector<std::size_t> near;
    double sum = 0;
    for (std::size_t i = 0; i < front.size(); ++i) {
        grid.find_near(after[i], i, near);
        for (const std::size_t k : near) sum += excess_overlap(task, layout, front[i], front[k]);
    }
    return mean(sum, front.size());
}

double size_error(const Task& task, const Layout& layout, const std::vector<std::size_t>& front) {
    double sum = 0;
    for (const std::size_t i : front) {
        const double scale = std::max(1e-6, layout.slots[i].scale);
        sum += std::abs(std::log(scale / law_scale(task, task.scene.elements[i])));
    }
    return mean(sum, front.size());
}

// Left, centre, right along one axis; a pair is aligned if any of the three agrees.
bool aligned(double a_low, double a_high, double b_low, double b_high, double tolerance) {
    return std::abs(a_low - b_low) < tolerance || std::abs(a_high - b_high) < tolerance ||
           std::abs(a_low + a_high - b_low - b_high) / 2 < tolerance;
}

double alignment(const Task& task, const std::vector<Rect>& before,
                 const std::vector<Rect>& after) {
    const double was_near = kAlignedShare * task.scene.page.width;
    const double is_near = kAlignedShare * task.target.width + 0.5;
    std::array<std::vector<double>, 6> keys;
    for (const Rect& box : before) {
        const double values[] = {box.left(), box.right(),  box.left() + box.right(),
                                 box.top(),  box.bottom(), box.top() + box.bottom()};
        for (std::size_t key = 0; key < keys.size(); ++key) keys[key].push_back(values[key]);
    }
    const auto near = [&](std::size_t key, std::size_t i, std::size_t k) {
        const Rect& a = before[i];
        const Rect& b = before[k];
        if (key == 2) return std::abs(a.left() + a.right() - b.left() - b.right()) / 2 < was_near;
        if (key == 5) return std::abs(a.top() + a.bottom() - b.top() - b.bottom()) / 2 < was_near;
        return std::abs(keys[key][i] - keys[key][k]) < was_near;
    };
    double lost = 0;
    std::size_t pairs = 0;
    // Sums of two edges differ by twice as much as their centre.
    for_each_near_pair(keys, 2 * was_near + kRounding, near, [&](std::size_t i, std::size_t k) {
        const Rect& c = after[i];
        const Rect& d = after[k];
        ++pairs;
        lost += !aligned(c.left(), c.right(), d.left(), d.right(), is_near) &&
                !aligned(c.top(), c.bottom(), d.top(), d.bottom(), is_near);
    });
    return mean(lost, pairs);
}

double margin(const Task& task, const Layout& layout, const std::vector<std::size_t>& front) {
    const double wanted =
        task.parameters[Parameter::MarginShare] * std::min(task.target.width, task.target.height);
    if (wanted <= 0) return 0;
    double sum = 0;
    std::size_t count = 0;
    for (const std::size_t i : front) {
        if (!is_copy(task.scene.elements[i])) continue;
        const Rect& box = layout.slots[i].box;
        const double distance = std::min({box.left(), box.top(), task.target.width - box.right(),
                                          task.target.height - box.bottom()});
        sum += std::clamp((wanted - distance) / wanted, 0.0, 1.0);
        ++count;
    }
    return mean(sum, count);
}

template <typename BoxOf>
Point mass_centre(const std::vector<std::size_t>& front, geometry::Size page, BoxOf box_of) {
    double mass = 0;
    Point sum;
    for (const std::size_t i : front) {
        const Rect box = box_of(i);
        mass += box.area();
        sum = sum + box.centre() * box.area();
    }
    if (mass <= 0) return {0, 0};
    return {sum.x / mass / page.width - 0.5, sum.y / mass / page.height - 0.5};
}

double balance(const Task& task, const Layout& layout, const std::vector<std::size_t>& front) {
    const Point before = mass_centre(front, task.scene.page,
                                     [&](std::size_t i) { return task.scene.elements[i].box; });
    const Point after =
        mass_centre(front, task.target, [&](std::size_t i) { return layout.slots[i].box; });
    // A design that was centred shall stay so; one that leaned may lean either way.
    return std::min(1.0, std::abs(std::hypot(after.x, after.y) - std::hypot(before.x, before.y)));
}

double legibility(const Task& task, const Layout& layout, const std::vector<std::size_t>& front) {
    const double floor = legible_size(task.target, task.parameters);
    double sum = 0;
    std::size_t count = 0;
    for (const std::size_t i : front) {
        const Element& element = task.scene.elements[i];
        if (!element.text || element.text->font_size <= 0) continue;
        const double size = std::max(0.1, element.text->font_size * layout.slots[i].scale);
        sum += std::max(0.0, std::log(floor / size));
        ++count;
    }
    return mean(sum, count);
}

}  // namespace

CandidateScore score_layout(const Task& task, const Layout& layout) {
    const std::vector<std::size_t> front = foreground(task);
    const std::vector<Rect> before = boxes_before(task, front);
    const std::vector<Rect> after = boxes_after(layout, front);
    const Parameters& p = task.parameters;
    CandidateScore result;
    result.name = layout.name;
    const auto add = [&](std::string name, double value, Parameter weight) {
        result.terms.push_back({std::move(name), value, p[weight]});
        result.energy += value * p[weight];
    };
    add("habit", task.habits.cost(format_change(task).kind(), layout.name), Parameter::WeightHabit);
    add("displacement", displacement(task, layout, front), Parameter::WeightDisplacement);
    add("order", order(before, after), Parameter::WeightOrder);
    add("overlap", overlap(task, layout, front, after), Parameter::WeightOverlap);
    add("size", size_error(task, layout, front), Parameter::WeightSize);
    add("alignment", alignment(task, before, after), Parameter::WeightAlignment);
    add("margin", margin(task, layout, front), Parameter::WeightMargin);
    add("balance", balance(task, layout, front), Parameter::WeightBalance);
    add("legibility", legibility(task, layout, front), Parameter::WeightLegibility);
    result.score = std::exp(-result.energy);
    return result;
}

}  // namespace refit::layout
