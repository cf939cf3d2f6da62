#include "llm/guarded_client.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "llm/scripted.h"

namespace refit::llm {
namespace {

class GuardedClientTest : public ::testing::Test {
protected:
    void make(GuardOptions options, ScriptedLlm::Answer answer = {}) {
        auto inner = std::make_unique<ScriptedLlm>(std::move(answer));
        script_ = inner.get();
        client_ = make_guarded_client(std::move(inner), clock_, options);
    }
    LlmFailure fail_with(LlmFailure failure) {
        script_->push_failure(failure);
        return client_->complete({}).error().failure;
    }

    ManualClock clock_{TimePoint{}};
    ScriptedLlm* script_{nullptr};  // owned by client_
    std::unique_ptr<LlmClient> client_;
};

TEST_F(GuardedClientTest, OpensAfterFailuresInARowAndClosesAfterATrial) {
    make({.failures_to_open = 3, .open_for = Milliseconds{1'000}});
    for (int i = 0; i < 3; ++i) EXPECT_EQ(fail_with(LlmFailure::Timeout), LlmFailure::Timeout);
    EXPECT_EQ(client_->complete({}).error().failure, LlmFailure::CircuitOpen);
    EXPECT_EQ(script_->requests().size(), 3U) << "an open circuit calls nobody";

    clock_.advance(Milliseconds{1'000});
    EXPECT_EQ(fail_with(LlmFailure::ServerError), LlmFailure::ServerError) << "the trial";
    EXPECT_EQ(client_->complete({}).error().failure, LlmFailure::CircuitOpen);

    clock_.advance(Milliseconds{1'000});
    script_->push_content("[1]");
    EXPECT_TRUE(client_->complete({}));
    script_->push_content("[2]");
    EXPECT_TRUE(client_->complete({}));
}

TEST_F(GuardedClientTest, UnusableAnswersDoNotOpenIt) {
    make({.failures_to_open = 1});
    for (const LlmFailure failure : {LlmFailure::NotJson, LlmFailure::Refusal,
                                     LlmFailure::Truncated, LlmFailure::BadRequest}) {
        EXPECT_EQ(fail_with(failure), failure);
    }
}

TEST_F(GuardedClientTest, ASuccessForgetsFailures) {
    make({.failures_to_open = 2});
    fail_with(LlmFailure::Transport);
    script_->push_content("[1]");
    EXPECT_TRUE(client_->complete({}));
    EXPECT_EQ(fail_with(LlmFailure::Transport), LlmFailure::Transport);
    EXPECT_EQ(fail_with(LlmFailure::Transport), LlmFailure::Transport);
}

TEST_F(GuardedClientTest, CallsUnderWayAreBounded) {
    std::promise<void> started;
    std::promise<void> release;
    make({.concurrent_max = 1}, [&](const LlmRequest&) -> LlmResult {
        started.set_value();
        release.get_future().wait();
        return LlmReply{};
    });
    std::thread first{[&] { EXPECT_TRUE(client_->complete({})); }};
    started.get_future().wait();
    EXPECT_EQ(client_->complete({}).error().failure, LlmFailure::CircuitOpen);
    release.set_value();
    first.join();
}

TEST(ScriptedLlm, AnswersInOrderAndRemembersRequests) {
    ScriptedLlm script;
    script.push_content("[1]");
    script.push_failure(LlmFailure::Refusal);
    EXPECT_EQ(script.complete({.system = "s", .user = "one"})->content, "[1]");
    EXPECT_EQ(script.complete({.system = "s", .user = "two"}).error().failure, LlmFailure::Refusal);
    EXPECT_EQ(script.complete({}).error().failure, LlmFailure::Empty);
    EXPECT_EQ(script.requests()[1].user, "two");
}

}  // namespace
}  // namespace refit::llm
