#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "llm/client.h"
#include "llm/openai_client.h"
#include "llm/transport.h"

namespace refit::llm {

// The wire format of chat completions, apart from any sending. Pure.

// "https://host/v1?x=y" gives "https://host/v1/chat/completions?x=y". nullopt unless the base is
// http(s) with a host, without credentials, fragment, white space or control characters.
[[nodiscard]] std::optional<std::string> completions_url(std::string_view base_url);

// The request's JSON body.
[[nodiscard]] std::string completion_body(const LlmRequest& request, const OpenAiOptions& options);

// May the same request be sent again, as far as the provider's answer tells?
enum class Retry { No, Yes };

struct ReadFailure {
    LlmError error;
    Retry retry{Retry::No};
};

// Reads a provider's answer, in this order: HTTP status, `error` in the body, no choice, refusal,
// content filter, truncation, empty content, content that is no JSON. The caller fills in
// LlmReply::attempts and duration. `api_key` is hidden wherever the provider quotes it.
[[nodiscard]] tl::expected<LlmReply, ReadFailure> read_completion(const TransportReply& reply,
                                                                  std::string_view api_key);

// The JSON text inside a model's answer: without a code fence or a leading <think> section.
[[nodiscard]] std::string_view json_part(std::string_view content);

}  // namespace refit::llm
