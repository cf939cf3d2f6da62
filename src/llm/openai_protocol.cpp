#include "llm/openai_protocol.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "json/document.h"
#include "json/writer.h"
#include "llm/redact.h"

namespace refit::llm {
namespace {

constexpr json::Limits kEnvelopeLimits{
    .bytes_max = std::size_t{16} * 1024 * 1024, .depth_max = 64, .values_max = 500'000};

// What a provider says went wrong, however it spells it.
struct ProviderError {
    std::string message;
    std::string type;
    std::string code;
};

// {"error":{"message","type","code"}}, {"error":"…"}, {"message":"…"} or {"detail":"…"}.
std::optional<ProviderError> error_in(const json::Node& root) {
    if (const auto error = root.find("error"); error && !error->is_null()) {
        if (error->is_object()) {
            std::string code = error->string("code").value_or("");
            if (const auto number = error->integer("code")) code = std::to_string(*number);
            return ProviderError{error->string("message").value_or("no message"),
                                 error->string("type").value_or(""), std::move(code)};
        }
        return ProviderError{error->string().value_or("no message"), {}, {}};
    }
    return std::nullopt;
}

ProviderError error_of_body(const std::string& body) {
    const auto document = json::Document::parse(body, kEnvelopeLimits);
    if (!document) return {body, {}, {}};  // HTML of a proxy, or plain text
    if (auto error = error_in(document->root())) return *std::move(error);
    for (const std::string_view key : {"message", "detail"}) {
        if (auto message = document->root().string(key)) return {*std::move(message), {}, {}};
    }
    return {body, {}, {}};
}

bool says(const ProviderError& error, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return error.code == word || error.type == word;
    });
}

bool is_quota(const ProviderError& error) {
    return says(error, {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active",
                        "quota_exceeded", "credit_exhausted", "insufficient_credits"});
}

bool is_rate(const ProviderError& error) {
    return says(error, {"rate_limit_exceeded", "rate_limit_error", "slow_down", "429"});
}

bool is_filter(const ProviderError& error) {
    return says(error,
                {"content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation"});
}

LlmFailure failure_of(int status, const ProviderError& error) {
    if (is_quota(error) || status == 402) return LlmFailure::QuotaExhausted;
    if (status == 429 || is_rate(error)) return LlmFailure::RateLimited;
    if (status == 401 || status == 403) return LlmFailure::Auth;
    if (is_filter(error)) return LlmFailure::ContentFilter;
    if (status == 408 || status == 409 || status >= 500) return LlmFailure::ServerError;
    return LlmFailure::BadRequest;
}

Retry retry_of(LlmFailure failure, const TransportReply& reply) {
    const bool can_help = failure == LlmFailure::RateLimited || failure == LlmFailure::ServerError;
    const auto advice = reply.header("x-should-retry");
    if (advice == "false") return Retry::No;
    // The advice may widen what is retried, but credit does not come back by asking again.
    if (advice == "true" && failure != LlmFailure::QuotaExhausted) return Retry::Yes;
    return can_help ? Retry::Yes : Retry::No;
}

tl::unexpected<ReadFailure> refuse(LlmFailure failure, std::string message, int status,
                                   Retry retry = Retry::No) {
    return tl::unexpected<ReadFailure>(
        ReadFailure{LlmError{failure, std::move(message), 0, status}, retry});
}

tl::unexpected<ReadFailure> refuse(const TransportReply& reply, const ProviderError& error,
                                   int status_meant, std::string_view api_key) {
    const LlmFailure failure = failure_of(status_meant, error);
    std::string message = "HTTP " + std::to_string(reply.status);
    if (!error.code.empty()) message += " " + redact(error.code, api_key);
    message += ": " + redact(error.message, api_key);
    return refuse(failure, std::move(message), reply.status, retry_of(failure, reply));
}

std::int64_t count_at(const std::optional<json::Node>& object, std::string_view key) {
    if (!object) return 0;
    return std::max<std::int64_t>(0, object->integer(key).value_or(0));
}

LlmUsage usage_of(const json::Node& root) {
    const auto usage = root.find("usage");
    if (!usage) return {};
    return {
        .prompt_tokens = count_at(usage, "prompt_tokens"),
        .completion_tokens = count_at(usage, "completion_tokens"),
        .cached_tokens = count_at(usage->find("prompt_tokens_details"), "cached_tokens"),
        .reasoning_tokens = count_at(usage->find("completion_tokens_details"), "reasoning_tokens")};
}

// A message's text, which some providers send as a list of parts.
std::string text_of(const json::Node& message) {
    const auto content = message.find("content");
    if (!content) return {};
    if (auto text = content->string()) return *std::move(text);
    std::string joined;
    if (content->is_array()) {
        for (const json::Node& part : content->elements()) {
            joined += part.string("text").value_or("");
        }
    }
    return joined;
}

void write_response_format(json::Writer& out, const LlmRequest& request) {
    out.key("response_format").begin_object().member("type", "json_schema");
    out.key("json_schema")
        .begin_object()
        .member("name", request.schema_name)
        .raw_member("schema", request.schema)
        .member("strict", true)
        .end_object()
        .end_object();
}

}  // namespace

std::optional<std::string> completions_url(std::string_view base_url) {
    std::string_view rest = base_url;
    if (rest.starts_with("https://")) {
        rest.remove_prefix(8);
    } else if (rest.starts_with("http://")) {
        rest.remove_prefix(7);
    } else {
        return std::nullopt;
    }
    const bool is_clean = std::none_of(rest.begin(), rest.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= 0x20 || byte == 0x7f || c == '#' || c == '\\';
    });
    const std::string_view host = rest.substr(0, rest.find_first_of("/?"));
    if (!is_clean || host.empty() || host.find('@') != std::string_view::npos) return std::nullopt;
    const std::size_t question = base_url.find('?');
    std::string path{base_url.substr(0, question)};
    while (path.ends_with('/')) path.pop_back();
    path += "/chat/completions";
    if (question != std::string_view::npos) path += base_url.substr(question);
    return path;
}

std::string completion_body(const LlmRequest& request, const OpenAiOptions& options) {
    const bool has_schema = !request.schema.empty();
    const bool enforced = has_schema && options.output == OutputFormat::JsonSchema;
    std::string system = request.system;
    if (has_schema && !enforced) {
        system += "\nAnswer with one JSON value that fits this JSON Schema, and nothing else:\n";
        system += request.schema;
    }
    json::Writer out;
    out.begin_object().member("model", request.model.empty() ? options.model : request.model);
    out.key("messages").begin_array();
    out.begin_object().member("role", "system").member("content", system).end_object();
    out.begin_object().member("role", "user").member("content", request.user).end_object();
    out.end_array();
    out.member(
        options.token_limit == TokenLimitField::MaxTokens ? "max_tokens" : "max_completion_tokens",
        request.max_tokens);
    if (request.temperature && options.send_temperature) {
        out.member("temperature", *request.temperature);
    }
    if (enforced) {
        write_response_format(out, request);
    } else if (options.output != OutputFormat::Prompted) {
        out.key("response_format").begin_object().member("type", "json_object").end_object();
    }
    out.member("stream", false).end_object();
    return out.take();
}

std::string_view json_part(std::string_view content) {
    std::string_view text = trim(content);
    constexpr std::string_view kThinkEnd = "</think>";
    if (text.starts_with("<think>")) {
        const std::size_t end = text.find(kThinkEnd);
        if (end == std::string_view::npos) return {};
        text = trim(text.substr(end + kThinkEnd.size()));
    }
    if (text.starts_with("```")) {
        const std::size_t line = text.find('\n');
        const std::size_t close = text.rfind("```");
        if (line == std::string_view::npos || close <= line) return text;
        text = trim(text.substr(line + 1, close - line - 1));
    }
    return text;
}

tl::expected<LlmReply, ReadFailure> read_completion(const TransportReply& reply,
                                                    std::string_view api_key) {
    if (reply.status < 200 || reply.status > 299) {
        return refuse(reply, error_of_body(reply.body), reply.status, api_key);
    }
    const auto document = json::Document::parse(reply.body, kEnvelopeLimits);
    if (!document) {
        return refuse(LlmFailure::NotJson, "the answer is not JSON: " + document.error().message,
                      reply.status);
    }
    const json::Node root = document->root();
    // Some gateways answer 200 and put the failure of what is behind them in the body.
    if (const auto error = error_in(root)) return refuse(reply, *error, 502, api_key);
    const auto choices = root.find("choices");
    if (!choices || !choices->is_array() || choices->size() == 0) {
        return refuse(LlmFailure::Empty, "the answer has no choice", reply.status);
    }
    const json::Node choice = choices->at(0);
    const auto message = choice.find("message");
    if (!message) return refuse(LlmFailure::Empty, "the choice has no message", reply.status);
    if (const auto refusal = message->string("refusal"); refusal && !refusal->empty()) {
        return refuse(LlmFailure::Refusal, redact(*refusal, api_key), reply.status);
    }
    const std::string finish = choice.string("finish_reason").value_or("");
    if (finish == "content_filter") {
        return refuse(LlmFailure::ContentFilter, "the provider withheld the answer", reply.status);
    }
    if (finish == "length") {
        return refuse(LlmFailure::Truncated, "the answer was cut at the token limit", reply.status);
    }
    const std::string content = text_of(*message);
    const std::string_view part = json_part(content);
    if (part.empty()) return refuse(LlmFailure::Empty, "the answer is empty", reply.status);
    if (const auto parsed = json::Document::parse(std::string{part}, kEnvelopeLimits); !parsed) {
        return refuse(LlmFailure::NotJson, parsed.error().message, reply.status);
    }
    LlmReply out;
    out.content = std::string{part};
    out.usage = usage_of(root);
    out.model = root.string("model").value_or("");
    out.request_id = reply.header("x-request-id").value_or(root.string("id").value_or(""));
    return out;
}

}  // namespace refit::llm
