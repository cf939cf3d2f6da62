#include "evaluation/methods.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/assert.h"
#include "canvas/document.h"
#include "canvas/parts.h"
#include "layout/candidates.h"

namespace refit::evaluation {
namespace {

using geometry::Rect;

// A turned object has no plain box; its bounding box stands for it.
Rect box_of(const canvas::Object& object) {
    const canvas::Transform& t = object.transform;
    const bool nested = object.path.find('.') != std::string::npos;
    if (nested || t.angle != 0 || t.skew_x != 0 || t.skew_y != 0 || t.stroke_uniform)
        return object.box;
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
        REFIT_TRY(result,
                  layout::resize(*lesson.source, lesson.page, lesson.target, learned, measurer));
        REFIT_TRY(boxes, boxes_of(result.canvas, *lesson.source, lesson.page));
        return Answer{std::move(boxes), result.chosen.name};
    };
}

struct Setting {
    std::string_view parameter;
    double value;
};

template <std::size_t N>
Ablation set_to(std::string name, const std::array<Setting, N>& settings) {
    return {std::move(name), [settings](layout::Learned& learned) {
                for (const Setting& setting : settings) {
                    const auto done = learned.parameters.set(setting.parameter, setting.value);
                    REFIT_ASSERT(done.has_value());
                }
            }};
}

// Every kind that does not keep the source's arrangement loses to any other.
void forbid_restacking(layout::Learned& learned) {
    constexpr std::array<std::string_view, 4> kArranged{"keep", "pins", "relative", "gathered"};
    const auto kinds = layout::candidate_names();
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        if (std::find(kArranged.begin(), kArranged.end(), kinds[kind]) != kArranged.end()) continue;
        for (std::size_t change = 0; change < layout::kChangeCount; ++change)
            learned.habits.at(static_cast<layout::Change>(change), kind).gain = -1;
    }
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

Result<Boxes> boxes_of(const std::string& answer, const canvas::Document& source,
                       const canvas::Page& page) {
    REFIT_TRY(document, canvas::Document::parse(answer));
    if (document.object_count() != source.object_count())
        return fail(ErrorCode::Internal, "the engine changed the number of objects");
    Boxes boxes;
    const geometry::Point corner = page.rect.origin();
    for (const canvas::Object* part : canvas::parts_of(source, page).objects) {
        const canvas::Object* object = canvas::object_at(document, part->path);
        if (object == nullptr)
            return fail(ErrorCode::Internal, "the engine lost object " + part->path);
        boxes.push_back(object->visible
                            ? std::optional{box_of(*object).moved({-corner.x, -corner.y})}
                            : std::nullopt);
    }
    return boxes;
}

Method engine_method(std::string name, const layout::Learned& learned,
                     const canvas::TextMeasurer& measurer) {
    const Resizer resizer = engine_resizer(learned, measurer);
    return {std::move(name), [resizer](Lessons) { return Result<Resizer>{resizer}; }, false};
}

const layout::Evidence& Examined::of(const layout::Lesson& lesson) {
    {
        const std::lock_guard lock{mutex_};
        const auto found = known_.find(&lesson);
        if (found != known_.end()) return *found->second;
    }
    // Two threads may examine the same lesson; the first to finish is kept, both are equal.
    auto evidence = std::make_unique<const layout::Evidence>(layout::examine(lesson, measurer_));
    const std::lock_guard lock{mutex_};
    return *known_.try_emplace(&lesson, std::move(evidence)).first->second;
}

Method learned_method(std::string name, const canvas::TextMeasurer& measurer,
                      std::shared_ptr<Examined> examined, const std::optional<Ablation>& ablation) {
    Trainer train = [&measurer, examined = std::move(examined),
                     ablation](Lessons lessons) -> Result<Resizer> {
        std::vector<const layout::Evidence*> evidence;
        evidence.reserve(lessons.size());
        for (const layout::Lesson* lesson : lessons) evidence.push_back(&examined->of(*lesson));
        layout::Learned learned = layout::learn(evidence);
        if (ablation) ablation->apply(learned);
        return engine_resizer(std::move(learned), measurer);
    };
    return {std::move(name), std::move(train), true};
}

std::vector<Ablation> ablations() {
    // "No ranking" leaves every candidate's energy 0: the first one proposed is served.
    return {
        set_to("no groups", std::array<Setting, 1>{{{"group_gap", 0}}}),
        {"no restack", forbid_restacking},
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
