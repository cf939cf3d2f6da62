#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/point.h"
#include "llm/client.h"

namespace refit::llm {

// Where a model wants one element, in pixels of the target page (page at 0,0). Syntactically clean
// (known id, finite, clamped); whether it is a good layout is for the layout room to judge and
// mend.
struct ProposedPlacement {
    std::string id{};
    double left{0};
    double top{0};
    double width{0};
    double height{0};
    std::optional<double> font_scale{};
    std::string reasoning{};  // at most kReasoningMax characters, for people only

    friend bool operator==(const ProposedPlacement&, const ProposedPlacement&) = default;
};

constexpr std::size_t kReasoningMax = 300;
// A box may reach this many page sizes beyond the page (full-bleed pictures do); farther is
// clamped.
constexpr double kBeyondPageMax = 4.0;
constexpr double kFontScaleMin = 0.05;
constexpr double kFontScaleMax = 20.0;
// Ids are listed in the schema up to this many; above, providers refuse long enumerations.
constexpr std::size_t kSchemaIdsMax = 240;
// Placements read from one reply at most; a longer list is a mismatch.
constexpr std::size_t kPlacementsMax = 1000;

// The strict JSON Schema of {"placements":[{id,left,top,width,height,fontScale,reasoning}]}, with
// `ids` as an enumeration. No numeric bounds: strict mode of several providers refuses them.
[[nodiscard]] std::string placement_schema(std::span<const std::string> ids);

struct ParsedReply {
    std::vector<ProposedPlacement> placements;
    // What was dropped or clamped, for the session's record: "unknown id 'x' dropped", …
    std::vector<std::string> notes;
};

// The answer that says this: what parse_reply() reads back.
[[nodiscard]] std::string write_reply(std::span<const ProposedPlacement> placements);

// Reads a model's JSON. Any text but `reasoning` is ignored: a model cannot change a word of the
// design. An id that is unknown or comes twice is dropped with a note; so is a placement without
// finite numbers or with a size that is not positive. Nothing left is an error.
// Errors: NotJson, SchemaMismatch.
[[nodiscard]] tl::expected<ParsedReply, LlmError> parse_reply(std::string_view content,
                                                              std::span<const std::string> ids,
                                                              geometry::Size target);

}  // namespace refit::llm
