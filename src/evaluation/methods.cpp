#include "evaluation/methods.h"

#include <array>
#include <cmath>
#include <utility>

#include "base/assert.h"
#include "canvas/document.h"

namespace refit::evaluation {
namespace {

using geometry::Rect;

// A turned object has no plain box; its bounding box stands for it.
Rect box_of(const canvas::Object& object) {
    const canvas::Transform& t = object.transform;
    if (t.angle != 0 || t.skew_x != 0 || t.skew_y != 0 || t.stroke_uniform) return object.box;
    // Computed as a reader of the JSON would, to the last bit: relations of boxes that touch
    // hang on it.
    const double width = (t.width + t.stroke_width) * std::abs(t.scale_x);
    const double height = (t.height + t.stroke_width) * std::abs(t.scale_y);
    return Rect::from_size({t.left - t.origin_x * width, t.top - t.origin_y * height},
                           {width, height});
}

// The one place where evaluation runs the engine with what was learned.
Resizer engine_resizer(layout::Learned learned, const canvas::TextMeasurer& measurer) {
    return [learned = std::move(learned), &measurer](const Case& one) -> Result<Answer> {
        const layout::Lesson& lesson = one.lesson;
        REFIT_TRY(result, layout::resize(*lesson.source, lesson.page, lesson.target,
                                         learned.parameters, measurer));
        REFIT_TRY(boxes, boxes_of(result, lesson.page));
        if (boxes.size() != lesson.boxes.size())
            return fail(ErrorCode::Internal, "the engine changed the number of objects");
        return Answer{std::move(boxes), result.chosen.name};
    };
}

struct Setting {
    std::string_view parameter;
    double value;
};

template <std::size_t N>
Ablation set_to(std::string name, const std::array<Setting, N>& settings) {
    return {std::move(name), [settings](layout::Parameters& parameters) {
                for (const Setting& setting : settings) {
                    const auto done = parameters.set(setting.parameter, setting.value);
                    REFIT_ASSERT(done.has_value());
                }
            }};
}

}  // namespace

Method baseline_method(const Baseline& baseline) {
    const auto place = baseline.place;
    const Resizer resizer = [place](const Case& one) -> Result<Answer> {
        return Answer{place(one), ""};
    };
    return {std::string{baseline.name}, [resizer](Lessons) { return Result<Resizer>{resizer}; },
            false};
}

Result<Boxes> boxes_of(const layout::LayoutResult& result, const canvas::Page& page) {
    REFIT_TRY(document, canvas::Document::parse(result.canvas));
    Boxes boxes;
    boxes.reserve(document.objects().size());
    const geometry::Point corner = page.rect.origin();
    for (const canvas::Object& object : document.objects()) {
        boxes.push_back(object.visible ? std::optional{box_of(object).moved({-corner.x, -corner.y})}
                                       : std::nullopt);
    }
    return boxes;
}

Method engine_method(std::string name, const layout::Parameters& parameters,
                     const canvas::TextMeasurer& measurer) {
    return model_method(std::move(name), layout::Learned{parameters}, measurer);
}

Method model_method(std::string name, const layout::Learned& learned,
                    const canvas::TextMeasurer& measurer) {
    const Resizer resizer = engine_resizer(learned, measurer);
    return {std::move(name), [resizer](Lessons) { return Result<Resizer>{resizer}; }, false};
}

Method learned_method(std::string name, const canvas::TextMeasurer& measurer, std::uint64_t seed,
                      const std::optional<Ablation>& ablation) {
    Trainer train = [&measurer, seed, ablation](Lessons lessons) -> Result<Resizer> {
        layout::Learned learned = layout::learn(lessons, seed);
        if (ablation) ablation->apply(learned.parameters);
        return engine_resizer(std::move(learned), measurer);
    };
    return {std::move(name), std::move(train), true};
}

std::vector<Ablation> ablations() {
    // "No ranking" leaves every candidate's energy 0: the first one proposed is served.
    return {
        set_to("no groups", std::array<Setting, 2>{{{"group_gap", 0}, {"group_ratio", 1}}}),
        set_to("no restack",
               std::array<Setting, 3>{
                   {{"restack_from", 2}, {"strip_aspect", 6}, {"column_aspect", 0.2}}}),
        set_to("no ranking", std::array<Setting, 9>{{{"weight_habit", 0},
                                                     {"weight_displacement", 0},
                                                     {"weight_order", 0},
                                                     {"weight_overlap", 0},
                                                     {"weight_size", 0},
                                                     {"weight_alignment", 0},
                                                     {"weight_margin", 0},
                                                     {"weight_balance", 0},
                                                     {"weight_legibility", 0}}}),
        set_to("no law of sizes", std::array<Setting, 7>{{{"text_exponent", 1},
                                                          {"small_image_exponent", 1},
                                                          {"image_exponent", 1},
                                                          {"large_image_exponent", 1},
                                                          {"logo_exponent", 1},
                                                          {"button_exponent", 1},
                                                          {"shape_exponent", 1}}}),
    };
}

}  // namespace refit::evaluation
