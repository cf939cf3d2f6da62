#include "llm/openai_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <deque>

#include "llm/retry.h"

namespace refit::llm {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kGood =
    R"({"choices":[{"message":{"content":"[1]"},"finish_reason":"stop"}]})";

// Answers from a list; each call takes `latency` of the manual clock.
class FakeTransport final : public LlmTransport {
public:
    explicit FakeTransport(ManualClock& clock) : clock_{clock} {}

    Result<TransportReply> post(const TransportCall& call) override {
        calls.push_back(call);
        clock_.advance(latency);
        if (answers.empty()) return TransportReply{200, {}, std::string{kGood}};
        Result<TransportReply> answer = std::move(answers.front());
        answers.pop_front();
        return answer;
    }
    void push(int status, std::string body = {}, HeaderList headers = {}) {
        answers.emplace_back(TransportReply{status, std::move(headers), std::move(body)});
    }

    std::deque<Result<TransportReply>> answers;
    std::vector<TransportCall> calls;
    Milliseconds latency{100};

private:
    ManualClock& clock_;
};

class OpenAiClientTest : public ::testing::Test {
protected:
    LlmResult ask(OpenAiOptions options = {}, Milliseconds patience = Milliseconds{100'000}) {
        options.model = "m";
        options.api_key = "sk-secret-key";
        auto client = make_openai_client(options, transport_, clock_, rng_, [this](Milliseconds t) {
            waits_.push_back(t.count());
            clock_.advance(t);
        });
        LlmRequest request{.system = "s", .user = "u"};
        request.deadline = clock_.now() + patience;
        return (*client)->complete(request);
    }

    ManualClock clock_{TimePoint{Milliseconds{784'111'777'000}}};
    SeededRng rng_{1};
    FakeTransport transport_{clock_};
    std::vector<std::int64_t> waits_;
};

TEST_F(OpenAiClientTest, SendsOneRequestWithCredentials) {
    const LlmResult reply = ask();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->content, "[1]");
    EXPECT_EQ(reply->model, "m") << "as asked for, where the provider does not say";
    EXPECT_EQ(reply->attempts, 1);
    EXPECT_EQ(reply->duration, Milliseconds{100});
    ASSERT_EQ(transport_.calls.size(), 1U);
    EXPECT_EQ(transport_.calls[0].url, "https://api.openai.com/v1/chat/completions");
    EXPECT_THAT(transport_.calls[0].headers,
                ::testing::Contains(
                    std::pair<std::string, std::string>{"Authorization", "Bearer sk-secret-key"}));
}

TEST_F(OpenAiClientTest, RetriesWithTheSameIdempotencyKey) {
    transport_.push(500);
    transport_.answers.emplace_back(fail(ErrorCode::Unavailable, "cut off"));
    const LlmResult reply = ask();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->attempts, 3);
    ASSERT_EQ(waits_.size(), 2U);
    EXPECT_LE(waits_[0], 500);
    EXPECT_GT(waits_[0], 374);
    EXPECT_LE(waits_[1], 1000);
    EXPECT_GT(waits_[1], 749);
    ASSERT_EQ(transport_.calls.size(), 3U);
    EXPECT_EQ(transport_.calls[0].headers, transport_.calls[2].headers);
}

TEST_F(OpenAiClientTest, GivesUpAfterTwoRetries) {
    for (int i = 0; i < 5; ++i) transport_.push(503, "busy");
    const LlmResult reply = ask();
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().failure, LlmFailure::ServerError);
    EXPECT_EQ(reply.error().attempts, 3);
    EXPECT_EQ(reply.error().http_status, 503);
    EXPECT_EQ(transport_.calls.size(), 3U);
}

TEST_F(OpenAiClientTest, WaitsAsLongAsTheServerAsks) {
    transport_.push(429, "", {{"Retry-After", "2.5"}});
    transport_.push(429, "", {{"retry-after-ms", "1250"}, {"Retry-After", "9"}});
    ASSERT_TRUE(ask());
    EXPECT_THAT(waits_, ElementsAre(2500, 1250));
}

TEST_F(OpenAiClientTest, DoesNotWaitTooLong) {
    transport_.push(429, "", {{"Retry-After", "121"}});
    EXPECT_EQ(ask().error().failure, LlmFailure::RateLimited);
    transport_.push(429, "", {{"Retry-After", "99999999999"}});
    EXPECT_EQ(ask().error().failure, LlmFailure::RateLimited);
    EXPECT_THAT(waits_, IsEmpty());
}

TEST_F(OpenAiClientTest, NeverSleepsPastTheDeadline) {
    transport_.push(429, "", {{"Retry-After", "5"}});
    const LlmResult reply = ask({}, Milliseconds{5'000});
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().failure, LlmFailure::RateLimited);
    EXPECT_THAT(waits_, IsEmpty());
}

TEST_F(OpenAiClientTest, TheAttemptTimeoutIsBoundedByTheDeadline) {
    transport_.latency = Milliseconds{3'000};
    transport_.answers.emplace_back(fail(ErrorCode::DeadlineExceeded, "no answer"));
    ASSERT_TRUE(ask({.attempt_timeout = Milliseconds{3'000}}, Milliseconds{5'000}));
    ASSERT_EQ(transport_.calls.size(), 2U);
    EXPECT_EQ(transport_.calls[0].timeout, Milliseconds{3'000});
    EXPECT_LT(transport_.calls[1].timeout, Milliseconds{2'000});
}

TEST_F(OpenAiClientTest, APassedDeadlineSendsNothing) {
    const LlmResult reply = ask({}, Milliseconds{0});
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().failure, LlmFailure::Timeout);
    EXPECT_EQ(reply.error().attempts, 0);
    EXPECT_THAT(transport_.calls, IsEmpty());
}

TEST_F(OpenAiClientTest, UnusableAnswersAreNotAskedForAgain) {
    transport_.push(200, "<html>");
    EXPECT_EQ(ask().error().failure, LlmFailure::NotJson);
    transport_.answers.emplace_back(fail(ErrorCode::TooLarge, "reply over 4 MiB"));
    EXPECT_EQ(ask().error().failure, LlmFailure::TooLarge);
    EXPECT_EQ(transport_.calls.size(), 2U);
}

TEST_F(OpenAiClientTest, TheKeyIsNotInTheError) {
    transport_.push(401, R"({"error":{"message":"bad key sk-secret-key"}})");
    const LlmResult reply = ask();
    ASSERT_FALSE(reply);
    EXPECT_THAT(reply.error().message, ::testing::Not(HasSubstr("secret")));
    EXPECT_EQ(to_error(reply.error()).code, ErrorCode::Unavailable);
}

TEST_F(OpenAiClientTest, RefusesAWrongSetup) {
    const auto make = [&](OpenAiOptions options) {
        return make_openai_client(std::move(options), transport_, clock_, rng_, {});
    };
    EXPECT_FALSE(make({.base_url = "localhost"}));
    EXPECT_FALSE(make({}));
    EXPECT_FALSE(make({.api_key = "a\r\nX: y", .model = "m"}));
    EXPECT_EQ((*make({.api_key = "k", .model = "m"}))->name(), "openai:m");
}

TEST(AskedWait, ReadsEveryForm) {
    const TimePoint now{Milliseconds{784'111'777'000}};  // Sun, 06 Nov 1994 08:49:37 GMT
    const auto wait = [&](std::string value) {
        return asked_wait({429, {{"Retry-After", std::move(value)}}, {}}, now);
    };
    EXPECT_EQ(wait("3"), Milliseconds{3'000});
    EXPECT_EQ(wait(" 0.25 "), Milliseconds{250});
    EXPECT_EQ(wait("Sun, 06 Nov 1994 08:50:07 GMT"), Milliseconds{30'000});
    EXPECT_EQ(wait("Sun, 06 Nov 1994 08:49:37 GMT"), std::nullopt) << "not in the future";
    for (const char* junk : {"", "soon", "-1", "nan", "Sun, 99 Nov 1994 08:49:37", "6m0s"}) {
        EXPECT_EQ(wait(junk), std::nullopt) << junk;
    }
    EXPECT_EQ(asked_wait({429, {}, {}}, now), std::nullopt);
}

TEST(WaitBeforeRetry, DoublesUpToTheMaximumWithJitterBelow) {
    SeededRng rng{3};
    for (int retry = 0; retry < 100; ++retry) {
        const double top = std::min(500.0 * std::pow(2.0, retry), 8'000.0);
        const auto wait = wait_before_retry({}, retry, std::nullopt, rng);
        ASSERT_TRUE(wait);
        EXPECT_LE(static_cast<double>(wait->count()), top);
        EXPECT_GE(static_cast<double>(wait->count()), 0.75 * top - 1);
    }
}

}  // namespace
}  // namespace refit::llm
