#include "resize/model_resizer.h"

#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "layout/repair.h"
#include "llm/prompt.h"
#include "llm/reply.h"
#include "resize/briefing.h"

namespace refit::resize {
namespace {

llm::LlmRequest make_request(const Prepared& prepared, const Briefing& briefing,
                             const std::string& prompt_template, TimePoint deadline) {
    llm::LlmRequest request;
    request.system = llm::system_instructions();
    request.user = question(prepared, briefing, prompt_template);
    request.schema = llm::placement_schema(briefing.ids);
    request.deadline = deadline;
    return request;
}

// Of the elements that are texts, by id.
std::map<std::string_view, double> font_sizes_of(const Briefing& briefing) {
    std::map<std::string_view, double> sizes;
    for (const llm::SceneItem& item : briefing.items) {
        if (item.font_size > 0) sizes.emplace(item.id, item.font_size);
    }
    return sizes;
}

std::vector<layout::ModelPlacement> to_proposal(const llm::ParsedReply& reply,
                                                const Briefing& briefing) {
    const auto font_sizes = font_sizes_of(briefing);
    std::vector<layout::ModelPlacement> proposal;
    for (const llm::ProposedPlacement& placed : reply.placements) {
        // Built in place: g++ 12 sees uninitialised optionals in a moved local.
        layout::ModelPlacement& placement = proposal.emplace_back();
        placement.id = placed.id;
        placement.left = placed.left;
        placement.top = placed.top;
        placement.width = placed.width;
        placement.height = placed.height;
        placement.reasoning = placed.reasoning;
        const auto size = font_sizes.find(placed.id);
        if (placed.font_scale && size != font_sizes.end()) {
            placement.font_size = size->second * *placed.font_scale;
        }
    }
    return proposal;
}

ModelAttempt failed(ModelAttempt attempt, std::string_view failure, std::string message) {
    attempt.failure = failure;
    attempt.message = std::move(message);
    return attempt;
}

}  // namespace

ModelAttempt ask_model(llm::LlmClient& model, const Prepared& prepared,
                       const std::string& prompt_template, const layout::Learned& learned,
                       const canvas::TextMeasurer& measurer, TimePoint deadline) {
    ModelAttempt attempt;
    const Briefing briefing = brief(prepared);
    if (briefing.ids.empty()) return failed(attempt, "unusable", "the canvas has no objects");
    const auto reply = model.complete(make_request(prepared, briefing, prompt_template, deadline));
    if (!reply) {
        return failed(attempt, llm::failure_name(reply.error().failure), reply.error().message);
    }
    attempt.usage = reply->usage;
    const auto parsed = llm::parse_reply(reply->content, briefing.ids, prepared.target);
    if (!parsed) {
        return failed(attempt, llm::failure_name(parsed.error().failure), parsed.error().message);
    }
    auto repaired = layout::validate_and_repair(prepared.document, prepared.page, prepared.target,
                                                to_proposal(*parsed, briefing), learned, measurer);
    if (!repaired) return failed(attempt, "unusable", repaired.error().message);
    attempt.layout = std::move(repaired->layout);
    for (const layout::Repair& repair : repaired->repairs) {
        attempt.layout->suggestions.push_back("The model's proposal was mended: " + repair.what);
    }
    return attempt;
}

}  // namespace refit::resize
