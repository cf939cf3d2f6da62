#include "llm/client.h"

#include "base/text.h"

namespace refit::llm {

std::string_view failure_name(LlmFailure failure) {
    switch (failure) {
        case LlmFailure::Transport:
            return "transport";
        case LlmFailure::Timeout:
            return "timeout";
        case LlmFailure::RateLimited:
            return "rate_limited";
        case LlmFailure::QuotaExhausted:
            return "quota_exhausted";
        case LlmFailure::ServerError:
            return "server_error";
        case LlmFailure::BadRequest:
            return "bad_request";
        case LlmFailure::Auth:
            return "auth";
        case LlmFailure::Refusal:
            return "refusal";
        case LlmFailure::ContentFilter:
            return "content_filter";
        case LlmFailure::Truncated:
            return "truncated";
        case LlmFailure::Empty:
            return "empty";
        case LlmFailure::NotJson:
            return "not_json";
        case LlmFailure::SchemaMismatch:
            return "schema_mismatch";
        case LlmFailure::TooLarge:
            return "too_large";
        case LlmFailure::CircuitOpen:
            return "circuit_open";
    }
    return "unknown";
}

namespace {

ErrorCode code_of(LlmFailure failure) {
    switch (failure) {
        case LlmFailure::Timeout:
            return ErrorCode::DeadlineExceeded;
        case LlmFailure::RateLimited:
            return ErrorCode::RateLimited;
        case LlmFailure::Transport:
        case LlmFailure::QuotaExhausted:
        case LlmFailure::ServerError:
        case LlmFailure::Auth:
        case LlmFailure::CircuitOpen:
            return ErrorCode::Unavailable;
        case LlmFailure::BadRequest:
        case LlmFailure::Refusal:
        case LlmFailure::ContentFilter:
        case LlmFailure::Truncated:
        case LlmFailure::Empty:
        case LlmFailure::NotJson:
        case LlmFailure::SchemaMismatch:
        case LlmFailure::TooLarge:
            return ErrorCode::Upstream;
    }
    return ErrorCode::Internal;
}

}  // namespace

Error to_error(const LlmError& error) {
    return {code_of(error.failure),
            "model: " + std::string{failure_name(error.failure)} + ": " + error.message};
}

std::optional<std::string> TransportReply::header(std::string_view name) const {
    const std::string wanted = to_lower_ascii(name);
    for (const auto& [field, value] : headers) {
        if (to_lower_ascii(field) == wanted) return value;
    }
    return std::nullopt;
}

}  // namespace refit::llm
