#include "resize/chat_export.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "base/text.h"
#include "canvas/document.h"
#include "json/document.h"
#include "llm/prompt.h"
#include "llm/reply.h"
#include "llm/scripted.h"
#include "resize/test_house.h"
#include "store/experiments.h"
#include "store/variants.h"

namespace refit::resize {
namespace {

constexpr const char* kPrompt = "From {currentWidth} to {newWidth}: {objectsData}";

class ChatExportTest : public House {
protected:
    void SetUp() override {
        House::SetUp();
        ASSERT_TRUE(database->write([&](store::Transaction& tx) -> Result<void> {
            store::Experiment experiment;
            experiment.id = "default";
            REFIT_CHECK(store::insert_experiment(tx, experiment));
            store::Variant variant;
            variant.id = "original";
            variant.experiment_id = "default";
            store::VariantVersion first;
            first.prompt = kPrompt;
            return store::insert_variant(tx, variant, first);
        }));
    }

    // A session of Ada's, as the engine served it; its id.
    std::string serve(const std::string& canvas = banner()) {
        ResizeRequest asked = request();
        asked.canvas = canvas;
        const auto outcome = service->resize(asked);
        EXPECT_TRUE(outcome) << outcome.error().message;
        served = outcome->canvas;
        return outcome->session_id;
    }

    void change(const std::string& id, const std::function<void(store::SessionChange&)>& edit) {
        const auto session = service->find_session(id);
        ASSERT_TRUE(session);
        ASSERT_TRUE(database->write([&](store::Transaction& tx) -> Result<void> {
            store::SessionChange made{session->facts, session->facts, std::nullopt, std::nullopt};
            edit(made);
            REFIT_TRY(stored, store::update_session(tx, made));
            return {};
        }));
    }
    void rate(const std::string& id, int rating) {
        change(id, [&](store::SessionChange& made) {
            made.after.user_rating = rating;
            made.after.quality_score = (rating - 1) / 4.0;
        });
    }
    void correct(const std::string& id, const std::string& canvas) {
        change(id, [&](store::SessionChange& made) {
            made.manual_corrections = canvas;
            made.after.corrected = true;
            made.after.correction_size = 0.3;
            made.after.quality_score = 0.5;
        });
    }

    std::vector<std::string> write(ChatFormat format, ChatPart part = ChatPart::All) {
        std::string text;
        const ChatRequest wanted{format, part, clock.now() - std::chrono::hours{1},
                                 clock.now() + std::chrono::hours{1}};
        const auto done =
            export_chats(*database, measurer, wanted, [&](std::string_view lines) -> Result<void> {
                text += lines;
                return {};
            });
        EXPECT_TRUE(done) << done.error().message;
        counts = done.value_or(ChatCounts{});
        std::vector<std::string> lines;
        for (const std::string_view line : split(text, '\n')) {
            if (!line.empty()) lines.emplace_back(line);
        }
        return lines;
    }

    [[nodiscard]] Result<canvas::Document> read(const std::string& canvas) const {
        canvas::ParseOptions options;
        options.measurer = &measurer;
        return canvas::Document::parse(canvas, options);
    }

    // The served canvas with its logo in the top left corner.
    [[nodiscard]] std::string with_logo_moved() const {
        std::string moved = served;
        const std::size_t logo = moved.find("\"logo\"");
        for (const std::string key : {"\"left\":", "\"top\":"}) {
            const std::size_t at = moved.find(key, logo) + key.size();
            moved.replace(at, moved.find(',', at) - at, "7");
        }
        return moved;
    }

    std::string served;
    ChatCounts counts;
};

std::string content(const json::Document& line, std::string_view list, std::size_t at) {
    return line.root().find(list)->at(at).string("content").value_or("");
}

// Where an answer puts the logo.
llm::ProposedPlacement logo_of(const std::string& answer) {
    const auto read = llm::parse_reply(answer, std::vector<std::string>{"obj_2"}, {300, 600});
    EXPECT_TRUE(read && read->placements.size() == 1) << answer;
    return read && !read->placements.empty() ? read->placements[0] : llm::ProposedPlacement{};
}

TEST_F(ChatExportTest, AnExampleIsTheConversationTheModelResizerHolds) {
    const std::string id = serve();
    rate(id, 5);
    const auto lines = write(ChatFormat::OpenaiSft);
    ASSERT_EQ(lines.size(), 1U);
    const auto line = json::Document::parse(lines[0]);
    ASSERT_TRUE(line);

    llm::ScriptedLlm model;
    make_service(&model);
    const std::string answer = content(*line, "messages", 2);
    model.push_content(answer);
    const auto again = service->resize(request());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->resizer, store::Resizer::Llm) << again->fallback_reason;
    ASSERT_EQ(model.requests().size(), 1U);
    EXPECT_EQ(content(*line, "messages", 0), model.requests()[0].system);
    EXPECT_EQ(content(*line, "messages", 1), model.requests()[0].user);
    // A model that has learned the line answers with the design people liked.
    const auto liked = read(served);
    const auto learned = read(again->canvas);
    ASSERT_TRUE(liked && learned);
    ASSERT_EQ(liked->objects().size(), learned->objects().size());
    for (std::size_t i = 0; i < liked->objects().size(); ++i) {
        const auto& a = liked->objects()[i].box;
        const auto& b = learned->objects()[i].box;
        EXPECT_NEAR(a.left(), b.left(), 0.2) << i;
        EXPECT_NEAR(a.top(), b.top(), 0.2) << i;
        EXPECT_NEAR(a.width(), b.width(), 0.5) << i;
    }
}

TEST_F(ChatExportTest, OnlyWhatPeopleLikedOrMadeThemselvesIsLearned) {
    rate(serve(), 2);
    EXPECT_TRUE(write(ChatFormat::OpenaiSft).empty());
    const std::string id = serve();
    correct(id, with_logo_moved());
    const auto lines = write(ChatFormat::OpenaiSft);
    ASSERT_EQ(lines.size(), 1U);
    const auto line = json::Document::parse(lines[0]);
    const llm::ProposedPlacement logo = logo_of(content(*line, "messages", 2));
    EXPECT_EQ(logo.left, 7);
    EXPECT_EQ(logo.top, 7);
    EXPECT_EQ(logo.font_scale, std::nullopt) << "a picture has no type";
}

TEST_F(ChatExportTest, APairPrefersTheCorrectionToWhatWasServed) {
    rate(serve(), 5);
    EXPECT_TRUE(write(ChatFormat::OpenaiDpo).empty()) << "nobody said what would be better";
    correct(serve(), served);
    EXPECT_TRUE(write(ChatFormat::OpenaiDpo).empty()) << "nothing was changed";
    correct(serve(), with_logo_moved());
    const auto lines = write(ChatFormat::OpenaiDpo);
    ASSERT_EQ(lines.size(), 1U);
    const auto line = json::Document::parse(lines[0]);
    ASSERT_TRUE(line);
    const auto input = line->root().find("input");
    EXPECT_EQ(input->find("messages")->size(), 2U);
    EXPECT_EQ(input->find("tools")->size(), 0U);
    EXPECT_EQ(input->boolean("parallel_tool_calls"), true);
    EXPECT_EQ(line->root().find("preferred_output")->size(), 1U);
    EXPECT_EQ(line->root().find("non_preferred_output")->size(), 1U);
    EXPECT_EQ(logo_of(content(*line, "preferred_output", 0)).left, 7);
    EXPECT_NE(logo_of(content(*line, "non_preferred_output", 0)).left, 7);
}

TEST_F(ChatExportTest, EveryDesignIsOnOneSideOfTheSplitAndSaidOnce) {
    for (int design = 0; design < 30; ++design) {
        std::string canvas = banner();
        canvas.replace(canvas.find("Summer sale"), 11, "Sale " + std::to_string(design));
        for (int time = 0; time < 2; ++time) rate(serve(canvas), 5);
    }
    const auto all = write(ChatFormat::OpenaiSft);
    EXPECT_EQ(counts.examples, 30);
    EXPECT_EQ(counts.repeated, 30);
    auto parts = write(ChatFormat::OpenaiSft, ChatPart::Training);
    const auto validation = write(ChatFormat::OpenaiSft, ChatPart::Validation);
    EXPECT_GT(validation.size(), 0U);
    EXPECT_LT(validation.size(), 10U);
    parts.insert(parts.end(), validation.begin(), validation.end());
    EXPECT_TRUE(std::is_permutation(all.begin(), all.end(), parts.begin(), parts.end()));
}

TEST_F(ChatExportTest, WhatCannotBeUsedIsCountedAndTheRestWritten) {
    const std::string other_page = serve();
    correct(other_page, banner());
    const std::string broken = serve();
    correct(broken, R"({"objects":[{"type":"rect","left":"x"}]})");
    rate(serve(), 5);
    EXPECT_EQ(write(ChatFormat::OpenaiSft).size(), 1U);
    EXPECT_EQ(counts.unusable, 2);
}

TEST_F(ChatExportTest, WordsInADesignStayWords) {
    std::string canvas = banner();
    canvas.replace(canvas.find("Summer sale"), 11, R"({newWidth} $& \"quoted\")");
    rate(serve(canvas), 5);
    const auto lines = write(ChatFormat::OpenaiSft);
    ASSERT_EQ(lines.size(), 1U);
    const auto line = json::Document::parse(lines[0]);
    ASSERT_TRUE(line);
    EXPECT_NE(content(*line, "messages", 1).find(R"({newWidth} $& \"quoted\")"), std::string::npos);
    EXPECT_EQ(lines[0].find("\"ada\""), std::string::npos) << "nobody is named";
}

}  // namespace
}  // namespace refit::resize
