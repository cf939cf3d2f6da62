#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "llm/client.h"

namespace refit::llm {

// Answers from a list, then from a function; remembers what it was asked. For unit tests and
// simulations. Thread-safe.
class ScriptedLlm final : public LlmClient {
public:
    using Answer = std::function<LlmResult(const LlmRequest&)>;

    // `fallback` answers when the list is empty; without one: LlmFailure::Empty.
    explicit ScriptedLlm(Answer fallback = {}) : fallback_{std::move(fallback)} {}

    void push_content(std::string json);
    void push_failure(LlmFailure failure);

    [[nodiscard]] LlmResult complete(const LlmRequest& request) override;
    [[nodiscard]] std::string name() const override { return "scripted"; }

    [[nodiscard]] std::vector<LlmRequest> requests() const;

private:
    mutable std::mutex mutex_;
    std::deque<LlmResult> answers_;
    std::vector<LlmRequest> requests_;
    Answer fallback_;
};

}  // namespace refit::llm
