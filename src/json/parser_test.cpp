#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "json/document.h"

namespace refit::json {
namespace {

using ::testing::HasSubstr;

std::string error_text(std::string text, const Limits& limits = {}) {
    auto parsed = Document::parse(std::move(text), limits);
    return parsed ? "accepted" : parsed.error().message;
}

TEST(JsonParser, ReadsEveryTypeAndKeepsTheBytes) {
    const std::string text =
        R"( { "a" : [1, -2.50, 1e3, true, false, null], "b\u0063": "x\n\ud83d\ude00é" } )";
    auto document = Document::parse(text);
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ(document->text(), text);
    const Node root = document->root();
    const Node list = *root.find("a");
    EXPECT_EQ(list.size(), 6U);
    EXPECT_EQ(list.at(1).number(), -2.5);
    EXPECT_EQ(list.at(1).raw(), "-2.50");
    EXPECT_EQ(list.at(2).integer(), 1000);
    EXPECT_EQ(list.at(3).boolean(), true);
    EXPECT_TRUE(list.at(5).is_null());
    EXPECT_EQ(root.string("bc"), "x\n\xf0\x9f\x98\x80\xc3\xa9");
    EXPECT_EQ(root.members()[1].first, "bc");
    EXPECT_EQ(list.at(1).path(), "$.a[1]");
    EXPECT_FALSE(root.find("zz"));
    EXPECT_FALSE(root.number("a"));
}

TEST(JsonParser, NodesOutliveAMoveOfTheirDocument) {
    auto parsed = Document::parse(R"({"k":[7]})");
    ASSERT_TRUE(parsed);
    const Node seven = parsed->root().find("k")->at(0);
    const Document moved = std::move(*parsed);
    EXPECT_EQ(seven.number(), 7.0);
    EXPECT_EQ(seven.position(), "line 1, column 7");
}

TEST(JsonParser, IntegersAreExactToTheEndsOfInt64) {
    auto document =
        Document::parse("[9223372036854775807,-9223372036854775808,9223372036854775808,1.5,2.0]");
    ASSERT_TRUE(document);
    EXPECT_EQ(document->root().at(0).integer(), INT64_MAX);
    EXPECT_EQ(document->root().at(1).integer(), INT64_MIN);
    EXPECT_FALSE(document->root().at(2).integer());
    EXPECT_FALSE(document->root().at(3).integer());
    EXPECT_EQ(document->root().at(4).integer(), 2);
}

TEST(JsonParser, ErrorsNameLineAndColumnInCharacters) {
    EXPECT_THAT(error_text("{\n  \"é\": nope\n}"), HasSubstr("line 2, column 8: a JSON value"));
    EXPECT_THAT(error_text("[1,\n2"),
                HasSubstr("the text ends inside an array that began at line 1"));
    EXPECT_THAT(error_text("{\"a\":1"), HasSubstr("ends inside an object"));
    EXPECT_THAT(error_text(""), HasSubstr("the text is empty"));
    EXPECT_THAT(error_text("[1] x"), HasSubstr("column 5: text after the end"));
}

TEST(JsonParser, RefusesWhatIsNotJson) {
    EXPECT_THAT(error_text("[NaN]"), HasSubstr("NaN is not JSON"));
    EXPECT_THAT(error_text("[-Infinity]"), HasSubstr("minus sign without a number"));
    EXPECT_THAT(error_text("[1e999]"), HasSubstr("too large for a double"));
    EXPECT_THAT(error_text("[-1e99999999999999999999]"), HasSubstr("too large for a double"));
    EXPECT_THAT(error_text("[" + std::string(400, '9') + "]"), HasSubstr("too large"));
    EXPECT_THAT(error_text("[01]"), HasSubstr("must not start with a zero"));
    EXPECT_THAT(error_text("[1.]"), HasSubstr("digits must follow"));
    EXPECT_THAT(error_text("[1e]"), HasSubstr("digits must follow"));
    EXPECT_THAT(error_text("[1,]"), HasSubstr("remove the comma"));
    EXPECT_THAT(error_text("{\"a\":1,}"), HasSubstr("remove it"));
    EXPECT_THAT(error_text("{a:1}"), HasSubstr("a key in double quotes"));
    EXPECT_THAT(error_text("{\"a\" 1}"), HasSubstr("a colon"));
    EXPECT_THAT(error_text("[1 2]"), HasSubstr("a comma or ]"));
    EXPECT_THAT(error_text("\"abc"), HasSubstr("never closed"));
    EXPECT_THAT(error_text("\"a\nb\""), HasSubstr("control character"));
    EXPECT_THAT(error_text("\"\\x\""), HasSubstr("unknown escape"));
    EXPECT_THAT(error_text("\"\\"), HasSubstr("unknown escape"));
    EXPECT_THAT(error_text("\xef\xbb\xbf[]"), HasSubstr("byte order mark"));
}

TEST(JsonParser, RefusesDuplicateKeysHoweverTheyAreSpelled) {
    EXPECT_THAT(error_text(R"({"left":1,"left":2})"), HasSubstr("\"left\" appears twice"));
    EXPECT_THAT(error_text(R"({"left":1,"l\u0065ft":2})"), HasSubstr("\"left\" appears twice"));
    EXPECT_EQ(error_text(R"({"a":{"x":1},"b":{"x":1}})"), "accepted");
    std::string many = "{";
    for (int i = 0; i < 500; ++i) many += "\"k" + std::to_string(i) + "\":0,";
    EXPECT_EQ(error_text(many + "\"z\":0}"), "accepted");
    EXPECT_THAT(error_text(many + "\"k250\":0}"), HasSubstr("\"k250\" appears twice"));
}

TEST(JsonParser, RefusesLoneSurrogatesAndBrokenUtf8) {
    EXPECT_THAT(error_text(R"(["\ud800"])"), HasSubstr("column 3: a high surrogate"));
    EXPECT_THAT(error_text(R"(["\ud800\u0041"])"), HasSubstr("a high surrogate"));
    EXPECT_THAT(error_text(R"(["\udc00"])"), HasSubstr("a low surrogate"));
    EXPECT_THAT(error_text(R"(["\u12g4"])"), HasSubstr("four hex digits"));
    for (const std::string_view bad : {"\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                       "\xe2\x82", "\xff", "\xf0\x80\x80\x80"})
        EXPECT_THAT(error_text("[\"" + std::string{bad} + "\"]"), HasSubstr("column 3: not UTF-8"));
}

TEST(JsonParser, LimitsAreErrorsOfTheirOwn) {
    auto deep = Document::parse(std::string(100'000, '['));
    ASSERT_FALSE(deep);
    EXPECT_EQ(deep.error().code, ErrorCode::TooLarge);
    EXPECT_THAT(deep.error().message, HasSubstr("column 257: nested deeper than 256"));

    auto big = Document::parse(std::string(std::size_t{21} * 1024 * 1024, ' '));
    ASSERT_FALSE(big);
    EXPECT_EQ(big.error().code, ErrorCode::TooLarge);
    EXPECT_THAT(big.error().message, HasSubstr("at most 20971520"));

    Limits few;
    few.values_max = 3;
    auto many = Document::parse("[1,2,3]", few);
    ASSERT_FALSE(many);
    EXPECT_EQ(many.error().code, ErrorCode::TooLarge);
    EXPECT_TRUE(Document::parse("[1,2]", few));
    Limits deeper;
    deeper.depth_max = 200'000;
    EXPECT_TRUE(Document::parse(std::string(100'000, '[') + std::string(100'000, ']'), deeper));
}

TEST(JsonParser, UnderflowIsZeroAndKeepsItsBytes) {
    auto document = Document::parse("[1e-999,0.0e99999,-0]");
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ(document->root().at(0).number(), 0.0);
    EXPECT_EQ(document->root().at(1).number(), 0.0);
    EXPECT_EQ(document->root().at(2).raw(), "-0");
}

}  // namespace
}  // namespace refit::json
