#include "render/render.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "canvas/document.h"
#include "canvas/font_library.h"
#include "canvas/page.h"
#include "json/document.h"
#include "render/display_list.h"
#include "render/outline.h"
#include "render/png_header.h"

namespace refit::render {
namespace {

namespace fs = std::filesystem;

const canvas::FontLibrary* fonts() {
    static const auto library = canvas::FontLibrary::create({});
    return library ? library->get() : nullptr;
}

std::string read_file(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

struct Loaded {
    canvas::Document document;
    canvas::Page page;
};

Loaded load(std::string text) {
    canvas::ParseOptions options;
    options.measurer = fonts();
    canvas::Document document = canvas::Document::parse(std::move(text), options).value();
    canvas::Page page = canvas::detect_page(document).value();
    return {std::move(document), std::move(page)};
}

Loaded sheet(const std::string& objects) {
    return load(R"({"version":"5.3.0","width":200,"height":100,"objects":[)" + objects + "]}");
}

class Render : public testing::Test {
protected:
    void SetUp() override {
        if (fonts() == nullptr) GTEST_SKIP() << "no fonts on this machine";
    }
};

TEST_F(Render, ShapesComeInPaintingOrderWithTheirPaints) {
    const Loaded l =
        sheet(R"({"type":"rect","width":10,"height":10,"fill":"red"},)"
              R"({"type":"circle","radius":5,"fill":"#0000ff80","stroke":"#000","strokeWidth":2},)"
              R"({"type":"rect","width":10,"height":10,"visible":false})");
    const DisplayList list = build_display_list(l.document, l.page, *fonts());
    ASSERT_EQ(list.items.size(), 2U);
    EXPECT_EQ(std::get<Colour>(list.items[0].fill), (Colour{1, 0, 0, 1}));
    ASSERT_TRUE(list.items[1].stroke);
    EXPECT_EQ(list.items[1].stroke->width, 2);
}

TEST_F(Render, GroupsMultiplyTransformsAndOpacity) {
    const Loaded l = sheet(
        R"({"type":"group","left":50,"top":20,"width":40,"height":40,"strokeWidth":0,"opacity":0.5,)"
        R"("objects":[{"type":"rect","left":-20,"top":-20,"width":10,"height":10,"strokeWidth":0,"opacity":0.5}]})");
    const DisplayList list = build_display_list(l.document, l.page, *fonts());
    ASSERT_EQ(list.items.size(), 1U);
    EXPECT_DOUBLE_EQ(list.items[0].opacity, 0.25);
    const geometry::Point centre = list.items[0].matrix.apply({0, 0});
    EXPECT_NEAR(centre.x, 55, 1e-9);
    EXPECT_NEAR(centre.y, 25, 1e-9);
}

TEST_F(Render, ShadowIsAnOffsetCopyBelow) {
    const Loaded l = sheet(
        R"({"type":"rect","width":10,"height":10,"scaleX":2,"scaleY":2,"strokeWidth":0,"fill":"#fff",)"
        R"("shadow":{"color":"#000","blur":0,"offsetX":3,"offsetY":4}})");
    const DisplayList list = build_display_list(l.document, l.page, *fonts());
    ASSERT_EQ(list.items.size(), 2U);
    EXPECT_NEAR(list.items[0].matrix.e - list.items[1].matrix.e, 6, 1e-9);
    EXPECT_NEAR(list.items[0].matrix.f - list.items[1].matrix.f, 8, 1e-9);
}

TEST_F(Render, GradientsStartAtTheObjectsCorner) {
    const Loaded l =
        sheet(R"({"type":"rect","width":100,"height":50,"strokeWidth":0,"fill":{"type":"linear",)"
              R"("gradientUnits":"percentage","coords":{"x1":0,"y1":0,"x2":1,"y2":0},)"
              R"("colorStops":[{"offset":1,"color":"#fff"},{"offset":0,"color":"#000"}]}})");
    const DisplayList list = build_display_list(l.document, l.page, *fonts());
    const auto& gradient = std::get<Gradient>(list.items[0].fill);
    EXPECT_EQ(gradient.from, (geometry::Point{-50, -25}));
    EXPECT_EQ(gradient.to, (geometry::Point{50, -25}));
    EXPECT_EQ(gradient.stops[0].offset, 0);
}

TEST_F(Render, LinesOfTextStandWhereTheirAlignmentPutsThem) {
    const auto left_of = [](const std::string& align) {
        const Loaded l =
            sheet(R"({"type":"textbox","width":180,"strokeWidth":0,"fontSize":20,"text":"word",)"
                  R"("fontFamily":"Liberation Sans","textAlign":")" +
                  align + R"("})");
        const DisplayList list = build_display_list(l.document, l.page, *fonts());
        return std::get<TextItem>(list.items[0].content).runs.at(0);
    };
    const TextRun left = left_of("left");
    const TextRun centre = left_of("center");
    const TextRun right = left_of("right");
    EXPECT_DOUBLE_EQ(left.x, -90);
    EXPECT_NEAR(centre.x, -centre.width / 2, 1e-9);
    EXPECT_NEAR(right.x, 90 - right.width, 1e-9);
    // Fabric: one line is 1.13 font sizes high, its baseline 0.222 of that above the bottom.
    EXPECT_NEAR(left.baseline, -22.6 / 2 + 22.6 * (1 - 0.222), 1e-9);
}

TEST_F(Render, ClipPathOfAnObjectIsPlacedAroundItsCentre) {
    const Loaded l = sheet(
        R"({"type":"rect","left":50,"top":20,"width":40,"height":40,"strokeWidth":0,"clipPath":)"
        R"({"type":"circle","radius":10,"left":-10,"top":-10,"strokeWidth":0}})");
    const DisplayList list = build_display_list(l.document, l.page, *fonts());
    ASSERT_EQ(list.items[0].clips.size(), 1U);
    const geometry::Point centre = list.items[0].clips[0].matrix.apply({0, 0});
    EXPECT_NEAR(centre.x, 70, 1e-9);
    EXPECT_NEAR(centre.y, 40, 1e-9);
}

TEST_F(Render, SvgEscapesTextAndNamesThePage) {
    const Loaded l = sheet(
        R"({"type":"text","fontSize":20,"text":"a<b & \"c\"","fontFamily":"Liberation Sans"})");
    const auto text = svg(l.document, l.page, *fonts());
    ASSERT_TRUE(text);
    EXPECT_NE(text->find("a&lt;b &amp; &quot;c&quot;"), std::string::npos);
    EXPECT_NE(text->find("viewBox=\"0 0 200 100\""), std::string::npos);
}

TEST_F(Render, PngHasTheSizeOfThePageTimesTheScale) {
    const Loaded l = sheet(R"({"type":"rect","width":10,"height":10})");
    const auto bytes = png(l.document, l.page, *fonts(), {.scale = 0.5});
    ASSERT_TRUE(bytes);
    const std::string head = bytes->substr(0, 24);
    EXPECT_EQ(static_cast<unsigned char>(head[19]), 100);
    EXPECT_EQ(static_cast<unsigned char>(head[23]), 50);
}

TEST_F(Render, CollapsedAndAbsurdObjectsDoNotSpoilThePicture) {
    const Loaded l =
        sheet(R"({"type":"rect","width":0,"height":0,"scaleX":0,"strokeWidth":0},)"
              R"({"type":"path","path":[["M",0,0]]},{"type":"polygon","points":[]},)"
              R"({"type":"image","width":0,"height":0,"src":"data:image/png;base64,AAAA"},)"
              R"({"type":"image","width":10,"height":10,"src":"data:image/png;base64,!!"},)"
              R"({"type":"hologram","width":10,"height":10},)"
              R"({"type":"textbox","width":50,"fontSize":12,"text":""})");
    EXPECT_TRUE(svg(l.document, l.page, *fonts()));
    EXPECT_TRUE(png(l.document, l.page, *fonts()));
}

TEST_F(Render, EveryOwnAndSharedDesignIsDrawn) {
    std::vector<fs::path> paths;
    for (const char* root :
         {REFIT_SOURCE_DIR "/examples/designs", REFIT_SHARED_DIR "/corpus/fabric"}) {
        if (!fs::exists(root)) continue;
        for (const auto& entry : fs::directory_iterator{root}) {
            if (entry.path().filename() != "index.json") paths.push_back(entry.path());
        }
    }
    ASSERT_GE(paths.size(), 6U);
    for (const fs::path& path : paths) {
        const Loaded l = load(read_file(path));
        EXPECT_TRUE(svg(l.document, l.page, *fonts())) << path;
        EXPECT_TRUE(png(l.document, l.page, *fonts(), {.scale = 0.25})) << path;
    }
}

TEST(PngHeader, SizeIsReadFromADataUrl) {
    // The first 33 bytes of a 24 x 16 PNG.
    const auto size =
        data_url_size("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAAA");
    ASSERT_TRUE(size);
    EXPECT_EQ(*size, (geometry::Size{24, 16}));
    EXPECT_FALSE(data_url_size("data:image/jpeg;base64,AAAA"));
    EXPECT_FALSE(data_url_size("https://example.org/a.png"));
}

}  // namespace
}  // namespace refit::render
