#include "resize/resizer.h"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "llm/client.h"
#include "resize/model_resizer.h"
#include "resize/safe_layout.h"

namespace refit::resize {
namespace {

// Failures whose message holds words of the model, which may quote a person's text: those words
// stay out of the log.
bool quotes_model(std::string_view failure) {
    using llm::LlmFailure;
    for (const LlmFailure kind : {LlmFailure::Refusal, LlmFailure::ContentFilter,
                                  LlmFailure::NotJson, LlmFailure::SchemaMismatch})
        if (failure == llm::failure_name(kind)) return true;
    return false;
}

// Parameters were checked when the variant was written; a set that a newer or older program wrote
// must still not cost anybody a resize.
layout::Learned learned_for(const Dependencies& dependencies, const ServedArm& arm) {
    layout::Learned learned = dependencies.layout_model;
    auto parsed = layout::Parameters::parse(arm.parameters, learned.parameters);
    if (parsed) {
        learned.parameters = std::move(*parsed);
        return learned;
    }
    dependencies.log.warning("resize.parameters_unusable",
                             {{"variant", arm.variant_id}, {"error", parsed.error().message}});
    return learned;
}

std::optional<layout::LayoutResult> try_model(const Dependencies& dependencies,
                                              const Settings& settings, const Prepared& prepared,
                                              const ServedArm& arm, const layout::Learned& learned,
                                              TimePoint deadline, Served& served) {
    const TimePoint model_deadline = deadline - settings.llm_reserve;
    ModelAttempt attempt;
    if (model_deadline <= dependencies.clock.now()) {
        attempt.failure = "deadline";
    } else {
        attempt = ask_model(*dependencies.llm, prepared, arm.prompt, learned, dependencies.measurer,
                            model_deadline);
    }
    served.usage = attempt.usage;
    if (attempt.layout) {
        const auto checked = check_result(*attempt.layout, prepared, dependencies.measurer);
        if (checked) return std::move(attempt.layout);
        attempt.failure = "unusable";
        attempt.message = checked.error().message;
    }
    served.resizer = store::Resizer::Fallback;
    served.fallback_reason = "model: " + attempt.failure;
    dependencies.metrics.count("refit_model_failures_total", {{"reason", attempt.failure}});
    dependencies.log.warning("resize.model_failed",
                             {{"variant", arm.variant_id},
                              {"reason", attempt.failure},
                              {"error", quotes_model(attempt.failure) ? "" : attempt.message}});
    return std::nullopt;
}

Result<layout::LayoutResult> run_engine(const Dependencies& dependencies, const Prepared& prepared,
                                        const layout::Learned& learned) {
    std::shared_ptr<const layout::Ranker> ranker;
    if (dependencies.ranker) ranker = dependencies.ranker();
    REFIT_TRY(result, layout::resize(prepared.document, prepared.page, prepared.target, learned,
                                     dependencies.measurer, ranker.get()));
    REFIT_CHECK(check_result(result, prepared, dependencies.measurer));
    return result;
}

}  // namespace

Result<Served> serve(const Dependencies& dependencies, const Settings& settings,
                     const Prepared& prepared, const ServedArm& arm, TimePoint deadline) {
    const layout::Learned learned = learned_for(dependencies, arm);
    Served served;
    if (dependencies.llm != nullptr) {
        auto proposed = try_model(dependencies, settings, prepared, arm, learned, deadline, served);
        if (proposed) {
            served.layout = std::move(*proposed);
            served.resizer = store::Resizer::Llm;
            return served;
        }
    }
    auto engine = run_engine(dependencies, prepared, learned);
    if (engine) {
        served.layout = std::move(*engine);
        return served;
    }
    dependencies.metrics.count("refit_engine_failures_total");
    dependencies.log.error("resize.engine_failed",
                           {{"variant", arm.variant_id}, {"error", engine.error().message}});
    REFIT_TRY(contained, contain_layout(prepared, dependencies.measurer));
    REFIT_CHECK(check_result(contained, prepared, dependencies.measurer));
    served.layout = std::move(contained);
    served.resizer = store::Resizer::Fallback;
    if (!served.fallback_reason.empty()) served.fallback_reason += "; ";
    served.fallback_reason += "engine: " + engine.error().message;
    return served;
}

}  // namespace refit::resize
