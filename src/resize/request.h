#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "geometry/point.h"
#include "geometry/rect.h"
#include "layout/engine.h"
#include "store/sessions.h"

namespace refit::resize {

// One design to be laid out for another page size.
struct ResizeRequest {
    std::string canvas{};  // Fabric JSON, the canvas object itself
    geometry::Size target;
    std::optional<std::string> user_id{};
    std::optional<std::string> project_id{};
    std::optional<geometry::Size> current_size{};  // of the page, if the caller knows it
    std::optional<geometry::Rect> page{};          // the page itself; wins over everything
    std::optional<std::string> variant_id{};       // pinned
    std::optional<TimePoint> deadline{};           // nullopt: Settings::deadline from now
};

// Where one object was put, on the new page (its corner at 0, 0).
struct ServedPlacement {
    std::string id{};
    std::string path{};
    geometry::Rect box;
    double scale_x{1};  // factors on the object's size before
    double scale_y{1};
    std::optional<double> font_size{};
    std::string reasoning{};
};

// What POST /api/ai/resize answers.
struct ResizeOutcome {
    std::string session_id{};
    std::string variant_id{};
    std::int64_t variant_version{1};
    double propensity{1};
    std::optional<std::int64_t> policy_version{};
    std::string canvas{};
    std::vector<ServedPlacement> placements{};
    layout::CandidateScore chosen;
    std::vector<layout::CandidateScore> runners_up{};
    std::vector<std::string> suggestions{};
    store::Resizer resizer{store::Resizer::Engine};
    std::string fallback_reason{};  // why a model's answer was not served; "" otherwise
    double processing_time_ms{0};
};

// The seed's vision call: boxes instead of a canvas. `objects_data` is its JSON array of
// {id, type, left, top, width, height, scaleX, scaleY, text?}.
struct VisionRequest {
    std::string objects_data{};
    geometry::Size current_size;
    geometry::Size target;
    std::optional<std::string> user_id{};
    std::optional<std::string> project_id{};
    std::optional<std::string> variant_id{};
};

// In the terms of the call: left and top of the object, and its new scale factors themselves.
struct VisionPlacement {
    std::string id{};
    double left{0};
    double top{0};
    double scale_x{1};
    double scale_y{1};
    std::string reasoning{};
};

struct VisionOutcome {
    ResizeOutcome resize;
    std::vector<VisionPlacement> placements{};
};

// A resize that the editor did by itself and reports (the seed's POST resize-session).
struct ClientSession {
    std::string original_canvas{};  // JSON object
    geometry::Size target;
    std::optional<std::string> ai_result{};  // JSON
    double processing_time_ms{0};
    std::optional<std::string> variant_id{};
    std::optional<std::string> user_id{};
    std::optional<std::string> project_id{};
    store::SessionStatus status{store::SessionStatus::Completed};
    std::optional<std::string> error_message{};
};

// A later word on a session that is not feedback: what the person moved by hand, or an undo.
struct SessionPatch {
    std::string session_id{};
    std::optional<std::string>
        manual_corrections{};  // JSON; a canvas, or {"canvas": …}, or anything
    std::optional<bool> undone{};
    std::optional<std::string> user_id{};  // of the caller, to be checked against the session's
    std::optional<std::int64_t> etag{};    // If-Match
};

}  // namespace refit::resize
