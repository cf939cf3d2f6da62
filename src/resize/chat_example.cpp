#include "resize/chat_example.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "canvas/corrections.h"
#include "canvas/parts.h"
#include "json/writer.h"
#include "learn/patterns.h"
#include "llm/prompt.h"
#include "llm/reply.h"
#include "resize/briefing.h"
#include "resize/counterparts.h"
#include "resize/prepare.h"

namespace refit::resize {
namespace {

// What retention leaves of a canvas.
constexpr std::string_view kEmptied = "{}";
// A page may differ from the target by this many pixels: editors round.
constexpr double kPageTolerance = 1;

// A session's design as the model is told of it.
struct Lesson {
    Prepared prepared;
    Briefing briefing;
    std::string question;
};

Result<Lesson> lesson_of(const store::Session& session, std::string_view prompt_template,
                         const canvas::TextMeasurer& measurer) {
    ResizeRequest request;
    request.canvas = session.original_canvas;
    request.target = {static_cast<double>(session.facts.target_width),
                      static_cast<double>(session.facts.target_height)};
    REFIT_TRY(prepared, prepare(request, measurer));
    Lesson lesson{std::move(prepared), {}, {}};
    lesson.briefing = brief(lesson.prepared);
    if (lesson.briefing.ids.empty() || lesson.briefing.ids.size() > llm::kPromptItemsMax)
        return fail(ErrorCode::InvalidInput,
                    "the canvas has no objects, or more than a model is told of");
    lesson.question = question(lesson.prepared, lesson.briefing, prompt_template);
    return lesson;
}

double rounded(double value, double steps) {
    return std::round(value * steps) / steps;
}

llm::ProposedPlacement placement_of(const llm::SceneItem& item, const canvas::Object& object,
                                    geometry::Point corner) {
    llm::ProposedPlacement placement;
    placement.id = item.id;
    placement.left = rounded(object.box.left() - corner.x, 10);
    placement.top = rounded(object.box.top() - corner.y, 10);
    placement.width = std::max(0.1, rounded(object.box.width(), 10));
    placement.height = std::max(0.1, rounded(object.box.height(), 10));
    if (item.font_size > 0 && object.is_text())
        placement.font_scale = rounded(object.displayed_font_size() / item.font_size, 1000);
    return placement;
}

// The page of an answer. Where the canvas itself speaks of another size, it answers another
// question.
Result<canvas::Page> answered_page(const canvas::Document& document, geometry::Size target) {
    REFIT_TRY(page, canvas::detect_page(document, {std::nullopt, target}));
    const geometry::Size found = page.rect.size();
    const geometry::Size said = page.object ? found : document.size_keys().value_or(found);
    if (std::abs(said.width - target.width) <= kPageTolerance &&
        std::abs(said.height - target.height) <= kPageTolerance)
        return page;
    return fail(ErrorCode::InvalidInput, "the answer's page is not the target's");
}

// The canvas as the model would have answered it. What it lacks or hides is left out.
Result<std::string> answer_of(const Lesson& lesson, std::string_view canvas,
                              const canvas::TextMeasurer& measurer) {
    canvas::ParseOptions options;
    options.measurer = &measurer;
    REFIT_TRY(document, canvas::Document::parse(std::string{canvas}, options));
    REFIT_TRY(page, answered_page(document, lesson.prepared.target));
    const canvas::Parts theirs = canvas::parts_of(document, page);
    const auto matches = counterparts(
        canvas::parts_of(lesson.prepared.document, lesson.prepared.page).objects, theirs.objects);
    std::vector<llm::ProposedPlacement> placements;
    for (std::size_t i = 0; i < lesson.briefing.items.size(); ++i) {
        const auto match = matches[lesson.briefing.objects[i]];
        if (!match || !theirs.objects[*match]->visible) continue;
        placements.push_back(
            placement_of(lesson.briefing.items[i], *theirs.objects[*match], page.rect.origin()));
    }
    return llm::write_reply(placements);
}

void write_message(json::Writer& out, std::string_view role, std::string_view content) {
    out.begin_object().member("role", role).member("content", content).end_object();
}

void write_question(json::Writer& out, const Lesson& lesson) {
    write_message(out, "system", llm::system_instructions());
    write_message(out, "user", lesson.question);
}

std::string sft_line(const Lesson& lesson, std::string_view answer) {
    json::Writer out;
    out.begin_object().key("messages").begin_array();
    write_question(out, lesson);
    write_message(out, "assistant", answer);
    out.end_array().end_object();
    return out.take() + "\n";
}

std::string dpo_line(const Lesson& lesson, std::string_view preferred, std::string_view other) {
    json::Writer out;
    out.begin_object().key("input").begin_object().key("messages").begin_array();
    write_question(out, lesson);
    out.end_array().key("tools").begin_array().end_array();
    out.member("parallel_tool_calls", true).end_object();
    out.key("preferred_output").begin_array();
    write_message(out, "assistant", preferred);
    out.end_array().key("non_preferred_output").begin_array();
    write_message(out, "assistant", other);
    out.end_array().end_object();
    return out.take() + "\n";
}

std::optional<std::string> corrected(const store::Session& session) {
    if (!session.manual_corrections) return std::nullopt;
    return canvas::corrected_canvas(*session.manual_corrections);
}

bool was_liked(const store::Session& session) {
    return session.facts.quality_score.value_or(0) >= learn::kSuccessfulQuality;
}

}  // namespace

Result<std::string> chat_example(const store::Session& session, std::string_view prompt_template,
                                 ChatFormat format, const canvas::TextMeasurer& measurer) {
    const auto correction = corrected(session);
    const bool pair = format == ChatFormat::OpenaiDpo;
    if (session.original_canvas == kEmptied || (pair && !session.ai_result)) return std::string{};
    if (!correction && (pair || !was_liked(session) || !session.ai_result)) return std::string{};
    REFIT_TRY(lesson, lesson_of(session, prompt_template, measurer));
    REFIT_TRY(best, answer_of(lesson, correction ? *correction : *session.ai_result, measurer));
    if (!pair) return sft_line(lesson, best);
    REFIT_TRY(served, answer_of(lesson, *session.ai_result, measurer));
    return served == best ? std::string{} : dpo_line(lesson, best, served);
}

}  // namespace refit::resize
