#include "llm/reply.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "json/document.h"
#include "json/writer.h"

namespace refit::llm {
namespace {

constexpr std::size_t kNotesMax = 50;
constexpr std::size_t kQuotedIdMax = 40;
constexpr json::Limits kReplyLimits{
    .bytes_max = std::size_t{4} * 1024 * 1024, .depth_max = 16, .values_max = 100'000};

tl::unexpected<LlmError> refuse(LlmFailure failure, std::string message) {
    return tl::unexpected<LlmError>(LlmError{failure, std::move(message), 0, std::nullopt});
}

// Collects placements and what was wrong with the others.
class Reader {
public:
    Reader(std::span<const std::string> ids, geometry::Size target)
        : known_{ids.begin(), ids.end()}, target_{target} {}

    void read(const json::Node& entry) {
        const auto id = entry.string("id");
        if (!id) return note("an entry without id dropped");
        if (!known_.contains(*id)) return note("unknown id " + quoted(*id) + " dropped");
        if (seen_.contains(*id)) return note("second placement of " + quoted(*id) + " dropped");
        const auto left = entry.number("left");
        const auto top = entry.number("top");
        const auto width = entry.number("width");
        const auto height = entry.number("height");
        if (!left || !top || !width || !height) {
            return note("placement of " + quoted(*id) + " without a number for each side dropped");
        }
        if (!(*width > 0) || !(*height > 0)) {
            return note("placement of " + quoted(*id) + " with an empty box dropped");
        }
        seen_.insert(*id);
        ProposedPlacement placement;
        placement.id = *id;
        const double beyond_x = kBeyondPageMax * target_.width;
        const double beyond_y = kBeyondPageMax * target_.height;
        placement.left = clamped(*id, *left, -beyond_x, target_.width + beyond_x);
        placement.top = clamped(*id, *top, -beyond_y, target_.height + beyond_y);
        placement.width = clamped(*id, *width, 0, target_.width + 2 * beyond_x);
        placement.height = clamped(*id, *height, 0, target_.height + 2 * beyond_y);
        placement.font_scale = font_scale(*id, entry);
        placement.reasoning = reasoning(entry);
        reply_.placements.push_back(std::move(placement));
    }

    ParsedReply take() { return std::move(reply_); }

private:
    void note(std::string text) {
        if (reply_.notes.size() < kNotesMax) reply_.notes.push_back(std::move(text));
    }
    static std::string quoted(std::string_view id) {
        return quote_json(id.substr(0, kQuotedIdMax));
    }
    double clamped(std::string_view id, double value, double low, double high) {
        const double inside = std::clamp(value, low, high);
        if (inside != value) note("a side of " + quoted(id) + " clamped");
        return inside;
    }
    std::optional<double> font_scale(std::string_view id, const json::Node& entry) {
        const auto scale = entry.number("fontScale");
        if (!scale || !(*scale > 0)) return std::nullopt;
        const double inside = std::clamp(*scale, kFontScaleMin, kFontScaleMax);
        if (inside != *scale) note("fontScale of " + quoted(id) + " clamped");
        return inside;
    }
    static std::string reasoning(const json::Node& entry) {
        std::string text = entry.string("reasoning").value_or("");
        if (text.size() <= kReasoningMax) return text;
        std::size_t end = kReasoningMax;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
        text.resize(end);
        return text;
    }

    std::unordered_set<std::string> known_;
    std::set<std::string> seen_;
    geometry::Size target_;
    ParsedReply reply_;
};

}  // namespace

std::string placement_schema(std::span<const std::string> ids) {
    json::Writer id;
    id.begin_object().member("type", "string");
    if (!ids.empty() && ids.size() <= kSchemaIdsMax) {
        id.key("enum").begin_array();
        for (const std::string& one : ids) id.value(one);
        id.end_array();
    }
    id.end_object();
    return R"({"type":"object","additionalProperties":false,"required":["placements"],)"
           R"("properties":{"placements":{"type":"array","items":{"type":"object",)"
           R"("additionalProperties":false,)"
           R"("required":["id","left","top","width","height","fontScale","reasoning"],)"
           R"("properties":{"id":)" +
           id.take() +
           R"(,"left":{"type":"number"},"top":{"type":"number"},"width":{"type":"number"},)"
           R"("height":{"type":"number"},"fontScale":{"type":["number","null"]},)"
           R"("reasoning":{"type":"string"}}}}}})";
}

std::string write_reply(std::span<const ProposedPlacement> placements) {
    json::Writer out;
    out.begin_object().key("placements").begin_array();
    for (const ProposedPlacement& placed : placements) {
        out.begin_object().member("id", placed.id).member("left", placed.left);
        out.member("top", placed.top).member("width", placed.width);
        out.member("height", placed.height).key("fontScale");
        if (placed.font_scale) {
            out.value(*placed.font_scale);
        } else {
            out.null();
        }
        out.member("reasoning", placed.reasoning).end_object();
    }
    return out.end_array().end_object().take();
}

tl::expected<ParsedReply, LlmError> parse_reply(std::string_view content,
                                                std::span<const std::string> ids,
                                                geometry::Size target) {
    const auto document = json::Document::parse(std::string{content}, kReplyLimits);
    if (!document) return refuse(LlmFailure::NotJson, document.error().message);
    const json::Node root = document->root();
    // Providers that cannot enforce the schema often send the bare list.
    const auto list = root.is_array() ? std::optional{root} : root.find("placements");
    if (!list || !list->is_array()) {
        return refuse(LlmFailure::SchemaMismatch, "the reply has no list \"placements\"");
    }
    if (list->size() > kPlacementsMax) {
        return refuse(LlmFailure::SchemaMismatch,
                      "the reply has more than " + std::to_string(kPlacementsMax) + " placements");
    }
    Reader reader{ids, target};
    for (const json::Node& entry : list->elements()) reader.read(entry);
    ParsedReply reply = reader.take();
    if (reply.placements.empty()) {
        std::string why = reply.notes.empty() ? "the list is empty" : reply.notes.front();
        return refuse(LlmFailure::SchemaMismatch, "the reply places nothing: " + why);
    }
    return reply;
}

}  // namespace refit::llm
