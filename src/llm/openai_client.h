#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/rng.h"
#include "llm/client.h"
#include "llm/transport.h"

namespace refit::llm {

enum class TokenLimitField { MaxCompletionTokens, MaxTokens };  // the latter for compatibles
enum class OutputFormat { JsonSchema, JsonObject, Prompted };   // what the provider can enforce
enum class AuthScheme { Bearer, ApiKeyHeader };                 // the latter for Azure

struct OpenAiOptions {
    std::string base_url{"https://api.openai.com/v1"};  // "/chat/completions" goes after its path
    std::string api_key{};                              // empty: no credentials are sent
    std::string model{};
    AuthScheme auth{AuthScheme::Bearer};
    TokenLimitField token_limit{TokenLimitField::MaxCompletionTokens};
    OutputFormat output{OutputFormat::JsonSchema};
    bool send_temperature{true};  // reasoning models refuse the field
    int retries_max{2};           // attempts after the first
    Milliseconds attempt_timeout{60'000};
    Milliseconds backoff_first{500};        // doubled per retry …
    Milliseconds backoff_max{8'000};        // … up to this, less up to a quarter of jitter
    Milliseconds retry_after_max{120'000};  // a longer Retry-After is not waited for
    std::size_t reply_bytes_max{4UL * 1024 * 1024};
};

// Any OpenAI-compatible chat-completions endpoint. Retries 408, 409, 429 (rate limit only), 5xx and
// lost connections, obeys x-should-retry and Retry-After, never passes request.deadline, sends
// the same Idempotency-Key with each attempt. Method: docs/methods/llm-resize.md.
// `transport`, `clock` and `rng` must outlive the client; `rng` must be thread-safe.
// `sleep` waits between attempts (a simulation moves its clock instead).
// Errors: InvalidInput (base_url is not http(s), no model).
[[nodiscard]] Result<std::unique_ptr<LlmClient>> make_openai_client(
    OpenAiOptions options, LlmTransport& transport, const Clock& clock, Rng& rng,
    std::function<void(Milliseconds)> sleep);

}  // namespace refit::llm
