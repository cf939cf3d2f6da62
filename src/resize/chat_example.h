#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "canvas/text.h"
#include "store/sessions.h"

namespace refit::resize {

// Lines that teach a chat model to answer as people would have it, in the very words the model
// resizer uses: its system text, the variant's prompt filled for the design, and placements.
enum class ChatFormat : std::uint8_t {
    // {"messages":[system, user, assistant]}: the corrected canvas as placements or, where nobody
    // corrected and the result was liked (quality of learn::kSuccessfulQuality or more), the served
    // one.
    OpenaiSft,
    // {"input":{"messages":[system, user],…},"preferred_output":[…],"non_preferred_output":[…]}:
    // the
    // corrected canvas before the served one.
    OpenaiDpo,
};

// One line, with its line end; "" if the session teaches nothing in this format: nobody corrected
// or liked it, or retention has emptied its canvases. Errors: InvalidInput: a canvas that cannot be
// read, an answer on a page that is not the target's, a design of more elements than a model is
// told of (llm::kPromptItemsMax).
[[nodiscard]] Result<std::string> chat_example(const store::Session& session,
                                               std::string_view prompt_template, ChatFormat format,
                                               const canvas::TextMeasurer& measurer);

}  // namespace refit::resize
