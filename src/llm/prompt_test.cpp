#include "llm/prompt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/document.h"

namespace refit::llm {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

SceneItem text_item(std::string text) {
    SceneItem item;
    item.id = "obj_0";
    item.role = "headline";
    item.type = "textbox";
    item.box = geometry::Rect::from_size({10.04, 20}, {300, 40.25});
    item.text_length = 12;
    item.text = std::move(text);
    item.font_size = 32;
    return item;
}

std::string render(std::string_view tmpl, std::span<const SceneItem> items = {}) {
    return render_prompt(tmpl, {{1080, 1080}, {1200, 628.5}, items});
}

TEST(Prompt, FillsEveryPlaceholder) {
    EXPECT_EQ(render("{currentWidth}x{currentHeight} to {newWidth}x{newHeight} ({aspectRatio}): "
                     "{objectsData}"),
              "1080x1080 to 1200x628.5 (1.91): []");
}

TEST(Prompt, TextOfAPersonIsNeverReadAsTemplate) {
    const SceneItem item = text_item("$& {newWidth} $' {objectsData} {");
    EXPECT_EQ(render("{objectsData}|{newWidth}", {&item, 1}),
              R"([{"id":"obj_0","role":"headline","type":"textbox","left":10,"top":20,)"
              R"("width":300,"height":40.3,"textLength":12,)"
              R"("text":"$& {newWidth} $' {objectsData} {","fontSize":32}]|1200)");
}

TEST(Prompt, UnknownPlaceholdersAndLoneBracesStay) {
    EXPECT_EQ(render("{nothing} {} {newWidth {newWidth} } { {{newWidth}} $1 {newwidth}"),
              "{nothing} {} {newWidth 1200 } { {1200} $1 {newwidth}");
    EXPECT_EQ(render(""), "");
    EXPECT_EQ(render("{"), "{");
}

TEST(Prompt, ManyOpenBracesCostLinearTime) {
    const std::string braces(1'000'000, '{');
    EXPECT_EQ(render(braces), braces);
}

TEST(Prompt, ObjectsDataIsJsonWhateverTheText) {
    std::vector<SceneItem> items{text_item("\"quotes\"\n\t\\ \x01 \xFF end"), text_item("")};
    items[1].text_length = 0;
    items[1].font_size = 0;
    const auto document = json::Document::parse(objects_data(items));
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ(document->root().size(), 2U);
    EXPECT_FALSE(document->root().at(1).find("text"));
    EXPECT_FALSE(document->root().at(1).find("fontSize"));
}

TEST(Prompt, LongTextsAreCutBetweenCharacters) {
    std::string umlauts;
    for (std::size_t i = 0; i <= kPromptTextMax; ++i) umlauts += "\xC3\xA4";
    const SceneItem item = text_item(umlauts);
    const auto document = json::Document::parse(objects_data({&item, 1}));
    ASSERT_TRUE(document);
    EXPECT_EQ(document->root().at(0).string("text"), umlauts.substr(0, 2 * kPromptTextMax));
}

TEST(Prompt, TheLargestElementsAreSentInTheirOrder) {
    std::vector<SceneItem> items;
    for (std::size_t i = 0; i <= kPromptItemsMax; ++i) {
        items.push_back(text_item("t"));
        items.back().id = "obj_" + std::to_string(i);
    }
    items[3].box = geometry::Rect::from_size({0, 0}, {1, 1});
    const std::string data = objects_data(items);
    EXPECT_THAT(data, Not(HasSubstr("\"obj_3\"")));
    EXPECT_LT(data.find("\"obj_2\""), data.find("\"obj_4\""));
    EXPECT_EQ(json::Document::parse(data)->root().size(), kPromptItemsMax);
}

}  // namespace
}  // namespace refit::llm
