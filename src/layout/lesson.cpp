#include "layout/lesson.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include "base/assert.h"
#include "layout/candidates.h"
#include "layout/measure.h"
#include "layout/scene.h"
#include "layout/solve.h"

namespace refit::layout {
namespace {

// The prior weighs as much as this many elements of a page whose size changes by e.
constexpr double kSizePrior = 10;
constexpr double kHabitPrior = 0.3;  // campaigns
// Shares of the page at which images change their exponent (parameters.cpp).
constexpr double kSmallImageBelow = 0.04;
constexpr double kLargeImageFrom = 0.2;

Parameter image_exponent(double share) {
    if (share < kSmallImageBelow) return Parameter::SmallImageExponent;
    return share < kLargeImageFrom ? Parameter::ImageExponent : Parameter::LargeImageExponent;
}

// The exponent that decides the size of such an element; nullopt for scenery, which has none.
std::optional<Parameter> exponent_of(const Element& element, geometry::Size page) {
    if (is_scenery(element)) return std::nullopt;
    switch (element.role) {
        case Role::Headline:
        case Role::Text:
        case Role::Legal:
        case Role::ButtonLabel:
            return Parameter::TextExponent;
        case Role::Button:
        case Role::Badge:
            return Parameter::ButtonExponent;
        case Role::Logo:
            return Parameter::LogoExponent;
        case Role::Image:
            return image_exponent(element.box.area() / page.area());
        case Role::Decoration:
            return element.picture ? image_exponent(element.box.area() / page.area())
                                   : Parameter::ShapeExponent;
        case Role::Bleed:
            return Parameter::BleedExponent;
        case Role::Page:
        case Role::Background:
        case Role::Overlay:
        case Role::Panel:
            return std::nullopt;
    }
    return std::nullopt;
}

void examine_sizes(const Scene& scene, const Lesson& lesson, Evidence& evidence) {
    const double change = std::log(size_ratio(scene.page, lesson.target));
    for (const Element& element : scene.elements) {
        const auto parameter = exponent_of(element, scene.page);
        const auto& after = lesson.boxes[element.object];
        if (!parameter || !after || after->area() <= 0 || element.box.area() <= 0) continue;
        Evidence::Sums& sum = evidence.sizes[static_cast<std::size_t>(*parameter)];
        sum.products += 0.5 * std::log(after->area() / element.box.area()) * change;
        sum.squares += change * change;
    }
}

double iou(const geometry::Rect& a, const geometry::Rect& b) {
    const double common = overlap_area(a, b);
    const double together = a.area() + b.area() - common;
    return together > 0 ? common / together : 0.0;
}

// nullopt: the person kept nothing that could be compared.
std::optional<double> closeness(const Scene& scene, const Lesson& lesson, const Layout& layout) {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < scene.elements.size(); ++i) {
        const Element& element = scene.elements[i];
        const auto& answer = lesson.boxes[element.object];
        if (element.role == Role::Page || element.role == Role::Background || !answer) continue;
        sum += iou(layout.slots[i].box, *answer);
        ++count;
    }
    if (count == 0) return std::nullopt;
    return sum / static_cast<double>(count);
}

std::size_t kind_index(std::string_view name) {
    const auto names = candidate_names();
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

void examine_kinds(const Task& task, const Lesson& lesson, Evidence& evidence) {
    evidence.change = format_change(task).kind();
    double sum = 0;
    double count = 0;
    for (Layout& layout : propose(task)) {
        finish(task, layout);
        const auto close = closeness(task.scene, lesson, layout);
        if (!close) return;
        evidence.gains[kind_index(layout.name)] = *close;
        sum += *close;
        ++count;
    }
    for (auto& gain : evidence.gains) {
        if (gain) *gain -= sum / count;
    }
}

// Four digits: what is behind them would only differ with the order of the evidence.
double rounded(double value) {
    return std::round(value * 1e4) / 1e4;
}

void learn_sizes(std::span<const Evidence* const> evidence, Learned& learned) {
    const auto specs = parameter_specs();
    for (std::size_t i = 0; i < specs.size(); ++i) {
        Evidence::Sums sum;
        for (const Evidence* one : evidence) {
            sum.products += one->sizes[i].products;
            sum.squares += one->sizes[i].squares;
        }
        if (sum.squares == 0) continue;
        const double held = kSizePrior + learned.firmness[i];
        const double before = learned.parameters.values()[i];
        const double value = (sum.products + held * before) / (sum.squares + held);
        const auto set = learned.parameters.set(
            specs[i].name, std::clamp(rounded(value), specs[i].min, specs[i].max));
        REFIT_ASSERT(set.has_value());
        learned.firmness[i] = rounded(learned.firmness[i] + sum.squares);
    }
}

struct Mean {
    double sum{0};
    double weight{0};
};
using Means = std::array<std::array<Mean, kKindCount>, kChangeCount>;

// Every campaign weighs 1.
Means mean_gains(std::span<const Evidence* const> evidence) {
    std::map<std::string_view, double> lessons_of;
    for (const Evidence* one : evidence) ++lessons_of[one->campaign];
    Means means{};
    for (const Evidence* one : evidence) {
        const double weight = 1 / lessons_of[one->campaign];
        auto& row = means[static_cast<std::size_t>(one->change)];
        for (std::size_t kind = 0; kind < kKindCount; ++kind) {
            if (!one->gains[kind]) continue;
            row[kind].sum += weight * *one->gains[kind];
            row[kind].weight += weight;
        }
    }
    return means;
}

void learn_habits(std::span<const Evidence* const> evidence, Habits& habits) {
    const Means means = mean_gains(evidence);
    for (std::size_t change = 0; change < kChangeCount; ++change) {
        for (std::size_t kind = 0; kind < kKindCount; ++kind) {
            const Mean& mean = means[change][kind];
            Habits::Habit& habit = habits.at(static_cast<Change>(change), kind);
            const double held = habit.weight + kHabitPrior;
            habit.gain = rounded((mean.sum + held * habit.gain) / (mean.weight + held));
            habit.weight = rounded(habit.weight + mean.weight);
        }
    }
}

}  // namespace

Evidence examine(const Lesson& lesson, const canvas::TextMeasurer& measurer) {
    canvas::Parts parts = canvas::parts_of(*lesson.source, lesson.page);
    REFIT_ASSERT(lesson.boxes.size() == parts.objects.size());
    static const Learned untrained;
    Scene scene = analyse(*lesson.source, lesson.page, untrained.parameters);
    bound_units(scene);
    Evidence evidence;
    evidence.campaign = lesson.campaign;
    examine_sizes(scene, lesson, evidence);
    const Task task{scene,    lesson.target,   untrained.parameters, untrained.habits,
                    measurer, std::move(parts)};
    examine_kinds(task, lesson, evidence);
    return evidence;
}

Learned learn(std::span<const Evidence* const> evidence, const Learned& base) {
    Learned learned = base;
    learn_sizes(evidence, learned);
    learn_habits(evidence, learned.habits);
    return learned;
}

}  // namespace refit::layout
