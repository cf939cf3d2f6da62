#include "layout/scene.h"

#include <gtest/gtest.h>

#include "layout/test_support.h"

namespace refit::layout {
namespace {

using test::EvenMeasurer;

Scene scene_of(const std::string& json) {
    const EvenMeasurer measurer;
    const canvas::Document document = test::parse(json, measurer);
    return analyse(document, canvas::detect_page(document).value());
}

std::string canvas_of(const std::string& objects) {
    return R"({"version":"5.3.0","width":400,"height":400,"objects":[)" + objects + "]}";
}

std::string rect(const std::string& id, int x, int y, int w, int h, const std::string& more = "") {
    return R"({"type":"rect","strokeWidth":0,"id":")" + id + R"(","left":)" + std::to_string(x) +
           R"(,"top":)" + std::to_string(y) + R"(,"width":)" + std::to_string(w) + R"(,"height":)" +
           std::to_string(h) + more + "}";
}

std::string text(const std::string& id, int x, int y, int w, const std::string& what, int size) {
    return R"({"type":"textbox","strokeWidth":0,"id":")" + id + R"(","left":)" + std::to_string(x) +
           R"(,"top":)" + std::to_string(y) + R"(,"width":)" + std::to_string(w) +
           R"(,"fontSize":)" + std::to_string(size) + R"(,"text":")" + what + R"("})";
}

TEST(Scene, FullPageRectIsBackgroundAndALaterOneIsAnOverlay) {
    const Scene scene =
        scene_of(canvas_of(rect("a", 0, 0, 400, 400) + "," + rect("b", 0, 0, 400, 400)));
    EXPECT_EQ(scene.elements[0].role, Role::Background);
    EXPECT_EQ(scene.elements[1].role, Role::Overlay);
    EXPECT_TRUE(scene.units.empty());
}

TEST(Scene, ShortTextInASmallRectIsAButtonWithItsLabel) {
    const Scene scene = scene_of(canvas_of(rect("shape", 40, 300, 140, 40) + "," +
                                           text("label", 40, 308, 140, "Buy now", 20) + "," +
                                           text("head", 40, 40, 300, "Headline", 60)));
    EXPECT_EQ(scene.elements[0].role, Role::Button);
    EXPECT_EQ(scene.elements[1].role, Role::ButtonLabel);
    EXPECT_EQ(scene.elements[2].role, Role::Headline);
    ASSERT_EQ(scene.units.size(), 2U);
    EXPECT_EQ(scene.units[0].members, (std::vector<std::size_t>{2}));
    EXPECT_EQ(scene.units[1].members, (std::vector<std::size_t>{0, 1}));
}

TEST(Scene, WhatLiesOnAPictureIsOneUnitWithItUpToHalfThePage) {
    const auto image = [](int x, int y, int w, int h) {
        std::string object = rect("i", x, y, w, h, R"(,"src":"i.png")");
        return object.replace(object.find("rect"), 4, "image");
    };
    const Scene button =
        scene_of(canvas_of(image(20, 20, 300, 150) + "," + image(60, 40, 200, 100) + "," +
                           text("far", 20, 300, 300, "Copy", 30)));
    ASSERT_EQ(button.units.size(), 2U);
    EXPECT_EQ(button.units[0].members, (std::vector<std::size_t>{0, 1}));
    const Scene label = scene_of(canvas_of(image(20, 20, 300, 150) + "," +
                                           text("label", 60, 80, 200, "Buy now", 30) + "," +
                                           text("far", 20, 300, 300, "Copy", 30)));
    ASSERT_EQ(label.units.size(), 2U);
    EXPECT_EQ(label.units[0].members, (std::vector<std::size_t>{0, 1}));
    const Scene photo = scene_of(canvas_of(image(20, 20, 340, 260) + "," + image(60, 40, 100, 100) +
                                           "," + text("far", 20, 300, 300, "Copy", 30)));
    EXPECT_EQ(photo.units.size(), 3U);
}

std::string picture(int x, int y, int w, int h) {
    std::string object = rect("p", x, y, w, h, R"(,"src":"p.png")");
    return object.replace(object.find("rect"), 4, "image");
}

TEST(Scene, AShapeWithATextOnItIsACardUnlessItSpansASide) {
    const std::string words = text("words", 60, 60, 200, "Some words on a card", 30);
    const Scene card = scene_of(canvas_of(rect("card", 40, 40, 260, 200) + "," + words));
    EXPECT_EQ(card.elements[0].role, Role::Decoration);
    ASSERT_EQ(card.units.size(), 1U);
    EXPECT_EQ(card.units[0].members.size(), 2U);
    const Scene panel = scene_of(canvas_of(rect("panel", 0, 40, 400, 200) + "," + words));
    EXPECT_EQ(panel.elements[0].role, Role::Panel);
    const Scene bare = scene_of(canvas_of(rect("bare", 40, 40, 260, 200) + "," +
                                          text("elsewhere", 60, 300, 200, "Some words", 30)));
    EXPECT_EQ(bare.elements[0].role, Role::Panel);
    const Scene large = scene_of(canvas_of(rect("large", 10, 10, 370, 300) + "," + words));
    EXPECT_EQ(large.elements[0].role, Role::Panel);
    const Scene frame =
        scene_of(canvas_of(rect("frame", 40, 40, 200, 200) + "," + picture(44, 44, 192, 192)));
    EXPECT_EQ(frame.elements[0].role, Role::Decoration);
    ASSERT_EQ(frame.units.size(), 1U);
    EXPECT_EQ(frame.units[0].members.size(), 2U);
}

TEST(Scene, PicturesOfOneHeightThatTouchAreARow) {
    const Scene row = scene_of(canvas_of(picture(20, 20, 80, 100) + "," + picture(102, 24, 70, 96) +
                                         "," + picture(176, 20, 80, 100)));
    EXPECT_EQ(row.units.size(), 1U);
    const Scene apart =
        scene_of(canvas_of(picture(20, 20, 80, 100) + "," + picture(140, 20, 80, 100)));
    EXPECT_EQ(apart.units.size(), 2U);
    const Scene uneven =
        scene_of(canvas_of(picture(20, 20, 80, 100) + "," + picture(102, 20, 80, 200)));
    EXPECT_EQ(uneven.units.size(), 2U);
}

TEST(Scene, SmallPicturesThatOverlapAreOneThingLargeOnesAreNot) {
    const Scene small =
        scene_of(canvas_of(picture(20, 20, 100, 60) + "," + picture(100, 60, 60, 120)));
    EXPECT_EQ(small.units.size(), 1U);
    const Scene large =
        scene_of(canvas_of(picture(20, 20, 160, 200) + "," + picture(150, 160, 200, 100)));
    EXPECT_EQ(large.units.size(), 2U);
}

TEST(Scene, TheSameTextAStepApartIsOneUnit) {
    const Scene scene = scene_of(canvas_of(text("shadow", 50, 50, 300, "Big words", 90) + "," +
                                           text("face", 44, 44, 300, "Big words", 90)));
    ASSERT_EQ(scene.units.size(), 1U);
    EXPECT_EQ(scene.units[0].members.size(), 2U);
}

TEST(Scene, LinesSetAsSeparateTextsAreABlockButFarOnesAreNot) {
    const Scene scene = scene_of(canvas_of(text("a", 20, 20, 200, "first line", 20) + "," +
                                           text("b", 20, 46, 200, "second line", 20) + "," +
                                           text("c", 20, 300, 200, "elsewhere", 20)));
    ASSERT_EQ(scene.units.size(), 2U);
    EXPECT_EQ(scene.units[0].members, (std::vector<std::size_t>{0, 1}));
}

TEST(Scene, BulletsStayWithTheirLines) {
    const Scene scene = scene_of(
        canvas_of(rect("dot", 20, 104, 10, 10) + "," + text("line", 40, 100, 200, "a point", 20)));
    ASSERT_EQ(scene.units.size(), 1U);
}

TEST(Scene, ShapeOverTheEdgeBleedsAndATextNeverDoes) {
    const Scene scene = scene_of(
        canvas_of(R"({"type":"circle","radius":100,"left":-80,"top":-80,"strokeWidth":0},)" +
                  text("t", 330, 20, 200, "runs out of the page", 20)));
    EXPECT_EQ(scene.elements[0].role, Role::Bleed);
    EXPECT_FALSE(is_scenery(scene.elements[1]));
}

TEST(Scene, LogoIsKnownByItsName) {
    const Scene scene = scene_of(canvas_of(
        R"({"type":"image","id":"brand-logo","left":20,"top":20,"width":80,"height":30,"src":"x.png"})"));
    EXPECT_EQ(scene.elements[0].role, Role::Logo);
}

TEST(Scene, TheEditorsPageIsNotPlaced) {
    const EvenMeasurer measurer;
    const canvas::Document document = test::parse(
        test::read_file(REFIT_SOURCE_DIR "/examples/designs/poster-900x1200.json"), measurer);
    const Scene scene = analyse(document, canvas::detect_page(document).value());
    EXPECT_EQ(scene.elements[0].role, Role::Page);
    EXPECT_EQ(scene.page, (geometry::Size{900, 1200}));
    for (const Unit& unit : scene.units) {
        for (const std::size_t member : unit.members) EXPECT_NE(member, 0U);
    }
}

TEST(Scene, EveryForegroundElementIsInExactlyOneUnit) {
    const EvenMeasurer measurer;
    for (const auto& path : test::designs()) {
        const canvas::Document document = test::parse(test::read_file(path), measurer);
        const Scene scene = analyse(document, canvas::detect_page(document).value());
        std::vector<int> seen(scene.elements.size(), 0);
        for (const Unit& unit : scene.units) {
            for (const std::size_t member : unit.members) ++seen[member];
        }
        for (std::size_t i = 0; i < scene.elements.size(); ++i) {
            EXPECT_EQ(seen[i], is_scenery(scene.elements[i]) ? 0 : 1) << path << " " << i;
        }
    }
}

TEST(Scene, EmptyCanvasGivesAnEmptyScene) {
    const Scene scene = scene_of(canvas_of(""));
    EXPECT_TRUE(scene.elements.empty());
    EXPECT_TRUE(scene.units.empty());
}

}  // namespace
}  // namespace refit::layout
