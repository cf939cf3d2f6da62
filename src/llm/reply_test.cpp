#include "llm/reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "json/document.h"

namespace refit::llm {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<std::string> kIds{"a", "b", "c"};
constexpr geometry::Size kTarget{1000, 500};

auto parse(std::string_view content) {
    return parse_reply(content, kIds, kTarget);
}

std::string entry(std::string_view id, std::string_view rest) {
    return R"({"id":")" + std::string{id} + R"(",)" + std::string{rest} + "}";
}
constexpr std::string_view kBox = R"("left":1,"top":2,"width":30,"height":40)";

TEST(PlacementSchema, IsStrictAndListsTheIds) {
    const auto schema = json::Document::parse(placement_schema(kIds));
    ASSERT_TRUE(schema) << schema.error().message;
    const auto items = schema->root().find("properties")->find("placements")->find("items");
    ASSERT_TRUE(items);
    EXPECT_EQ(items->boolean("additionalProperties"), false);
    // Strict mode wants every property required.
    EXPECT_EQ(items->find("required")->size(), items->find("properties")->size());
    EXPECT_EQ(items->find("properties")->find("id")->find("enum")->size(), 3U);
}

TEST(PlacementSchema, LongEnumerationsAreLeftOut) {
    const std::vector<std::string> many(kSchemaIdsMax + 1, "x");
    EXPECT_THAT(placement_schema(many), ::testing::Not(HasSubstr("enum")));
    EXPECT_TRUE(json::Document::parse(placement_schema({})));
}

TEST(Reply, ReadsPlacements) {
    const auto reply =
        parse(R"({"placements":[)" +
              entry("b", std::string{kBox} + R"(,"fontScale":1.5,"reasoning":"because")") + "," +
              entry("a", std::string{kBox} + R"(,"fontScale":null)") + "]}");
    ASSERT_TRUE(reply);
    EXPECT_THAT(reply->placements,
                ElementsAre(ProposedPlacement{"b", 1, 2, 30, 40, 1.5, "because"},
                            ProposedPlacement{"a", 1, 2, 30, 40, std::nullopt, ""}));
    EXPECT_THAT(reply->notes, IsEmpty());
}

TEST(Reply, TakesABareList) {
    EXPECT_TRUE(parse("[" + entry("a", kBox) + "]"));
}

TEST(Reply, DropsUnknownAndRepeatedIdsWithANote) {
    const auto reply = parse("[" + entry("zz", kBox) + "," + entry("a", kBox) + "," +
                             entry("a", R"("left":9,"top":9,"width":9,"height":9)") + "]");
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->placements.size(), 1U);
    EXPECT_EQ(reply->placements[0].left, 1);
    EXPECT_THAT(reply->notes,
                ElementsAre(R"(unknown id "zz" dropped)", R"(second placement of "a" dropped)"));
}

TEST(Reply, TextFieldsAreIgnored) {
    const auto reply =
        parse("[" + entry("a", std::string{kBox} + R"(,"text":"hacked","fill":"red")") + "]");
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->placements[0], (ProposedPlacement{"a", 1, 2, 30, 40, std::nullopt, ""}));
}

TEST(Reply, AbsurdNumbersAreClampedOrDropped) {
    const auto reply =
        parse("[" + entry("a", R"("left":-1e300,"top":1e300,"width":1e300,"height":1)") + "," +
              entry("b", R"("left":0,"top":0,"width":0,"height":5)") + "," +
              entry("c", R"("left":"0","top":0,"width":1,"height":5)") + "]");
    ASSERT_TRUE(reply);
    ASSERT_EQ(reply->placements.size(), 1U);
    EXPECT_EQ(reply->placements[0],
              (ProposedPlacement{"a", -4000, 2500, 9000, 1, std::nullopt, ""}));
    EXPECT_EQ(reply->notes.size(), 5U);
}

TEST(Reply, FontScaleIsHeldInItsRange) {
    const auto scale = [](std::string_view text) {
        const auto reply = parse(
            "[" + entry("a", std::string{kBox} + ",\"fontScale\":" + std::string{text}) + "]");
        return reply->placements[0].font_scale;
    };
    EXPECT_EQ(scale("1e9"), kFontScaleMax);
    EXPECT_EQ(scale("1e-9"), kFontScaleMin);
    EXPECT_EQ(scale("0"), std::nullopt);
    EXPECT_EQ(scale("-2"), std::nullopt);
    EXPECT_EQ(scale("\"2\""), std::nullopt);
}

TEST(Reply, ReasoningIsCutBetweenCharacters) {
    std::string reasoning(kReasoningMax - 1, 'x');
    reasoning += "\xC3\xA4\xC3\xA4";
    const auto reply =
        parse("[" + entry("a", std::string{kBox} + R"(,"reasoning":")" + reasoning + "\"") + "]");
    EXPECT_EQ(reply->placements[0].reasoning, std::string(kReasoningMax - 1, 'x'));
}

TEST(Reply, NamesWhyItIsUnusable) {
    EXPECT_EQ(parse("no json").error().failure, LlmFailure::NotJson);
    EXPECT_EQ(parse("[1e999]").error().failure, LlmFailure::NotJson);
    EXPECT_EQ(parse(std::string(100'000, '[')).error().failure, LlmFailure::NotJson);
    for (const char* content : {"{}", "3", "null", R"({"placements":{}})", "[]", "[1,null,[]]"}) {
        const auto reply = parse(content);
        ASSERT_FALSE(reply) << content;
        EXPECT_EQ(reply.error().failure, LlmFailure::SchemaMismatch) << content;
    }
    std::string many = "[0";
    for (std::size_t i = 0; i < kPlacementsMax; ++i) many += ",0";
    EXPECT_EQ(parse(many + "]").error().failure, LlmFailure::SchemaMismatch);
}

TEST(Reply, SurvivesDamagedReplies) {
    const std::string whole = R"({"placements":[)" +
                              entry("a", std::string{kBox} + R"(,"fontScale":1,"reasoning":"r")") +
                              "]}";
    SeededRng rng{7};
    for (int round = 0; round < 5'000; ++round) {
        std::string text = whole;
        for (int edit = 0; edit < 3; ++edit) {
            text[static_cast<std::size_t>(uniform_below(rng, text.size()))] =
                static_cast<char>(uniform_below(rng, 256));
        }
        (void)parse(text);
    }
}

}  // namespace
}  // namespace refit::llm
