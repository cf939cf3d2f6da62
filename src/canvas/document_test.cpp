#include "canvas/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "canvas/test_support.h"

namespace refit::canvas {
namespace {

using geometry::Rect;
using ::testing::HasSubstr;
using namespace testing_support;

TEST(CanvasDocument, DefaultsFollowTheFilesVersion) {
    const std::string rect = R"({"type":"rect","left":100,"top":80,"width":200,"height":100})";
    const auto box = [&](const std::string& version) {
        return parsed(R"({"version":")" + version + R"(","objects":[)" + rect + "]}")
            .objects()[0]
            .box;
    };
    EXPECT_EQ(box("5.3.0"), Rect::from_size({100, 80}, {201, 101}));
    EXPECT_EQ(box("7.1.0"), Rect::from_size({-0.5, 29.5}, {201, 101}));
    EXPECT_EQ(box("2.4.6"), box("4.0.0"));
    EXPECT_EQ(box("nonsense"), box("5.0.0"));
    EXPECT_EQ(box("99.0.0"), box("7.0.0"));
}

TEST(CanvasDocument, ReadsWhatEditorsReallyWrite) {
    const Document document = parsed(design(
        R"({"type":"Textbox","id":6,"text":"Hi","fontSize":"73","fontWeight":700,"left":null,)"
        R"("styles":[],"path":null,"fill":"","textAlign":"justify-left"},)"
        R"({"type":"image","src":"data:image/png;base64,AA","width":10,"height":20,"cropX":3},)"
        R"({"type":"weird-thing","width":10,"height":10,"visible":false,"fill":{"type":"linear"}})",
        R"(,"background":"#fff")"));
    const Object& text = document.objects()[0];
    EXPECT_EQ(text.kind, Kind::Textbox);
    EXPECT_EQ(text.type_text, "Textbox");
    EXPECT_EQ(text.id, "6");
    EXPECT_EQ(text.text->font_size, 73);
    EXPECT_EQ(text.text->font_weight, "700");
    EXPECT_EQ(text.text->align, TextAlign::Justify);
    EXPECT_FALSE(text.has_fill);
    EXPECT_NEAR(text.transform.height, 73 * 1.13, 1e-9);
    const Object& image = document.objects()[1];
    EXPECT_TRUE(image.image->has_data);
    EXPECT_EQ(image.image->crop_x, 3);
    EXPECT_EQ(image.transform.stroke_width, 0);
    const Object& weird = document.objects()[2];
    EXPECT_EQ(weird.kind, Kind::Unknown);
    EXPECT_FALSE(weird.visible);
    EXPECT_TRUE(weird.has_fill);
    EXPECT_FALSE(weird.fill);
    EXPECT_EQ(document.background_colour(), "#fff");
    EXPECT_EQ(document.object_count(), 3U);
}

TEST(CanvasDocument, ALaterFlipKeyOverridesANegativeScale) {
    const Document document =
        parsed(design(R"({"type":"rect","scaleX":-2,"flipX":false},{"type":"rect","flipX":true,)"
                      R"("scaleX":-2},{"type":"rect","scaleY":-1,"scaleX":0})"));
    EXPECT_FALSE(document.objects()[0].transform.flip_x);
    EXPECT_FALSE(document.objects()[1].transform.flip_x);
    EXPECT_TRUE(document.objects()[2].transform.flip_y);
    EXPECT_EQ(document.objects()[2].transform.scale_x, 0.0001);
}

TEST(CanvasDocument, DisplayedFontSizeCountsEveryScale) {
    const Document document = parsed(
        design(R"({"type":"group","scaleX":3,"scaleY":2,"width":10,"height":10,"objects":[)"
               R"({"type":"text","text":"a","fontSize":10,"scaleY":1.5,"width":5,"height":11}]})"));
    EXPECT_NEAR(document.objects()[0].children[0].displayed_font_size(), 30, 1e-9);
}

TEST(CanvasDocument, WrongShapesAreErrorsWithPathAndMend) {
    EXPECT_THAT(error_text("[]"), HasSubstr("JSON object with an \"objects\" array"));
    EXPECT_THAT(error_text("{}"), HasSubstr("no \"objects\" array"));
    EXPECT_THAT(error_text(R"({"objects":[1]})"), HasSubstr("$.objects[0]"));
    EXPECT_THAT(error_text(R"({"objects":[{"left":"here"}]})"),
                HasSubstr("$.objects[0].left (line 1, column 21): a number must stand here"));
    EXPECT_THAT(error_text(R"({"objects":[{"width":1e10}]})"), HasSubstr("beyond 1e+09"));
    EXPECT_THAT(error_text(R"({"objects":[{"originX":"middle"}]})"), HasSubstr("an origin is"));
    EXPECT_THAT(error_text(R"({"objects":[{"type":"text","lineHeight":-0.1}]})"),
                HasSubstr("lineHeight must not be negative"));
    EXPECT_THAT(error_text(R"({"objects":[{"type":"text","fontSize":-1}]})"),
                HasSubstr("must not be negative"));
    EXPECT_THAT(error_text(R"({"objects":[{"type":"path","path":[["X",1]]}]})"),
                HasSubstr("a path command"));
    EXPECT_THAT(error_text(R"({"objects":[{"type":"path","path":[["L",1]]}]})"),
                HasSubstr("takes 2 numbers"));
    EXPECT_THAT(error_text(R"({"objects":[{"type":"polygon","points":7}]})"),
                HasSubstr("points are an array"));
}

std::string nested_groups(std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += R"({"type":"group","objects":[)";
    text += R"({"type":"rect"})";
    for (std::size_t i = 0; i < depth; ++i) text += "]}";
    return design(text);
}

ErrorCode error_code(const std::string& text) {
    const auto document = Document::parse(text);
    return document ? ErrorCode::Internal : document.error().code;
}

TEST(CanvasDocument, LimitsAreErrorsOfTheirOwn) {
    EXPECT_TRUE(Document::parse(nested_groups(kGroupDepthMax)));
    EXPECT_EQ(error_code(nested_groups(kGroupDepthMax + 1)), ErrorCode::TooLarge);
    EXPECT_THAT(error_text(nested_groups(kGroupDepthMax + 1)), HasSubstr("deeper than 64"));

    std::string many = "{}";
    for (std::size_t i = 1; i < kObjectsMax; ++i) many += ",{}";
    EXPECT_TRUE(Document::parse(design(many)));
    EXPECT_EQ(error_code(design(many + ",{}")), ErrorCode::TooLarge);

    const std::string long_text(kTextBytesMax + 1, 'a');
    EXPECT_EQ(error_code(design(R"({"type":"text","text":")" + long_text + "\"}")),
              ErrorCode::TooLarge);
    const std::string text_object =
        R"({"type":"text","text":")" + std::string(kTextBytesMax, 'a') + "\"}";
    std::string texts = text_object;
    for (std::size_t i = 1; i < kTextBytesTotalMax / kTextBytesMax; ++i) texts += "," + text_object;
    EXPECT_TRUE(Document::parse(design(texts)));
    EXPECT_EQ(error_code(design(texts + R"(,{"type":"text","text":"a"})")), ErrorCode::TooLarge);
    std::string points = "{}";
    for (std::size_t i = 1; i <= kPathCommandsMax; ++i) points += ",{}";
    EXPECT_EQ(error_code(design(R"({"type":"polygon","points":[)" + points + "]}")),
              ErrorCode::TooLarge);
    std::string path = "M0 0";
    for (std::size_t i = 0; i <= kPathCommandsMax; ++i) path += "h1";
    EXPECT_EQ(error_code(design(R"({"type":"path","path":")" + path + "\"}")), ErrorCode::TooLarge);
    std::string styles = R"({"start":0,"end":90000,"style":{"fontSize":1}})";
    for (int i = 0; i < 20; ++i) styles += "," + styles.substr(0, styles.find('}') + 2);
    const std::string text(90'000, 'a');
    EXPECT_EQ(
        error_code(design(R"({"type":"text","text":")" + text + R"(","styles":[)" + styles + "]}")),
        ErrorCode::TooLarge);
}

}  // namespace
}  // namespace refit::canvas
