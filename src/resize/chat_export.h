#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "canvas/text.h"
#include "resize/chat_example.h"
#include "store/database.h"

namespace refit::resize {

// Which designs: all, or one side of a split that keeps every session of a design on one side. One
// design in ten, by a hash of the canvas, is for validation.
enum class ChatPart : std::uint8_t { All, Training, Validation };

struct ChatRequest {
    ChatFormat format{ChatFormat::OpenaiSft};
    ChatPart part{ChatPart::All};
    TimePoint from{};  // sessions created in [from, to)
    TimePoint to{};
};

struct ChatCounts {
    std::int64_t examples{0};
    std::int64_t repeated{0};  // left out: the same line was written before
    std::int64_t unusable{0};  // left out: see chat_example(), or served by no variant
};

// Receives whole lines.
using ChatSink = std::function<Result<void>(std::string_view lines)>;

// Writes an example for each session that teaches something, oldest first, a page at a time. Stops
// at the sink's first error. Memory: a page of lines, and 8 bytes per example.
// Format: docs/formats/training-export.md.
[[nodiscard]] Result<ChatCounts> export_chats(store::Database& database,
                                              const canvas::TextMeasurer& measurer,
                                              const ChatRequest& request, const ChatSink& sink);

}  // namespace refit::resize
