#include "training/import_export.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "json/document.h"
#include "training/quality_model.h"
#include "training/test_store.h"

namespace refit::training {
namespace {

class Export : public TrainingStore {
protected:
    std::string run(ExportFormat format, std::int64_t expected) {
        std::string text;
        const ExportRequest request{.format = format,
                                    .from = noon() - std::chrono::days{1},
                                    .to = noon() + std::chrono::days{1}};
        const auto count = export_training_data(*database_, request,
                                                [&text](std::string_view lines) -> Result<void> {
                                                    text += lines;
                                                    return {};
                                                });
        EXPECT_TRUE(count) << count.error().message;
        EXPECT_EQ(count.value_or(-1), expected);
        return text;
    }

    void insert_rated(const std::string& id, int rating) {
        auto made = session(id, "ann@example.com");
        made.facts.user_rating = rating;
        made.facts.feedback_text = "private words";
        insert(made);
    }
};

TEST_F(Export, JsonLinesHoldOneObjectPerLabelledSession) {
    insert_rated("s1", 4);
    insert(session("unrated", "ann@example.com"));
    const std::string text = run(ExportFormat::JsonLines, 1);
    const auto line = json::Document::parse(text);
    ASSERT_TRUE(line) << text;
    EXPECT_EQ(line->root().string("sessionId"), "s1");
    EXPECT_EQ(line->root().integer("rating"), 4);
    EXPECT_EQ(line->root().number("qualityScore"), 0.75);
    EXPECT_EQ(line->root().find("inputFeatures")->size(), layout_features().names.size());
    EXPECT_FALSE(line->root().find("expectedOutput"));
}

TEST_F(Export, NamesAndWordsOfPeopleStayHere) {
    insert_rated("s1", 4);
    for (const auto format : {ExportFormat::JsonLines, ExportFormat::Csv}) {
        const std::string text = run(format, 1);
        EXPECT_EQ(text.find("ann@example.com"), std::string::npos);
        EXPECT_EQ(text.find("private words"), std::string::npos);
    }
}

TEST_F(Export, TheCorrectedCanvasIsTheExpectedOutput) {
    auto made = session("s1", "ann");
    made.facts.user_rating = 2;
    made.facts.corrected = true;
    made.facts.correction_size = 0.4;
    made.manual_corrections = R"({"objects":[{"type":"rect"}]})";
    insert(made);
    const auto line = json::Document::parse(run(ExportFormat::JsonLines, 1));
    ASSERT_TRUE(line);
    EXPECT_EQ(line->root().find("expectedOutput")->raw(), R"({"objects":[{"type":"rect"}]})");
    EXPECT_EQ(line->root().find("originalCanvas")->raw(), made.original_canvas);
}

TEST_F(Export, CsvHasOneColumnPerNameInEveryLine) {
    insert_rated("s1", 4);
    auto bare = session("s2", "bob");
    bare.facts.features = "[]";
    bare.facts.helpful = true;
    bare.facts.variant_id = "a,\"b\"";
    insert(bare);
    const std::string text = run(ExportFormat::Csv, 2);
    const auto lines = split(trim(text), '\n');
    ASSERT_EQ(lines.size(), 3U);
    const std::size_t columns = split(lines[0], ',').size();
    EXPECT_EQ(columns, 12 + layout_features().names.size());
    EXPECT_EQ(split(lines[1], ',').size(), columns);
    EXPECT_NE(lines[2].find("\"a,\"\"b\"\"\""), std::string_view::npos);
}

TEST_F(Export, PagesThroughMoreThanOnePage) {
    for (int i = 0; i < 250; ++i) insert_rated("s" + std::to_string(i), 1 + i % 5);
    const std::string text = run(ExportFormat::JsonLines, 250);
    EXPECT_EQ(std::ranges::count(text, '\n'), 250);
}

TEST_F(Export, StopsAtTheSinksError) {
    insert_rated("s1", 4);
    const auto done = export_training_data(
        *database_, {.format = ExportFormat::Csv, .from = noon(), .to = noon() + Milliseconds{1}},
        [](std::string_view) -> Result<void> { return fail(ErrorCode::Unavailable, "disk full"); });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message, "disk full");
}

TEST(ExportFormatName, IsOneOfThree) {
    EXPECT_EQ(parse_export_format("jsonl"), ExportFormat::JsonLines);
    EXPECT_EQ(parse_export_format("csv"), ExportFormat::Csv);
    EXPECT_FALSE(parse_export_format("openai-sft")) << "chats are resize/chat_export.h";
    EXPECT_FALSE(parse_export_format("xml"));
}

}  // namespace
}  // namespace refit::training
