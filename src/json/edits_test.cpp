#include <gtest/gtest.h>

#include <string>

#include "json/document.h"
#include "json/writer.h"

namespace refit::json {
namespace {

TEST(JsonEdits, ANumberIsReplacedAndNothingElse) {
    auto document = Document::parse("{ \"left\" : 1.50,\n\t\"top\":2 }");
    ASSERT_TRUE(document);
    Edits edits{*document};
    edits.set_number(*document->root().find("left"), 7.25);
    EXPECT_EQ(edits.apply(), "{ \"left\" : 7.25,\n\t\"top\":2 }");
}

TEST(JsonEdits, AnEqualNumberChangesNoByte) {
    auto document = Document::parse(R"({"left":1.50,"top":2})");
    ASSERT_TRUE(document);
    Edits edits{*document};
    edits.set_number_member(document->root(), "left", 1.5);
    edits.set_number_member(document->root(), "top", 2.0004, 0.001);
    EXPECT_TRUE(edits.empty());
    EXPECT_EQ(edits.apply(), document->text());
}

TEST(JsonEdits, TheLastChangeOfAValueWins) {
    auto document = Document::parse(R"({"a":1})");
    ASSERT_TRUE(document);
    Edits edits{*document};
    edits.set_number_member(document->root(), "a", 2);
    edits.set_number_member(document->root(), "a", 3);
    EXPECT_EQ(edits.apply(), R"({"a":3})");
    edits.set_number_member(document->root(), "a", 1);
    EXPECT_EQ(edits.apply(), R"({"a":1})");
}

TEST(JsonEdits, NewMembersFollowTheFilesSpacing) {
    auto document = Document::parse("{\n  \"a\": 1,\n  \"b\": {},\n  \"c\": {\"x\":1}\n}");
    ASSERT_TRUE(document);
    const Node root = document->root();
    Edits edits{*document};
    edits.set_member(root, "d", "true");
    edits.set_member(root, "e", "null");
    edits.set_number_member(*root.find("b"), "p", 1);
    edits.set_number_member(*root.find("b"), "q", 2);
    edits.set_number_member(*root.find("c"), "y", 3);
    EXPECT_EQ(edits.apply(),
              "{\n  \"a\": 1,\n  \"b\": {\"p\":1,\"q\":2},\n  \"c\": {\"x\":1,\"y\":3},\n"
              "  \"d\": true,\n  \"e\": null\n}");
}

TEST(JsonEdits, AChangeInsideAReplacedValueIsLostWithIt) {
    auto document = Document::parse(R"({"a":{"x":1},"b":2})");
    ASSERT_TRUE(document);
    const Node a = *document->root().find("a");
    Edits edits{*document};
    edits.set_number_member(a, "x", 9);
    edits.set_number_member(a, "y", 9);
    edits.replace(a, "[]");
    EXPECT_EQ(edits.apply(), R"({"a":[],"b":2})");
}

TEST(JsonWriter, WritesNestedValuesWithCommas) {
    Writer out;
    out.begin_object().member("id", "a\"b").key("list").begin_array().value(1.5).value(2).null();
    out.begin_object().end_object().end_array().member("on", true);
    out.member("none", std::optional<double>{}).raw_member("raw", "[1]").end_object();
    EXPECT_EQ(out.take(),
              R"({"id":"a\"b","list":[1.5,2,null,{}],"on":true,"none":null,"raw":[1]})");
}

TEST(JsonWriter, NonFiniteNumbersAreNull) {
    Writer out;
    out.begin_array().value(1.0 / 0.0).value(std::int64_t{-5}).end_array();
    EXPECT_EQ(out.take(), "[null,-5]");
}

}  // namespace
}  // namespace refit::json
