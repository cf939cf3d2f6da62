#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "canvas/document.h"
#include "json/document.h"
#include "llm/scripted.h"
#include "resize/test_house.h"

namespace refit::resize {
namespace {

class ModelTest : public House {
protected:
    void SetUp() override {
        House::SetUp();
        const auto own = service->resize(request());
        ASSERT_TRUE(own) << own.error().message;
        engine_canvas = own->canvas;
        make_service(&model);
    }

    ResizeOutcome resize() {
        const auto outcome = service->resize(request());
        EXPECT_TRUE(outcome) << outcome.error().message;
        return outcome.value_or(ResizeOutcome{});
    }
    void expect_fallback(const ResizeOutcome& outcome, const std::string& reason) {
        EXPECT_EQ(outcome.resizer, store::Resizer::Fallback);
        EXPECT_EQ(outcome.fallback_reason, "model: " + reason);
        EXPECT_EQ(outcome.canvas, engine_canvas);
        const auto session = service->find_session(outcome.session_id);
        ASSERT_TRUE(session);
        EXPECT_EQ(session->facts.resizer, store::Resizer::Fallback);
        EXPECT_EQ(session->facts.error_message, "model: " + reason);
        EXPECT_GE(metrics.value("refit_model_failures_total", {{"reason", reason}}), 1.0);
    }

    // A tall page: headline above, button below, logo at the foot.
    static std::string good() {
        return R"({"placements":[)"
               R"({"id":"obj_0","left":0,"top":0,"width":300,"height":600,"fontScale":1,"reasoning":"covers"},)"
               R"({"id":"obj_1","left":20,"top":60,"width":260,"height":100,"fontScale":1,"reasoning":"first"},)"
               R"({"id":"obj_2","left":110,"top":540,"width":80,"height":40,"fontScale":1,"reasoning":"foot"},)"
               R"({"id":"obj_3","left":75,"top":400,"width":150,"height":50,"fontScale":1,"reasoning":"act"},)"
               R"({"id":"obj_4","left":110,"top":412,"width":75,"height":22,"fontScale":1,"reasoning":"act"}]})";
    }

    llm::ScriptedLlm model;
    std::string engine_canvas;
};

TEST_F(ModelTest, AGoodAnswerIsServed) {
    model.push_content(good());
    const ResizeOutcome outcome = resize();
    EXPECT_EQ(outcome.resizer, store::Resizer::Llm) << outcome.fallback_reason;
    EXPECT_TRUE(outcome.fallback_reason.empty());
    const auto document = canvas::Document::parse(outcome.canvas);
    ASSERT_TRUE(document);
    EXPECT_EQ(document->size_keys(), (geometry::Size{300, 600}));
    EXPECT_NEAR(document->objects()[3].box.left(), 75, 1);
    EXPECT_NEAR(document->objects()[3].box.top(), 400, 1);
}

TEST_F(ModelTest, ThePromptIsTheArmsAndNamesNothingAPersonTyped) {
    model.push_content(good());
    resize();
    ASSERT_EQ(model.requests().size(), 1U);
    const llm::LlmRequest request = model.requests()[0];
    EXPECT_EQ(request.user.find("From 400 to 300: ["), 0U) << request.user;
    EXPECT_NE(request.user.find("\"obj_1\""), std::string::npos);
    EXPECT_EQ(request.user.find("\"head\""), std::string::npos);
    EXPECT_NE(request.schema.find("obj_4"), std::string::npos);
    EXPECT_EQ(request.deadline, clock.now() + Settings{}.deadline - Settings{}.llm_reserve);
}

TEST_F(ModelTest, EveryFailureOfTheProviderIsServedByTheEngine) {
    using F = llm::LlmFailure;
    for (const F failure : {F::Transport, F::Timeout, F::RateLimited, F::QuotaExhausted,
                            F::ServerError, F::BadRequest, F::Auth, F::Refusal, F::ContentFilter,
                            F::Truncated, F::Empty, F::NotJson, F::TooLarge, F::CircuitOpen}) {
        model.push_failure(failure);
        expect_fallback(resize(), std::string{llm::failure_name(failure)});
    }
}

TEST_F(ModelTest, UnusableAnswersAreServedByTheEngine) {
    const std::vector<std::string> answers{
        "",
        "Sure! Here is your layout.",
        "[]",
        "{}",
        R"({"placements":[]})",
        R"({"placements":{"id":"obj_0"}})",
        R"({"placements":[{"id":"obj_99","left":0,"top":0,"width":1,"height":1}]})",
        R"({"placements":[{"id":"head","left":0,"top":0,"width":1,"height":1}]})",
        R"({"placements":[{"id":"obj_1","left":1e999,"top":0,"width":1,"height":1}]})",
        R"({"placements":[{"id":"obj_1","left":null,"top":0,"width":1,"height":1}]})",
        R"({"placements":[{"id":"obj_1","left":0,"top":0,"width":-5,"height":0}]})",
        std::string(200, '['),
    };
    for (const std::string& answer : answers) {
        model.push_content(answer);
        const ResizeOutcome outcome = resize();
        EXPECT_EQ(outcome.resizer, store::Resizer::Fallback) << answer;
        EXPECT_EQ(outcome.canvas, engine_canvas) << answer;
    }
}

TEST_F(ModelTest, NoAnswerCanChangeAWordOrLeaveThePage) {
    model.push_content(
        R"({"placements":[)"
        R"({"id":"obj_0","left":0,"top":0,"width":300,"height":600,"text":"Hacked","fill":"#000"},)"
        R"({"id":"obj_1","left":-5000,"top":9000,"width":260,"height":100,"text":"Hacked"},)"
        R"({"id":"obj_2","left":0,"top":0,"width":300,"height":10,"src":"http://evil"},)"
        R"({"id":"obj_3","left":75,"top":400,"width":150,"height":50},)"
        R"({"id":"obj_4","left":110,"top":412,"width":75,"height":22}]})");
    const ResizeOutcome outcome = resize();
    EXPECT_EQ(outcome.canvas.find("Hacked"), std::string::npos);
    EXPECT_EQ(outcome.canvas.find("evil"), std::string::npos);
    const auto document = canvas::Document::parse(outcome.canvas);
    ASSERT_TRUE(document);
    const geometry::Rect page = geometry::Rect::from_size({-1, -1}, {302, 602});
    for (const canvas::Object& object : document->objects()) {
        EXPECT_TRUE(page.contains(object.box)) << object.path;
    }
    const geometry::Rect logo = document->objects()[2].box;
    EXPECT_NEAR(logo.width() / logo.height(), 2.0, 0.02) << "logos are never distorted";
}

TEST_F(ModelTest, WithoutTimeTheModelIsNotAsked) {
    ResizeRequest hurried = request();
    hurried.deadline = clock.now() + Milliseconds{100};
    const auto outcome = service->resize(hurried);
    ASSERT_TRUE(outcome) << outcome.error().message;
    expect_fallback(*outcome, "deadline");
    EXPECT_TRUE(model.requests().empty());
}

TEST_F(ModelTest, TokensAndCostAreKeptAlsoForAnAnswerThatWasNotServed) {
    llm::ScriptedLlm costly{[](const llm::LlmRequest&) -> llm::LlmResult {
        llm::LlmReply reply;
        reply.content = "nonsense";
        reply.usage = {.prompt_tokens = 1200, .completion_tokens = 7};
        return reply;
    }};
    make_service(&costly);
    const ResizeOutcome outcome = resize();
    const auto session = service->find_session(outcome.session_id);
    ASSERT_TRUE(session);
    EXPECT_EQ(session->facts.prompt_tokens, 1200);
    EXPECT_EQ(session->facts.completion_tokens, 7);
    EXPECT_DOUBLE_EQ(session->facts.cost_usd.value_or(0), 1.2);
}

}  // namespace
}  // namespace refit::resize
