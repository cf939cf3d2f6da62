#include "llm/scripted.h"

#include <optional>
#include <utility>

namespace refit::llm {

void ScriptedLlm::push_content(std::string json) {
    const std::lock_guard lock{mutex_};
    LlmReply reply;
    reply.content = std::move(json);
    reply.model = "scripted";
    answers_.emplace_back(std::move(reply));
}

void ScriptedLlm::push_failure(LlmFailure failure) {
    const std::lock_guard lock{mutex_};
    answers_.emplace_back(
        tl::unexpected<LlmError>(LlmError{failure, "scripted failure", 1, std::nullopt}));
}

LlmResult ScriptedLlm::complete(const LlmRequest& request) {
    Answer fallback;
    {
        const std::lock_guard lock{mutex_};
        requests_.push_back(request);
        if (!answers_.empty()) {
            LlmResult answer = std::move(answers_.front());
            answers_.pop_front();
            return answer;
        }
        fallback = fallback_;
    }
    if (fallback) return fallback(request);
    return tl::unexpected<LlmError>(
        LlmError{LlmFailure::Empty, "the script is at its end", 1, std::nullopt});
}

std::vector<LlmRequest> ScriptedLlm::requests() const {
    const std::lock_guard lock{mutex_};
    return requests_;
}

}  // namespace refit::llm
