#include "resize/model_resizer.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "canvas/parts.h"
#include "layout/repair.h"
#include "llm/prompt.h"
#include "llm/reply.h"

namespace refit::resize {
namespace {

// The elements the model is told of, by the names it knows them under.
struct Briefing {
    std::vector<std::string> ids;
    std::vector<llm::SceneItem> items;
    std::map<std::string, double, std::less<>> font_sizes;
};

Briefing brief(const Prepared& prepared) {
    Briefing briefing;
    const canvas::Parts parts = canvas::parts_of(prepared.document, prepared.page);
    std::size_t next = 0;
    for (const layout::Element& element : prepared.scene.elements) {
        if (element.role == layout::Role::Page) continue;
        const std::string id = "obj_" + std::to_string(next++);
        if (!element.visible) continue;
        llm::SceneItem item;
        item.id = id;
        item.role = layout::role_name(element.role);
        item.type = parts.objects[element.object]->type_text;
        item.box = element.box;
        if (element.text) {
            item.text = element.text->text;
            item.text_length = element.text->text.size();
            item.font_size = element.text->font_size;
            briefing.font_sizes.emplace(id, item.font_size);
        }
        briefing.ids.push_back(id);
        briefing.items.push_back(std::move(item));
    }
    return briefing;
}

llm::LlmRequest make_request(const Prepared& prepared, const Briefing& briefing,
                             const std::string& prompt_template, TimePoint deadline) {
    llm::LlmRequest request;
    request.system = llm::system_instructions();
    llm::PromptValues values;
    values.current = prepared.scene.page;
    values.target = prepared.target;
    values.items = briefing.items;
    request.user = llm::render_prompt(prompt_template, values);
    request.schema = llm::placement_schema(briefing.ids);
    request.deadline = deadline;
    return request;
}

std::vector<layout::ModelPlacement> to_proposal(const llm::ParsedReply& reply,
                                                const Briefing& briefing) {
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
        const auto size = briefing.font_sizes.find(placed.id);
        if (placed.font_scale && size != briefing.font_sizes.end()) {
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
