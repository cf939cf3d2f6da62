#include "layout/rewrap.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <vector>

#include "layout/measure.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;

constexpr double kFewLinesFrom = 0.7;  // of the first scale
constexpr std::size_t kMoreLines = 2;
constexpr double kBeside = 0.3;  // of the lower text's height, from which texts stand side by side
constexpr double kWidest = 1e7;  // no line is wrapped at this width
// A wrapped line may not end nearer to its box than this: rounding in the file must not wrap it.
constexpr double kWrapSlack = 0.5;
constexpr double kRounding = 0.001;  // px by which a box may come out wider: files keep four digits

bool can_wrap(const Task& task, std::size_t element) {
    const Element& e = task.scene.elements[element];
    return e.text && e.text->wraps && !e.turned;
}

// Texts under one another and nothing else: the shape whose lines may be broken anew.
bool is_text_stack(const Task& task, const Unit& unit) {
    for (std::size_t i = 0; i < unit.members.size(); ++i) {
        if (!can_wrap(task, unit.members[i])) return false;
        const Rect& a = task.scene.elements[unit.members[i]].box;
        for (std::size_t k = 0; k < i; ++k) {
            const Rect& b = task.scene.elements[unit.members[k]].box;
            if (common_height(a, b) > kBeside * std::min(a.height(), b.height())) return false;
        }
    }
    return true;
}

// What the sizes of a text at one scale have in common, whatever its width.
struct Limits {
    double min_width{0};   // of its longest word
    double line_width{0};  // of its longest line when nothing is broken
    double min_height{0};  // when nothing is broken
};

struct Wrapped {
    Size size;
    std::size_t lines{0};
};

// A text that wraps, with what is the same at all scales.
class Text {
public:
    Text(const Task& task, std::size_t element)
        : measurer_{task.measurer}, object_{task.object(element)} {
        for (const canvas::TextLine& line : measurer_.layout(*object_.text, kWidest).lines) {
            line_ = std::max(line_, line.width);
        }
        const double width = object_.transform.width;
        if (task.scene.elements[element].role == Role::Headline) {
            const std::size_t lines = measurer_.layout(*object_.text, width).lines.size();
            few_lines_ = std::max(lines + kMoreLines, 2 * lines);
        }
        per_unit_ = width > 0 ? object_.box_size.width / width : 1;
    }

    [[nodiscard]] const canvas::Object& object() const { return object_; }
    // The most lines that still look like a headline; nullopt for any other text.
    [[nodiscard]] std::optional<std::size_t> few_lines() const { return few_lines_; }

    [[nodiscard]] Limits limits(double scale) const {
        const canvas::PlacedText widest = placed(scale, kWidest);
        return {widest.min_width, line_ * per_unit_ * scale, widest.size.height};
    }

    // At most `width` wide; nullopt if its longest word is wider.
    [[nodiscard]] std::optional<Wrapped> within(double width, double scale,
                                                const Limits& limits) const {
        if (limits.min_width > width) return std::nullopt;
        const double longest = std::min(width - kRounding, limits.line_width + kWrapSlack);
        const canvas::PlacedText text = placed(scale, std::max(longest, limits.min_width));
        return Wrapped{text.size, text.lines};
    }

private:
    canvas::PlacedText placed(double scale, double width) const {
        return canvas::measure_placed(object_, measurer_, scale,
                                      canvas::wrap_width_for(object_, width, scale));
    }

    const canvas::TextMeasurer& measurer_;
    const canvas::Object& object_;
    double line_{0};
    std::optional<std::size_t> few_lines_;
    double per_unit_{1};
};

// Widths worth trying, narrow first: the source's own proportions, then ever flatter.
std::array<double, 6> widths_to_try(const Unit& unit, double scale, Size room) {
    constexpr std::array<double, 5> kFlatter{1.0, 1.25, 1.6, 2.1, 2.8};
    std::array<double, 6> widths{};
    for (std::size_t i = 0; i < kFlatter.size(); ++i) {
        widths[i] = std::min(room.width, unit.box.width() * scale * kFlatter[i]);
    }
    widths[5] = room.width;
    return widths;
}

class TextStack {
public:
    TextStack(const Task& task, const Unit& unit, Size room)
        : task_{task}, unit_{unit}, room_{room}, order_(unit.members.size()) {
        for (const std::size_t member : unit.members) texts_.emplace_back(task, member);
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
            return box_of(a).top() < box_of(b).top();
        });
    }

    [[nodiscard]] bool has_headline() const {
        return std::any_of(texts_.begin(), texts_.end(),
                           [](const Text& text) { return text.few_lines().has_value(); });
    }

    std::optional<Shape> fitted(double from, double to, bool few_lines) const {
        double scale = from;
        for (int step = 0; step < kScaleSteps && scale > to; ++step, scale *= kScaleStep) {
            if (auto shape = fitted_at(scale, few_lines)) return shape;
        }
        return std::nullopt;
    }

private:
    const Rect& box_of(std::size_t i) const { return task_.scene.elements[unit_.members[i]].box; }

    std::optional<Shape> fitted_at(double scale, bool few_lines) const {
        std::vector<Limits> limits;
        for (const Text& text : texts_) {
            limits.push_back(text.limits(scale));
            const Limits& last = limits.back();
            if (last.min_width > room_.width || last.min_height > room_.height) return std::nullopt;
        }
        double tried = 0;
        for (const double width : widths_to_try(unit_, scale, room_)) {
            if (width <= tried) continue;
            tried = width;
            auto shape = stacked(scale, width, limits, few_lines);
            if (shape && shape->size.height <= room_.height) return shape;
        }
        return std::nullopt;
    }

    // The members from top to bottom, each wrapped to `width`, their gaps scaled. nullopt if a word
    // is too long, or a headline gets more than few lines.
    std::optional<Shape> stacked(double scale, double width, const std::vector<Limits>& limits,
                                 bool few_lines) const {
        Shape shape;
        shape.scale = scale;
        shape.parts.resize(order_.size());
        double y = 0;
        for (std::size_t i = 0; i < order_.size(); ++i) {
            const std::size_t at = order_[i];
            const auto wrapped = texts_[at].within(width, scale, limits[at]);
            if (!wrapped) return std::nullopt;
            const auto few = few_lines ? texts_[at].few_lines() : std::nullopt;
            if (few && wrapped->lines > *few) return std::nullopt;
            if (i > 0) y += scale * (box_of(at).top() - box_of(order_[i - 1]).bottom());
            y = std::max(0.0, y);
            shape.parts[at] = {Rect::from_size({0, y}, wrapped->size), scale, true};
            y += wrapped->size.height;
            shape.size.width = std::max(shape.size.width, wrapped->size.width);
        }
        shape.size.height = y;
        align(shape);
        return shape;
    }

    // Each text to the side its lines stand on.
    void align(Shape& shape) const {
        for (std::size_t i = 0; i < shape.parts.size(); ++i) {
            Rect& box = shape.parts[i].box;
            const double share = share_before_line(texts_[i].object());
            box = box.moved({(shape.size.width - box.width()) * share, 0});
        }
    }

    const Task& task_;
    const Unit& unit_;
    Size room_;
    std::vector<Text> texts_;         // as the unit has them
    std::vector<std::size_t> order_;  // from top to bottom
};

}  // namespace

std::optional<Size> wrapped_text(const Task& task, std::size_t element, double scale,
                                 double width) {
    if (!can_wrap(task, element)) return std::nullopt;
    const Text text{task, element};
    const auto wrapped = text.within(width, scale, text.limits(scale));
    if (!wrapped) return std::nullopt;
    return wrapped->size;
}

std::optional<Shape> rewrapped_shape(const Task& task, const Unit& unit, double from, double to,
                                     Size room) {
    if (!is_text_stack(task, unit)) return std::nullopt;
    const TextStack stack{task, unit, room};
    if (stack.has_headline()) {
        const double few = std::max({to, kFewLinesFrom * from, legible_scale(task, unit)});
        if (auto shape = stack.fitted(from, few, true)) return shape;
    }
    return stack.fitted(from, to, false);
}

}  // namespace refit::layout
