#include "llm/openai_protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "json/document.h"
#include "llm/redact.h"

namespace refit::llm {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kKey = "sk-test-0123456789";

TransportReply http(int status, std::string body, HeaderList headers = {}) {
    return {status, std::move(headers), std::move(body)};
}

std::string completion(std::string_view message, std::string_view finish = "stop") {
    return R"({"id":"c1","model":"m-2","choices":[{"index":0,"message":)" + std::string{message} +
           R"(,"finish_reason":")" + std::string{finish} +
           R"("}],"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18,)"
           R"("prompt_tokens_details":{"cached_tokens":5},)"
           R"("completion_tokens_details":{"reasoning_tokens":3}}})";
}

std::string content(std::string_view text) {
    return R"({"role":"assistant","content":)" + quote_json(text) + R"(,"refusal":null})";
}

LlmFailure failure(const TransportReply& reply) {
    const auto read = read_completion(reply, kKey);
    EXPECT_FALSE(read);
    return read.error().error.failure;
}
Retry retry(const TransportReply& reply) {
    return read_completion(reply, kKey).error().retry;
}

std::string error_body(std::string_view code) {
    return R"({"error":{"message":"m","type":"t","param":null,"code":")" + std::string{code} +
           "\"}}";
}

TEST(CompletionsUrl, GoesBeforeTheQuery) {
    EXPECT_EQ(completions_url("https://api.example.com/v1"),
              "https://api.example.com/v1/chat/completions");
    EXPECT_EQ(completions_url("http://localhost:11434/v1/"),
              "http://localhost:11434/v1/chat/completions");
    EXPECT_EQ(completions_url("https://x/openai/deployments/d?api-version=2024-10-21"),
              "https://x/openai/deployments/d/chat/completions?api-version=2024-10-21");
}

TEST(CompletionsUrl, RefusesWhatIsNoPlainUrl) {
    for (const char* url : {"", "api.example.com", "ftp://x/v1", "file:///etc/passwd", "https://",
                            "https:///v1", "https://u:p@host/v1", "https://h/v1#x", "https://h/a b",
                            "https://h/\nX: y", "https://h\\@evil"}) {
        EXPECT_FALSE(completions_url(url)) << url;
    }
}

TEST(CompletionBody, AsksForTheSchemaStrictly) {
    const LlmRequest request{.system = "s\"",
                             .user = "u\n",
                             .schema = R"({"type":"object"})",
                             .model = {},
                             .max_tokens = 9,
                             .temperature = 0.5};
    OpenAiOptions options;
    options.model = "m-1";
    EXPECT_EQ(completion_body(request, options),
              R"({"model":"m-1","messages":[{"role":"system","content":"s\""},)"
              R"({"role":"user","content":"u\n"}],"max_completion_tokens":9,"temperature":0.5,)"
              R"("response_format":{"type":"json_schema","json_schema":{"name":"placements",)"
              R"("schema":{"type":"object"},"strict":true}},"stream":false})");
}

TEST(CompletionBody, SuitsLesserProviders) {
    LlmRequest request{.system = "s", .user = "u", .schema = R"({"a":1})", .model = "other"};
    request.temperature = 1.0;
    OpenAiOptions options{.model = "m",
                          .token_limit = TokenLimitField::MaxTokens,
                          .output = OutputFormat::JsonObject,
                          .send_temperature = false};
    const std::string body = completion_body(request, options);
    EXPECT_THAT(body, HasSubstr(R"("model":"other")"));
    EXPECT_THAT(body, HasSubstr(R"("max_tokens":4096)"));
    EXPECT_THAT(body, HasSubstr(R"({"type":"json_object"})"));
    EXPECT_THAT(body, HasSubstr(R"({\"a\":1})")) << "the schema is told in words";
    EXPECT_THAT(body, Not(HasSubstr("temperature")));
    options.output = OutputFormat::Prompted;
    EXPECT_THAT(completion_body(request, options), Not(HasSubstr("response_format")));
}

TEST(ReadCompletion, ReadsContentUsageAndIds) {
    const auto read = read_completion(
        http(200, completion(content(R"({"a":1})")), {{"X-Request-ID", "r1"}}), kKey);
    ASSERT_TRUE(read) << read.error().error.message;
    EXPECT_EQ(read->content, R"({"a":1})");
    EXPECT_EQ(read->model, "m-2");
    EXPECT_EQ(read->request_id, "r1");
    EXPECT_EQ(read->usage.prompt_tokens, 11);
    EXPECT_EQ(read->usage.completion_tokens, 7);
    EXPECT_EQ(read->usage.cached_tokens, 5);
    EXPECT_EQ(read->usage.reasoning_tokens, 3);
}

TEST(ReadCompletion, ManagesWithoutUsageAndWithParts) {
    const auto read = read_completion(
        http(200, R"({"choices":[{"message":{"content":[{"type":"text","text":"[1"},)"
                  R"({"type":"text","text":"]"}]}}],"usage":null})"),
        kKey);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->content, "[1]");
    EXPECT_EQ(read->usage.prompt_tokens, 0);
}

TEST(ReadCompletion, FindsTheJsonInTheAnswer) {
    EXPECT_EQ(json_part(" [1] \n"), "[1]");
    EXPECT_EQ(json_part("```json\n[1]\n```"), "[1]");
    EXPECT_EQ(json_part("```\n[1]\n```\n"), "[1]");
    EXPECT_EQ(json_part("<think>hm {x}</think>\n[1]"), "[1]");
    EXPECT_EQ(json_part("<think>endless"), "");
    EXPECT_EQ(json_part("```"), "```");
}

TEST(ReadCompletion, ClassifiesStatuses) {
    EXPECT_EQ(failure(http(400, error_body("invalid_schema"))), LlmFailure::BadRequest);
    EXPECT_EQ(failure(http(302, "")), LlmFailure::BadRequest);
    EXPECT_EQ(failure(http(401, error_body("invalid_api_key"))), LlmFailure::Auth);
    EXPECT_EQ(failure(http(403, "")), LlmFailure::Auth);
    EXPECT_EQ(failure(http(402, "")), LlmFailure::QuotaExhausted);
    EXPECT_EQ(failure(http(400, error_body("content_filter"))), LlmFailure::ContentFilter);
    for (const int status : {408, 409, 500, 502, 503, 504, 529}) {
        EXPECT_EQ(failure(http(status, "<html>busy</html>")), LlmFailure::ServerError) << status;
        EXPECT_EQ(retry(http(status, "")), Retry::Yes) << status;
    }
    EXPECT_EQ(failure(http(503, error_body("slow_down"))), LlmFailure::RateLimited);
    EXPECT_EQ(retry(http(400, "")), Retry::No);
    EXPECT_EQ(retry(http(401, "")), Retry::No);
}

TEST(ReadCompletion, A429HasTwoMeanings) {
    EXPECT_EQ(failure(http(429, error_body("rate_limit_exceeded"))), LlmFailure::RateLimited);
    EXPECT_EQ(retry(http(429, error_body("rate_limit_exceeded"))), Retry::Yes);
    EXPECT_EQ(failure(http(429, error_body("insufficient_quota"))), LlmFailure::QuotaExhausted);
    EXPECT_EQ(retry(http(429, error_body("insufficient_quota"))), Retry::No);
    EXPECT_EQ(failure(http(429, "slow down please")), LlmFailure::RateLimited);
}

TEST(ReadCompletion, ObeysShouldRetry) {
    EXPECT_EQ(retry(http(500, "", {{"X-Should-Retry", "false"}})), Retry::No);
    EXPECT_EQ(retry(http(400, "", {{"x-should-retry", "true"}})), Retry::Yes);
    EXPECT_EQ(retry(http(429, error_body("insufficient_quota"), {{"x-should-retry", "true"}})),
              Retry::No);
}

TEST(ReadCompletion, KeepsTheDecisionOrder) {
    EXPECT_EQ(failure(http(200, "<html>")), LlmFailure::NotJson);
    EXPECT_EQ(failure(http(200, R"({"error":{"message":"overloaded"}})")), LlmFailure::ServerError);
    EXPECT_EQ(failure(http(200, R"({"error":"x","choices":[]})")), LlmFailure::ServerError);
    EXPECT_EQ(failure(http(200, "{}")), LlmFailure::Empty);
    EXPECT_EQ(failure(http(200, R"({"choices":[]})")), LlmFailure::Empty);
    EXPECT_EQ(failure(http(200, R"({"choices":[{}]})")), LlmFailure::Empty);
    EXPECT_EQ(failure(http(200, completion(R"({"content":null,"refusal":"no"})", "length"))),
              LlmFailure::Refusal);
    EXPECT_EQ(failure(http(200, completion(content("[1"), "content_filter"))),
              LlmFailure::ContentFilter);
    EXPECT_EQ(failure(http(200, completion(content("[1"), "length"))), LlmFailure::Truncated);
    EXPECT_EQ(failure(http(200, completion(R"({"content":null})"))), LlmFailure::Empty);
    EXPECT_EQ(failure(http(200, completion(content("  ")))), LlmFailure::Empty);
    EXPECT_EQ(failure(http(200, completion(content("Sure! Here it is")))), LlmFailure::NotJson);
}

TEST(ReadCompletion, ErrorMessagesAreLenientAndRedacted) {
    const auto message = [](std::string body) {
        return read_completion(http(401, std::move(body)), kKey).error().error.message;
    };
    EXPECT_THAT(message(R"({"error":"plain"})"), HasSubstr("plain"));
    EXPECT_THAT(message(R"({"detail":"detailed"})"), HasSubstr("detailed"));
    EXPECT_THAT(message(R"({"error":{"message":"Incorrect API key: sk-test-0123456789."}})"),
                Not(HasSubstr("0123456789")));
    EXPECT_LE(message(std::string(100'000, 'x')).size(), kProviderTextMax + 50);
}

TEST(Redact, HidesSecretsAndControls) {
    EXPECT_EQ(redact("key abcdef and abcdef", "abcdef"), "key [redacted] and [redacted]");
    EXPECT_EQ(redact("Authorization: Bearer xyz.123456\nsk-abcdefgh sk-iff", ""),
              "Authorization: Bearer [redacted] sk-[redacted] sk-iff");
    EXPECT_EQ(redact("sk-proj-****1234 BEARER  x", ""), "sk-[redacted] BEARER  x");
    EXPECT_EQ(redact("plain", "a"), "plain") << "too short to be a secret";
}

}  // namespace
}  // namespace refit::llm
