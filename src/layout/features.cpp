#include "layout/features.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/assert.h"
#include "layout/box_grid.h"
#include "layout/measure.h"
#include "layout/pair_counts.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;

constexpr std::size_t kContextCount = 24;

constexpr std::array<std::string_view, 38> kNames{
    // The task.
    "source_aspect", "target_aspect", "aspect_change", "aspect_change_size", "area_change",
    "source_short_side", "target_short_side", "objects", "texts", "pictures", "shapes", "logos",
    "buttons", "badges", "panels", "bleeding", "turned", "units", "text_area", "picture_area",
    "covered", "overlap", "text_length", "complexity",
    // The layout.
    "mean_displacement", "worst_displacement", "order_changed", "scale_spread", "mean_scale",
    "copy_overlap", "copy_outside", "smallest_font", "margin", "fill_change", "balance_shift",
    "alignment_kept", "hidden", "group_spread"};

double squash(double value) {
    return std::clamp(value, -1.0, 1.0);
}
// 0..1, half at `half`.
double saturating(double value, double half) {
    return value / (value + half);
}

struct Counts {
    double objects{0};
    double texts{0};
    double pictures{0};
    double shapes{0};
    double logos{0};
    double buttons{0};
    double badges{0};
    double panels{0};
    double bleeding{0};
    double turned{0};
    double text_area{0};
    double picture_area{0};
    double covered{0};
    double characters{0};
};

Counts count(const Scene& scene) {
    Counts c;
    for (const Element& element : scene.elements) {
        if (element.role == Role::Page || !element.visible) continue;
        const double share = overlap_area(element.box, page_box(scene.page)) / scene.page.area();
        c.objects += 1;
        c.texts += element.text ? 1 : 0;
        c.pictures += element.picture ? 1 : 0;
        c.shapes += !element.text && !element.picture ? 1 : 0;
        c.logos += element.role == Role::Logo ? 1 : 0;
        c.buttons += element.role == Role::Button ? 1 : 0;
        c.badges += element.role == Role::Badge ? 1 : 0;
        c.panels += element.role == Role::Panel ? 1 : 0;
        c.bleeding += element.bleeds ? 1 : 0;
        c.turned += element.turned ? 1 : 0;
        c.text_area += element.text ? share : 0;
        c.picture_area += element.picture ? share : 0;
        c.covered += is_scenery(element) ? 0 : share;
        c.characters += element.text ? static_cast<double>(element.text->text.size()) : 0;
    }
    return c;
}

std::vector<std::size_t> foreground(const Scene& scene) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < scene.elements.size(); ++i) {
        const Element& element = scene.elements[i];
        if (!is_scenery(element) && element.visible) indices.push_back(i);
    }
    return indices;
}

template <typename BoxOf>
double copy_overlap(const Scene& scene, const std::vector<std::size_t>& front, BoxOf box_of) {
    std::vector<Rect> boxes;
    for (const std::size_t i : front) {
        if (is_copy(scene.elements[i])) boxes.push_back(box_of(i));
    }
    if (boxes.size() < 2) return 0;
    BoxGrid grid{boxes};
    std::vector<std::size_t> near;
    double sum = 0;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        grid.find_near(boxes[i], i, near);
        for (const std::size_t k : near) sum += overlap_share(boxes[i], boxes[k]);
    }
    const auto count = static_cast<double>(boxes.size());
    return sum / (count * (count - 1) / 2);
}

void add_context(const Scene& scene, Size target, std::vector<double>& out) {
    const Counts c = count(scene);
    const Size from = scene.page;
    const double change = aspect_change(from, target);
    const std::vector<std::size_t> front = foreground(scene);
    const double overlap =
        copy_overlap(scene, front, [&](std::size_t i) { return scene.elements[i].box; });
    out = {squash(std::log(from.width / from.height) / 3),
           squash(std::log(target.width / target.height) / 3), squash(change / 4),
           squash(std::abs(change) / 4), squash(std::log(target.area() / from.area()) / 8),
           saturating(std::min(from.width, from.height), 500),
           saturating(std::min(target.width, target.height), 500), saturating(c.objects, 12),
           saturating(c.texts, 5), saturating(c.pictures, 5), saturating(c.shapes, 5),
           saturating(c.logos, 1), saturating(c.buttons, 1), saturating(c.badges, 1),
           saturating(c.panels, 2), saturating(c.bleeding, 2), saturating(c.turned, 2),
           saturating(static_cast<double>(scene.units.size()), 8), squash(c.text_area),
           squash(c.picture_area), saturating(c.covered, 1), squash(overlap),
           saturating(c.characters, 150),
           // Many kinds of things, many units, much of the page: 1 is a busy poster.
           saturating(c.objects + c.texts + 10 * c.covered, 25)};
}

struct Movement {
    double mean{0};
    double worst{0};
    double mean_log_scale{0};
    double scale_spread{0};
};

Movement movement(const Scene& scene, Size target, std::span<const Rect> after,
                  const std::vector<std::size_t>& front) {
    Movement m;
    if (front.empty()) return m;
    const double diagonal = std::hypot(target.width, target.height);
    double squares = 0;
    for (const std::size_t i : front) {
        const Rect& box = scene.elements[i].box;
        const double dx = after[i].centre().x - box.centre().x / scene.page.width * target.width;
        const double dy = after[i].centre().y - box.centre().y / scene.page.height * target.height;
        const double distance = std::hypot(dx, dy) / diagonal;
        m.mean += distance;
        m.worst = std::max(m.worst, distance);
        const double log_scale =
            0.5 * std::log(std::max(1.0, after[i].area()) / std::max(1.0, box.area()));
        m.mean_log_scale += log_scale;
        squares += log_scale * log_scale;
    }
    const auto n = static_cast<double>(front.size());
    m.mean /= n;
    m.mean_log_scale /= n;
    m.scale_spread = std::sqrt(std::max(0.0, squares / n - m.mean_log_scale * m.mean_log_scale));
    return m;
}

struct Pairs {
    double order_changed{0};
    double alignment_kept{1};
};

// How many of all pairs changed sides, along both axes.
double order_changed(const Scene& scene, std::span<const Rect> after,
                     const std::vector<std::size_t>& front) {
    if (front.size() < 2) return 0;
    std::array<std::vector<double>, 4> centres;
    for (const std::size_t i : front) {
        const geometry::Point was = scene.elements[i].box.centre();
        const geometry::Point is = after[i].centre();
        const double values[] = {was.x, is.x, was.y, is.y};
        for (std::size_t key = 0; key < centres.size(); ++key) centres[key].push_back(values[key]);
    }
    const std::size_t changed =
        changed_orders(centres[0], centres[1]) + changed_orders(centres[2], centres[3]);
    return static_cast<double>(changed) / static_cast<double>(front.size() * (front.size() - 1));
}

Pairs compare_pairs(const Scene& scene, Size target, std::span<const Rect> after,
                    const std::vector<std::size_t>& front) {
    const auto reach = [](double side) { return 0.005 * side + 0.5; };
    std::array<std::vector<double>, 2> keys;
    for (const std::size_t i : front) {
        keys[0].push_back(scene.elements[i].box.left());
        keys[1].push_back(scene.elements[i].box.centre().x);
    }
    const double was_near = reach(scene.page.width);
    const auto near = [&](std::size_t key, std::size_t i, std::size_t k) {
        return std::abs(keys[key][i] - keys[key][k]) < was_near;
    };
    double aligned = 0;
    double kept = 0;
    for_each_near_pair(keys, was_near, near, [&](std::size_t i, std::size_t k) {
        const Rect& a = after[front[i]];
        const Rect& b = after[front[k]];
        aligned += 1;
        kept += std::abs(a.left() - b.left()) < reach(target.width) ||
                std::abs(a.centre().x - b.centre().x) < reach(target.width) ||
                std::abs(a.centre().y - b.centre().y) < reach(target.height);
    });
    return {order_changed(scene, after, front), aligned > 0 ? kept / aligned : 1};
}

struct CopyFit {
    double outside{0};
    double smallest_font{1};
    double margin{1};
};

// Fonts are taken from the boxes: a text's font follows its area, whatever its lines became.
CopyFit copy_fit(const Scene& scene, Size target, std::span<const Rect> after,
                 const std::vector<std::size_t>& front) {
    CopyFit fit;
    double count = 0;
    const double short_side = std::min(target.width, target.height);
    for (const std::size_t i : front) {
        const Element& element = scene.elements[i];
        if (!is_copy(element) || after[i].area() <= 0) continue;
        count += 1;
        fit.outside += 1 - overlap_area(after[i], page_box(target)) / after[i].area();
        const double distance =
            std::min({after[i].left(), after[i].top(), target.width - after[i].right(),
                      target.height - after[i].bottom()});
        fit.margin = std::min(fit.margin, distance / (0.1 * short_side));
        if (!element.text || element.box.area() <= 0) continue;
        const double size =
            element.text->font_size * std::sqrt(after[i].area() / element.box.area());
        fit.smallest_font = std::min(fit.smallest_font, saturating(size, 12));
    }
    if (count > 0) fit.outside /= count;
    return fit;
}

template <typename BoxOf>
geometry::Point lean(const std::vector<std::size_t>& front, Size page, BoxOf box_of) {
    double mass = 0;
    geometry::Point sum;
    for (const std::size_t i : front) {
        mass += box_of(i).area();
        sum = sum + box_of(i).centre() * box_of(i).area();
    }
    if (mass <= 0) return {};
    return {sum.x / mass / page.width - 0.5, sum.y / mass / page.height - 0.5};
}

double unit_spread(const Scene& scene, Size target, std::span<const Rect> after) {
    double sum = 0;
    double count = 0;
    for (const Unit& unit : scene.units) {
        if (unit.members.size() < 2) continue;
        Rect hull = after[unit.members.front()];
        for (const std::size_t member : unit.members) hull = geometry::hull(hull, after[member]);
        const double before =
            std::hypot(unit.box.width(), unit.box.height()) / std::sqrt(scene.page.area());
        const double now = std::hypot(hull.width(), hull.height()) / std::sqrt(target.area());
        sum += std::log(std::max(1e-6, now) / std::max(1e-6, before));
        count += 1;
    }
    return count > 0 ? sum / count / 2 : 0;
}

void add_layout(const Scene& scene, Size target, std::span<const Rect> after,
                std::vector<double>& out) {
    const std::vector<std::size_t> front = foreground(scene);
    const auto before_box = [&](std::size_t i) { return scene.elements[i].box; };
    const auto after_box = [&](std::size_t i) { return after[i]; };
    const Movement m = movement(scene, target, after, front);
    const Pairs pairs = compare_pairs(scene, target, after, front);
    const CopyFit fit = copy_fit(scene, target, after, front);
    double hidden = 0;
    double area_before = 1e-9;
    double area_after = 1e-9;
    for (const std::size_t i : front) {
        hidden += after[i].area() <= 0 ? 1 : 0;
        area_before += scene.elements[i].box.area() / scene.page.area();
        area_after += after[i].area() / target.area();
    }
    const geometry::Point lean_before = lean(front, scene.page, before_box);
    const geometry::Point lean_after = lean(front, target, after_box);
    const double shift = std::hypot(lean_after.x - lean_before.x, lean_after.y - lean_before.y);
    const auto n = std::max<double>(1, static_cast<double>(front.size()));
    const double more[] = {m.mean,
                           m.worst,
                           pairs.order_changed,
                           m.scale_spread,
                           m.mean_log_scale / 4,
                           copy_overlap(scene, front, after_box),
                           fit.outside,
                           fit.smallest_font,
                           fit.margin,
                           std::log(area_after / area_before) / 4,
                           shift,
                           pairs.alignment_kept,
                           hidden / n,
                           unit_spread(scene, target, after)};
    for (const double value : more) out.push_back(squash(value));
}

}  // namespace

std::span<const std::string_view> feature_names() {
    return kNames;
}

std::size_t context_feature_count() {
    return kContextCount;
}

std::vector<double> features(const Scene& scene, Size target) {
    std::vector<double> out;
    add_context(scene, target, out);
    out.resize(kNames.size(), 0.0);
    return out;
}

std::vector<double> features(const Scene& scene, Size target, std::span<const Rect> after) {
    REFIT_ASSERT(after.size() == scene.elements.size());
    std::vector<double> out;
    add_context(scene, target, out);
    add_layout(scene, target, after, out);
    return out;
}

}  // namespace refit::layout
