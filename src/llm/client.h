#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/rng.h"
#include "llm/transport.h"

namespace refit::llm {

// Why a model gave nothing usable. One value per metric label; see failure_name().
enum class LlmFailure : std::uint8_t {
    Transport,       // no connection, cut off, unreadable
    Timeout,         // the deadline passed
    RateLimited,     // 429, or 503 with code slow_down: try later
    QuotaExhausted,  // 429 that means the account is out of credit: later does not help
    ServerError,     // 5xx, 408, 409 after the last retry
    BadRequest,      // other 4xx, redirects: our request does not suit this provider
    Auth,            // 401, 403
    Refusal,         // the model declined
    ContentFilter,   // the provider withheld the answer
    Truncated,       // finish_reason "length"
    Empty,           // no choice, or a choice without content
    NotJson,         // the envelope or the content is not JSON
    SchemaMismatch,  // JSON, but not what was asked for
    TooLarge,        // the reply passed reply_bytes_max
    CircuitOpen,     // not called: recent calls failed, or too many are under way
};

// "rate_limited": stable, for metrics and stored rows.
[[nodiscard]] std::string_view failure_name(LlmFailure failure);

struct LlmError {
    LlmFailure failure{LlmFailure::Transport};
    std::string message{};  // redacted and bounded; safe to log
    int attempts{0};
    std::optional<int> http_status{};
};

// As an error of the house: DeadlineExceeded, RateLimited, Unavailable or Upstream.
[[nodiscard]] Error to_error(const LlmError& error);

struct LlmUsage {
    std::int64_t prompt_tokens{0};
    std::int64_t completion_tokens{0};
    std::int64_t cached_tokens{0};     // part of prompt_tokens
    std::int64_t reasoning_tokens{0};  // part of completion_tokens
};

struct LlmRequest {
    std::string system{};
    std::string user{};
    std::string schema_name{"placements"};  // [A-Za-z0-9_-]{1,64}
    std::string schema{};                   // JSON Schema text, strict subset; empty: free JSON
    std::string model{};                    // empty: the client's own
    int max_tokens{4096};
    std::optional<double> temperature{};
    TimePoint deadline{};  // for all attempts together
};

struct LlmReply {
    std::string content{};  // JSON text of one value, without code fences
    LlmUsage usage{};
    std::string model{};       // as the provider names what answered
    std::string request_id{};  // x-request-id, else the reply's id
    int attempts{1};
    Milliseconds duration{0};
};

using LlmResult = tl::expected<LlmReply, LlmError>;

// A model that answers one prompt with one JSON value. Thread-safe.
class LlmClient {
public:
    virtual ~LlmClient() = default;
    [[nodiscard]] virtual LlmResult complete(const LlmRequest& request) = 0;
    // "openai:gpt-4o-mini"; stored with each session, never a key.
    [[nodiscard]] virtual std::string name() const = 0;
};

}  // namespace refit::llm
