#include "canvas/text.h"

#include <gtest/gtest.h>

#include <string>

#include "canvas/calibration.h"
#include "canvas/font_match.h"
#include "canvas/graphemes.h"
#include "canvas/test_support.h"

namespace refit::canvas {
namespace {

using namespace testing_support;

// Every character half an em wide; the wrapping rules alone are under test.
TextLayout flat(TextProps text, double width) {
    return make_estimating_measurer()->layout(text, width);
}

TextProps box_text(std::string content, int major = 5) {
    TextProps text;
    text.text = std::move(content);
    text.font_size = 20;
    text.wraps = true;
    text.fabric_major = major;
    return text;
}

std::vector<std::string> lines_of(const TextLayout& layout) {
    std::vector<std::string> lines;
    for (const TextLine& line : layout.lines) lines.push_back(line.text);
    return lines;
}

using Lines = std::vector<std::string>;

TEST(TextFlow, HeightNeedsNoFont) {
    TextProps text = box_text("a\nb\nc");
    text.wraps = false;
    const TextLayout layout = flat(text, 0);
    EXPECT_DOUBLE_EQ(layout.height, text_height({20, 20, 20}, 1.16));
    EXPECT_DOUBLE_EQ(layout.height, 1.13 * 20 * (1 + 2 * 1.16));
    EXPECT_DOUBLE_EQ(layout.width, 10);
    EXPECT_DOUBLE_EQ(layout.lines[1].baseline, 22.6 * 1.16 + 22.6 * (1 - 0.222));
    text.text = "";
    EXPECT_DOUBLE_EQ(flat(text, 0).width, 2);
}

TEST(TextFlow, WordsBreakWhenTheyNoLongerFit) {
    EXPECT_EQ(lines_of(flat(box_text("aaa bbb ccc"), 70)), (Lines{"aaa bbb", "ccc"}));
    EXPECT_EQ(lines_of(flat(box_text("aaa bbb ccc"), 69)), (Lines{"aaa", "bbb", "ccc"}));
    EXPECT_EQ(lines_of(flat(box_text("aaa\n\nb"), 70)), (Lines{"aaa", "", "b"}));
}

TEST(TextFlow, ABoxGrowsToItsLongestWordBeforeOrAfterBreaking) {
    const std::string words = "a incomprehensible b c";
    const TextLayout five = flat(box_text(words, 5), 25);
    const TextLayout six = flat(box_text(words, 6), 25);
    EXPECT_EQ(lines_of(five), (Lines{"a", "incomprehensible", "b", "c"}));
    EXPECT_EQ(lines_of(six), (Lines{"a", "incomprehensible", "b c"}));
    EXPECT_DOUBLE_EQ(five.width, 160);
    EXPECT_DOUBLE_EQ(six.min_width, 160);
}

TEST(TextFlow, LetterSpacingIsNotCountedBehindALine) {
    TextProps text = box_text("abcd");
    text.wraps = false;
    text.char_spacing = 100;
    EXPECT_DOUBLE_EQ(flat(text, 0).width, 4 * 10 + 3 * 2);
}

TEST(TextFlow, StylesOfACharacterRaiseItsLine) {
    TextProps text = box_text("ab cd");
    text.styles.push_back({0, 3, 4, {40.0, {}, {}, {}}});
    const TextLayout layout = flat(text, 25);
    ASSERT_EQ(layout.lines.size(), 2U);
    EXPECT_DOUBLE_EQ(layout.lines[0].height, 20 * 1.13 * 1.16);
    EXPECT_DOUBLE_EQ(layout.lines[1].height, 40 * 1.13 * 1.16);
    EXPECT_DOUBLE_EQ(layout.lines[1].width, 30);
}

TEST(TextFlow, WidthsAreLinearInTheFontSize) {
    if (fonts() == nullptr) GTEST_SKIP() << "no fonts installed";
    TextProps text = box_text("Sphinx of black quartz, judge my vow");
    text.font_family = "DejaVu Serif";
    const TextLayout once = fonts()->layout(text, 150);
    const TextLayout twice = fonts()->layout(scaled(text, 2), 300);
    EXPECT_EQ(lines_of(once), lines_of(twice));
    EXPECT_NEAR(twice.height, 2 * once.height, 1e-9);
    EXPECT_NEAR(twice.min_width, 2 * once.min_width, 1e-9);
}

TEST(Graphemes, ClustersHoldTogetherSinceFabricSix) {
    const auto count = [](const char* text, int major) {
        return split_graphemes(text, major).size();
    };
    EXPECT_EQ(count("👩‍👩‍👧", 5), 5U);
    EXPECT_EQ(count("👩‍👩‍👧", 6), 1U);
    EXPECT_EQ(count("e\u0301x", 6), 2U);
    EXPECT_EQ(count("🇩🇪🇫🇷", 6), 2U);
    EXPECT_EQ(count("👍🏽!", 6), 2U);
    EXPECT_EQ(count("각", 6), 1U);
    EXPECT_EQ(count("\u1100\u1161\u11a8", 6), 1U);
    EXPECT_EQ(count("नमस्ते", 6), 4U);
    EXPECT_EQ(count("", 6), 0U);
}

TEST(FontMatch, CssWeightsAndFamiliesAreRead) {
    EXPECT_EQ(css_weight("bold"), 700);
    EXPECT_EQ(css_weight("550"), 550);
    EXPECT_EQ(css_weight("fat"), 400);
    EXPECT_TRUE(css_italic("Oblique 10deg"));
    EXPECT_EQ(css_families("'Open Sans', Arial ,\"X\""), (Lines{"open sans", "arial", "x"}));
    EXPECT_EQ(metric_alias("arial"), "liberation sans");
    EXPECT_EQ(reference_family("playfair display"), "liberation serif");
    EXPECT_EQ(reference_family("noto sans serif-like"), "liberation sans");
}

TEST(FontMatch, TheNearestWeightFollowsCss) {
    std::vector<FaceRecord> faces(4);
    faces[0].weight = 300;
    faces[1].weight = 500;
    faces[2].weight = 700;
    faces[3].weight = 900;
    std::vector<const FaceRecord*> list;
    for (const FaceRecord& face : faces) list.push_back(&face);
    const auto weight = [&](int wanted) { return list[best_face(list, wanted, false)]->weight; };
    EXPECT_EQ(weight(400), 500);
    EXPECT_EQ(weight(350), 300);
    EXPECT_EQ(weight(600), 700);
    EXPECT_EQ(weight(100), 300);
    EXPECT_EQ(weight(950), 900);
}

TEST(FontLibrary, SaysHowCloseItsFontsAre) {
    if (fonts() == nullptr) GTEST_SKIP() << "no fonts installed";
    EXPECT_EQ(fonts()->match("Liberation Sans", "bold", "normal").source, WidthSource::Exact);
    EXPECT_EQ(fonts()->match("Arial", "bold", "normal").source, WidthSource::Alias);
    EXPECT_EQ(fonts()->match("Arial", "bold", "normal").face.weight, 700);
    EXPECT_EQ(fonts()->match("No Such Face", "400", "normal").source, WidthSource::Estimated);
    EXPECT_FALSE(FontLibrary::create({{"/no/such/directory"}, {}}));
    EXPECT_FALSE(FontLibrary::create({{}, {}}));
}

TEST(FontLibrary, AnUnknownFontIsCalibratedByTheStoredSize) {
    if (fonts() == nullptr) GTEST_SKIP() << "no fonts installed";
    TextProps text = box_text("Some words");
    text.font_family = "No Such Face";
    text.wraps = false;
    text.stored_width = 123.0;
    text.stored_height = 22.6;
    const TextLayout layout = fonts()->layout(text, 0);
    EXPECT_EQ(layout.source, WidthSource::Calibrated);
    EXPECT_NEAR(layout.width, 123, 1e-9);
    EXPECT_NEAR(fonts()->layout(scaled(text, 3), 0).width, 369, 1e-9);
}

TEST(FontLibrary, AnUnknownTextboxFontGivesTheStoredLineCount) {
    if (fonts() == nullptr) GTEST_SKIP() << "no fonts installed";
    TextProps text = box_text("Some words that wrap in a box of a width");
    text.font_family = "No Such Face";
    for (const std::size_t lines : {2U, 3U, 4U}) {
        text.stored_width = 200.0;
        text.stored_height = text_height(std::vector<double>(lines, 20.0), text.line_height);
        EXPECT_EQ(fonts()->layout(text, 200).lines.size(), lines);
    }
}

TEST(FontLibrary, CharactersNoFontHasAreCalibratedToo) {
    if (fonts() == nullptr) GTEST_SKIP() << "no fonts installed";
    TextProps text = box_text("\U000f0000\U000f0001");
    text.font_family = "Liberation Sans";
    text.wraps = false;
    text.stored_width = 40.0;
    EXPECT_NEAR(fonts()->layout(text, 0).width, 40, 1e-9);
}

}  // namespace
}  // namespace refit::canvas
