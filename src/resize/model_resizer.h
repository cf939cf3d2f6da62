#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "canvas/text.h"
#include "layout/engine.h"
#include "layout/parameters.h"
#include "llm/client.h"
#include "resize/prepare.h"

namespace refit::resize {

// What a model's attempt came to: a safe layout, or the reason there is none.
struct ModelAttempt {
    std::optional<layout::LayoutResult> layout;
    std::string failure;  // a stable word: llm::failure_name(), "deadline", "unusable"
    std::string message;  // for operators; "" on success
    llm::LlmUsage usage;
};

// Asks the model for placements with the arm's prompt, and makes its answer safe: strict schema,
// known ids only, finite numbers, layout::validate_and_repair. Objects go by "obj_<n>" (n-th that
// is not the page, from 0), never by their own ids: nothing a person typed names anything.
[[nodiscard]] ModelAttempt ask_model(llm::LlmClient& model, const Prepared& prepared,
                                     const std::string& prompt_template,
                                     const layout::Learned& learned,
                                     const canvas::TextMeasurer& measurer, TimePoint deadline);

}  // namespace refit::resize
