#include "resize/record.h"

#include <cmath>

#include "json/writer.h"
#include "resize/prepare.h"

namespace refit::resize {

std::string unit_of(const SessionSubject& subject) {
    return subject.user_id ? *subject.user_id : store::anonymous_unit(subject.id);
}

store::SessionFacts make_facts(const SessionSubject& subject) {
    store::SessionFacts facts;
    facts.id = subject.id;
    facts.user_id = unit_of(subject);
    facts.project_id = subject.project_id;
    facts.target_width = static_cast<int>(std::lround(subject.target.width));
    facts.target_height = static_cast<int>(std::lround(subject.target.height));
    facts.created_at = subject.created_at;
    facts.updated_at = subject.created_at;
    return facts;
}

void put_arm(store::SessionFacts& facts, const ServedArm& arm) {
    facts.variant_id = arm.variant_id;
    facts.variant_version = arm.variant_version;
    facts.experiment_id = arm.experiment_id;
    facts.bucket_version = arm.bucket_version;
    facts.propensity = arm.propensity;
    facts.policy_version = arm.policy_version;
    facts.first_exposure = arm.first_exposure;
}

void put_served(store::SessionFacts& facts, const Served& served, const Settings& settings) {
    facts.resizer = served.resizer;
    facts.features = features_json(served.layout.features);
    if (!served.fallback_reason.empty()) facts.error_message = served.fallback_reason;
    const llm::LlmUsage& usage = served.usage;
    if (usage.prompt_tokens == 0 && usage.completion_tokens == 0) return;
    facts.prompt_tokens = usage.prompt_tokens;
    facts.completion_tokens = usage.completion_tokens;
    // An unknown price is not a price of nothing.
    if (settings.usd_per_prompt_token <= 0 && settings.usd_per_completion_token <= 0) return;
    facts.cost_usd =
        static_cast<double>(usage.prompt_tokens) * settings.usd_per_prompt_token +
        static_cast<double>(usage.completion_tokens) * settings.usd_per_completion_token;
}

std::string session_event(const store::SessionFacts& facts, std::string_view what) {
    json::Writer out;
    out.begin_object().member("type", "session").member("id", facts.id).member("what", what);
    out.member("variantId", facts.variant_id);
    out.member("resizer", store::to_text(facts.resizer));
    return out.member("status", store::to_text(facts.status)).end_object().take();
}

}  // namespace refit::resize
