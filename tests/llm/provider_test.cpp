#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "llm/openai_client.h"
#include "llm/prompt.h"
#include "llm/reply.h"
#include "net/http_client.h"
#include "net/llm_transport.h"
#include "support/scripted_llm_server.h"

namespace refit::llm {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<std::string> kIds{"obj_0", "obj_1", "obj_2"};
constexpr std::string_view kKey = "sk-scripted-0123456789";

// The whole client: protocol, retries, libcurl, sockets.
class ProviderTest : public ::testing::Test {
protected:
    LlmResult ask(std::vector<std::string> script, OpenAiOptions options = {},
                  Milliseconds patience = 10s) {
        provider_.set_script(std::move(script));
        options.base_url = provider_.base_url();
        options.model = "m-1";
        if (options.api_key.empty()) options.api_key = kKey;
        options.backoff_first = 10ms;
        auto client = make_openai_client(options, *transport_, clock_, rng_, [](Milliseconds time) {
            std::this_thread::sleep_for(time);
        });
        EXPECT_TRUE(client);
        LlmRequest request{.system = std::string{system_instructions()},
                           .user = "place everything",
                           .schema = placement_schema(kIds)};
        request.deadline = clock_.now() + patience;
        return (*client)->complete(request);
    }
    LlmFailure failure(std::vector<std::string> script, OpenAiOptions options = {},
                       Milliseconds patience = 10s) {
        const LlmResult result = ask(std::move(script), std::move(options), patience);
        EXPECT_FALSE(result);
        if (result) return LlmFailure::CircuitOpen;
        EXPECT_THAT(result.error().message, Not(HasSubstr("0123456789")));
        return result.error().failure;
    }
    std::size_t attempts() const { return provider_.requests().size(); }

    testing::ScriptedLlmServer provider_{{}, std::string{kKey}};
    SystemClock clock_;
    SystemRng rng_;
    std::unique_ptr<LlmTransport> transport_ =
        net::make_llm_transport(net::make_http_client({.reach = net::Reach::Anywhere}));
};

TEST_F(ProviderTest, PlacesEveryElement) {
    const LlmResult result = ask({"place 1200x628"});
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->model, "scripted-1");
    EXPECT_EQ(result->request_id, "req-scripted");
    EXPECT_EQ(result->usage.prompt_tokens, 120);
    EXPECT_EQ(result->usage.completion_tokens, 80);
    const auto reply = parse_reply(result->content, kIds, {1200, 628});
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->placements.size(), 3U);
    EXPECT_TRUE(reply->notes.empty());
}

TEST_F(ProviderTest, SpeaksTheProtocol) {
    ASSERT_TRUE(ask({}));
    const auto requests = provider_.requests();
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0].target, "/v1/chat/completions");
    EXPECT_EQ(requests[0].header("content-type"), "application/json");
    EXPECT_EQ(requests[0].header("authorization"), "Bearer " + std::string{kKey});
    EXPECT_FALSE(requests[0].header("idempotency-key").empty());
}

TEST_F(ProviderTest, RecoversFromPassingFaults) {
    for (const char* fault : {"status 500", "status 429 retry-after=0.05", "status 503 <html>x",
                              "status 408", "cut", "cut-body", "error-200"}) {
        const LlmResult result = ask({fault, fault, "place 100x100"});
        ASSERT_TRUE(result) << fault << ": " << result.error().message;
        // libcurl itself sends again when a reused connection turns out to be dead.
        EXPECT_GE(result->attempts, std::string_view{fault} == "cut" ? 2 : 3) << fault;
        const auto requests = provider_.requests();
        ASSERT_EQ(requests.size(), 3U) << fault;
        EXPECT_EQ(requests[0].header("idempotency-key"), requests[2].header("idempotency-key"));
        EXPECT_EQ(requests[0].body, requests[2].body);
    }
}

TEST_F(ProviderTest, GivesUpOnLastingFaults) {
    EXPECT_EQ(failure({"status 500"}), LlmFailure::ServerError);
    EXPECT_EQ(attempts(), 3U);
    EXPECT_EQ(failure({"status 429 retry-after=0.01"}), LlmFailure::RateLimited);
    EXPECT_EQ(attempts(), 3U);
    EXPECT_EQ(failure({"cut"}), LlmFailure::Transport);
    EXPECT_EQ(failure({"cut-body"}), LlmFailure::Transport);
}

TEST_F(ProviderTest, DoesNotRetryWhatCannotHelp) {
    EXPECT_EQ(failure({"quota"}), LlmFailure::QuotaExhausted);
    EXPECT_EQ(attempts(), 1U);
    EXPECT_EQ(failure({"status 400"}), LlmFailure::BadRequest);
    EXPECT_EQ(attempts(), 1U);
    EXPECT_EQ(failure({"status 429 retry-after=3600"}), LlmFailure::RateLimited);
    EXPECT_EQ(attempts(), 1U);
    EXPECT_EQ(failure({"redirect http://127.0.0.1:1/"}), LlmFailure::BadRequest);
    EXPECT_EQ(attempts(), 1U);
    EXPECT_EQ(failure({"status 500 x-should-retry=false"}), LlmFailure::ServerError);
    EXPECT_EQ(attempts(), 1U);
}

TEST_F(ProviderTest, AWrongKeyIsNamedButNotShown) {
    const LlmResult result = ask({}, {.api_key = "sk-wrong-0123456789"});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().failure, LlmFailure::Auth);
    EXPECT_THAT(result.error().message, HasSubstr("invalid_api_key"));
    EXPECT_THAT(result.error().message, Not(HasSubstr("0123456789")));
}

TEST_F(ProviderTest, ClassifiesUnusableAnswers) {
    EXPECT_EQ(failure({"refusal I cannot do that"}), LlmFailure::Refusal);
    EXPECT_EQ(failure({"content-filter"}), LlmFailure::ContentFilter);
    EXPECT_EQ(failure({"length"}), LlmFailure::Truncated);
    EXPECT_EQ(failure({"empty"}), LlmFailure::Empty);
    EXPECT_EQ(failure({"no-choices"}), LlmFailure::Empty);
    EXPECT_EQ(failure({"html"}), LlmFailure::NotJson);
    EXPECT_EQ(failure({"not-json"}), LlmFailure::NotJson);
}

TEST_F(ProviderTest, WhatTheModelMadeUpDoesNotGetThrough) {
    const auto parsed = [&](std::string line) {
        const LlmResult result = ask({std::move(line)});
        EXPECT_TRUE(result);
        return parse_reply(result->content, kIds, {1000, 1000});
    };
    EXPECT_EQ(parsed("wrong-schema").error().failure, LlmFailure::SchemaMismatch);
    EXPECT_EQ(parsed("unknown-ids").error().failure, LlmFailure::SchemaMismatch);
    const auto absurd = parsed("absurd");
    ASSERT_TRUE(absurd);
    for (const ProposedPlacement& placement : absurd->placements) {
        EXPECT_EQ(placement.left, -kBeyondPageMax * 1000);
        EXPECT_LE(placement.width, (1 + 2 * kBeyondPageMax) * 1000);
        EXPECT_EQ(placement.font_scale, kFontScaleMax);
    }
}

TEST_F(ProviderTest, TheDeadlineHoldsAgainstSilenceAndDripping) {
    for (const char* line : {"hang 30000", "drip 50", "status 500 retry-after=2"}) {
        const auto since = std::chrono::steady_clock::now();
        const LlmFailure kind = failure({line}, {}, 500ms);
        EXPECT_LT(std::chrono::steady_clock::now() - since, 2s) << line;
        EXPECT_TRUE(kind == LlmFailure::Timeout || kind == LlmFailure::ServerError) << line;
    }
}

TEST_F(ProviderTest, AHungAttemptLeavesTimeForAnother) {
    const LlmResult result = ask({"hang 30000", "place 100x100"}, {.attempt_timeout = 200ms}, 5s);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->attempts, 2);
}

TEST_F(ProviderTest, RepliesAreBounded) {
    EXPECT_EQ(failure({"huge 5000000"}), LlmFailure::TooLarge);
    EXPECT_EQ(attempts(), 1U);
}

TEST_F(ProviderTest, NobodyListeningIsATransportFailure) {
    OpenAiOptions options{.base_url = "http://127.0.0.1:1/v1", .model = "m"};
    options.backoff_first = 1ms;
    auto client = make_openai_client(options, *transport_, clock_, rng_, [](Milliseconds) {});
    LlmRequest request{.system = "s", .user = "u"};
    request.deadline = clock_.now() + 5s;
    EXPECT_EQ((*client)->complete(request).error().failure, LlmFailure::Transport);
}

}  // namespace
}  // namespace refit::llm
