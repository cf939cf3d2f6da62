#include "canvas/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "canvas/inspect.h"
#include "canvas/test_support.h"

namespace refit::canvas {
namespace {

using geometry::Rect;
using geometry::Size;
using namespace testing_support;

std::string source_of(const std::string& text, const PageHint& hint = {}) {
    const auto page = detect_page(parsed(text), hint);
    return page ? page->source : page.error().message;
}

const std::string kLock = R"({"type":"rect","left":0,"top":0,"width":90,"height":60,)"
                          R"("strokeWidth":0,"selectable":false})";
const std::string kPlain =
    R"({"type":"rect","left":5,"top":5,"width":20,"height":10,"strokeWidth":0})";

TEST(DetectPage, SourcesComeInTheDocumentedOrder) {
    const std::string clip =
        R"(,"clipPath":{"type":"rect","left":7,"top":7,"width":50,"height":40})";
    const std::string keys = R"(,"width":300,"height":250)";
    const std::string back = R"(,"backgroundImage":{"type":"image","width":640,"height":480})";
    const std::string named =
        R"({"type":"rect","id":"Workspace","left":1,"top":2,"width":33,"height":44})";
    PageHint explicit_rect;
    explicit_rect.rect = Rect::from_size({1, 2}, {3, 4});
    PageHint current;
    current.current_size = Size{777, 555};

    EXPECT_EQ(source_of(design(named + "," + kLock, clip + keys + back), explicit_rect),
              "explicit");
    EXPECT_EQ(source_of(design(named + "," + kLock, clip + keys + back), current),
              "workspace:Workspace");
    EXPECT_EQ(
        source_of(design(kLock + R"(,{"type":"rect","left":7.2,"top":7,"width":50,"height":40})",
                         clip + keys + back),
                  current),
        "clipPath:object");
    EXPECT_EQ(source_of(design(kLock, clip + keys + back), current), "clipPath");
    EXPECT_EQ(source_of(design(kLock, keys + back), current), "currentSize");
    EXPECT_EQ(source_of(design(kLock, keys + back)), "size");
    EXPECT_EQ(source_of(design(kPlain + "," + kLock, back)), "unselectable");
    EXPECT_EQ(source_of(design(kPlain, back)), "backgroundImage");
    EXPECT_EQ(source_of(design(kPlain)), "bounds");
    EXPECT_THAT(source_of(design("")), ::testing::HasSubstr("shows no page"));
}

TEST(DetectPage, TheStrokeOfThePageRectangleIsNotPage) {
    const auto page = detect_page(parsed(design(
        R"({"type":"rect","name":"clip","left":175.5,"top":-286.5,"width":900,"height":1200})")));
    ASSERT_TRUE(page);
    EXPECT_EQ(page->rect, Rect::from_size({176, -286}, {900, 1200}));
    EXPECT_EQ(page->object, 0U);
}

TEST(DetectPage, AWorkareaImageNamesItsSize) {
    const auto page = detect_page(parsed(
        design(R"({"type":"image","id":"workarea","left":10,"top":20,"width":600,"height":400,)"
               R"("workareaWidth":600,"workareaHeight":400})")));
    ASSERT_TRUE(page);
    EXPECT_EQ(page->rect, Rect::from_size({10, 20}, {600, 400}));
}

TEST(DetectPage, AnEmptyExplicitPageIsAnError) {
    PageHint hint;
    hint.rect = Rect::from_size({0, 0}, {0, 5});
    EXPECT_THAT(source_of(design(kPlain), hint), ::testing::HasSubstr("px wide and high"));
}

TEST(DetectPage, EveryCorpusFileShowsItsSize) {
    const auto index = read_file(REFIT_SHARED_DIR "/corpus/fabric/index.json");
    if (!index) GTEST_SKIP() << "no shared corpus";
    const auto list = json::Document::parse(*index);
    ASSERT_TRUE(list);
    EXPECT_EQ(list->root().size(), 15U);
    for (const json::Node& item : list->root().elements()) {
        const std::string file = *item.string("file");
        SCOPED_TRACE(file);
        const auto text = read_file(REFIT_SHARED_DIR "/corpus/fabric/" + file);
        ASSERT_TRUE(text);
        const Document document = parsed(*text);
        const auto page = detect_page(document);
        ASSERT_TRUE(page) << page.error().message;
        EXPECT_EQ(page->rect.width(), *item.number("width"));
        EXPECT_EQ(page->rect.height(), *item.number("height"));
        EXPECT_EQ(page->source, *item.string("page_from"));
        EXPECT_EQ(document.objects().size(), static_cast<std::size_t>(*item.integer("objects")));
    }
}

TEST(DetectPage, SizesNoPageHasAreLookedForElsewhere) {
    const std::string object = R"({"type":"image","width":30,"height":20})";
    for (const char* keys : {R"(,"width":1e308,"height":1080)", R"(,"width":1e-300,"height":9)"}) {
        const Document document = parsed(design(object, keys));
        const auto page = detect_page(document);
        ASSERT_TRUE(page);
        EXPECT_EQ(page->source, "bounds") << keys;
        EXPECT_FALSE(document.size_keys());
    }
    const Document document = parsed(design(object));
    const double nan = std::nan("");
    for (const Rect& rect : {Rect::from_size({0, 0}, {1e10, 50}), Rect::from_size({nan, 0}, {9, 9}),
                             Rect::from_size({1e12, 0}, {9, 9})}) {
        const auto page = detect_page(document, {.rect = rect, .current_size = {}});
        ASSERT_FALSE(page);
        EXPECT_EQ(page.error().code, ErrorCode::InvalidInput);
    }
}

TEST(Inspect, GroupsAreFollowedByTheirChildrenWithAbsoluteBoxes) {
    const Document document = parsed(design(
        R"({"type":"group","id":"g","left":10,"top":20,"width":100,"height":50,"visible":false,)"
        R"("objects":[{"type":"rect","left":-50,"top":-25,"width":30,"height":10,"strokeWidth":0}]})",
        R"(,"width":200,"height":100)"));
    const auto page = detect_page(document);
    ASSERT_TRUE(page);
    EXPECT_EQ(inspect_json(document, *page),
              R"({"page":{"x":0,"y":0,"width":200,"height":100},"objects":[)"
              R"({"path":"0","id":"g","type":"group","visible":false,)"
              R"("boundingRect":{"left":10,"top":20,"width":100,"height":50},)"
              R"("corners":[{"x":10,"y":20},{"x":110,"y":20},{"x":110,"y":70},{"x":10,"y":70}]},)"
              R"({"path":"0.0","id":null,"type":"rect","visible":true,)"
              R"("boundingRect":{"left":10,"top":20,"width":30,"height":10},)"
              R"("corners":[{"x":10,"y":20},{"x":40,"y":20},{"x":40,"y":30},{"x":10,"y":30}]}]})");
}

}  // namespace
}  // namespace refit::canvas
