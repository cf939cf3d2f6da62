#include "layout/lesson.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/assert.h"
#include "json/writer.h"
#include "layout/measure.h"
#include "layout/scene.h"

namespace refit::layout {
namespace {

// The prior weighs as much as this many elements of a page whose size changes by e.
constexpr double kPriorStrength = 10;
// Shares of the page at which images change their exponent (parameters.cpp).
constexpr double kSmallImageBelow = 0.04;
constexpr double kLargeImageFrom = 0.2;

// The sums of the least squares, one per parameter.
struct Sums {
    double products{0};
    double squares{0};
};
using AllSums = std::array<Sums, static_cast<std::size_t>(Parameter::Count)>;

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

void add(const Lesson& lesson, AllSums& sums) {
    REFIT_ASSERT(lesson.boxes.size() == lesson.source->objects().size());
    const Scene scene = analyse(*lesson.source, lesson.page);
    const double change = std::log(size_ratio(scene.page, lesson.target));
    for (const Element& element : scene.elements) {
        const auto parameter = exponent_of(element, scene.page);
        const auto& after = lesson.boxes[element.object];
        if (!parameter || !after || after->area() <= 0 || element.box.area() <= 0) continue;
        Sums& sum = sums[static_cast<std::size_t>(*parameter)];
        sum.products += 0.5 * std::log(after->area() / element.box.area()) * change;
        sum.squares += change * change;
    }
}

}  // namespace

Learned learn(std::span<const Lesson* const> lessons, std::uint64_t) {
    AllSums sums{};
    for (const Lesson* lesson : lessons) add(*lesson, sums);
    Learned learned;
    const auto specs = parameter_specs();
    for (std::size_t i = 0; i < specs.size(); ++i) {
        if (sums[i].squares == 0) continue;
        const double value = (sums[i].products + kPriorStrength * specs[i].fallback) /
                             (sums[i].squares + kPriorStrength);
        const auto set =
            learned.parameters.set(specs[i].name, std::clamp(value, specs[i].min, specs[i].max));
        REFIT_ASSERT(set.has_value());
    }
    return learned;
}

std::string Learned::to_json() const {
    json::Writer out;
    out.begin_object().member("model", kLearnedVersion);
    out.raw_member("parameters", parameters.to_json()).end_object();
    return out.take();
}

Result<Learned> Learned::parse(std::string_view json_text) {
    REFIT_TRY(document, json::Document::parse(std::string{json_text}));
    const auto version = document.root().string("model");
    if (version != kLearnedVersion) {
        return fail(ErrorCode::InvalidInput, "$.model: expected \"" + std::string{kLearnedVersion} +
                                                 "\"; train the model anew with this version");
    }
    const auto parameters = document.root().find("parameters");
    if (!parameters)
        return fail(ErrorCode::InvalidInput, "$.parameters: expected an object of numbers");
    REFIT_TRY(read, Parameters::from_json(*parameters));
    return Learned{std::move(read)};
}

}  // namespace refit::layout
