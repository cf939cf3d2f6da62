#include "canvas/placement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>

#include "base/rng.h"
#include "canvas/parts.h"
#include "canvas/placement_test_support.h"

namespace refit::canvas {
namespace testing_support {

std::vector<std::string> corpus_files() {
    std::vector<std::string> files;
    for (const char* folder : {"/corpus/fabric", "/corpus/multisize/fabric"}) {
        const std::filesystem::path root = REFIT_SHARED_DIR + std::string{folder};
        if (!std::filesystem::exists(root)) continue;
        for (const auto& item : std::filesystem::directory_iterator(root))
            if (item.path().filename() != "index.json") files.push_back(item.path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace testing_support

namespace {

using geometry::Point;
using geometry::Rect;
using geometry::Size;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace testing_support;

Placement in_place(const Object& object, std::size_t index, const Page& page, Fit fit) {
    return {index, object.box.moved(Point{} - page.rect.origin()), fit, {}, {}, false};
}

void expect_box(const Rect& box, const Rect& want) {
    EXPECT_NEAR(box.left(), want.left(), kBoxTolerance);
    EXPECT_NEAR(box.top(), want.top(), kBoxTolerance);
    EXPECT_NEAR(box.right(), want.right(), kBoxTolerance);
    EXPECT_NEAR(box.bottom(), want.bottom(), kBoxTolerance);
}

TEST(Place, EverythingWhereItIsChangesNoByte) {
    const auto files = corpus_files();
    if (files.empty()) GTEST_SKIP() << "no shared corpus";
    for (const std::string& file : files) {
        SCOPED_TRACE(file);
        const std::string text = *read_file(file);
        const Document document = parsed_here(text);
        const Page page = page_of(document);
        for (const Fit fit : {Fit::Keep, Fit::Uniform, Fit::Stretch, Fit::Crop}) {
            std::vector<Placement> placements;
            const Parts parts = parts_of(document, page);
            for (std::size_t i = 0; i < parts.objects.size(); ++i)
                placements.push_back(in_place(*parts.objects[i], i, page, fit));
            const auto same = place(document, page, page.rect.size(), placements, measurer());
            ASSERT_TRUE(same) << same.error().message;
            ASSERT_EQ(*same, text);
        }
    }
}

TEST(Place, PageObjectClipPathAndKeysTakeTheTarget) {
    const std::string text =
        design(kPaged, R"(,"clipPath":)" + std::string{kPaged} + R"(,"width":400,"height":300)");
    const Document result = placed(text, {1080, 1920}, {});
    const Page page = page_of(result);
    EXPECT_EQ(page.rect, Rect::from_size({50.5, -19.5}, {1080, 1920}));
    EXPECT_EQ(page.source, "workspace:clip");
    EXPECT_EQ(result.clip_path()->transform.width, 1080);
    EXPECT_EQ(result.size_keys(), (Size{1080, 1920}));
    EXPECT_THAT(result.text(), HasSubstr(R"("left":50,"top":-20,"width":1080,"height":1920)"));
}

TEST(Place, AWindowsSizeKeysAreLeftAlone) {
    const Document result = placed(design(kPaged, R"(,"width":1300,"height":700)"), {10, 10}, {});
    EXPECT_EQ(result.size_keys(), (Size{1300, 700}));
}

TEST(Place, ABoundsPageStartsAtTheOriginAndSaysItsSize) {
    const std::string text = design(R"({"type":"rect","left":30,"top":40,"width":99,"height":49})");
    const Document result = placed(text, {200, 200}, {});
    EXPECT_EQ(result.size_keys(), (Size{200, 200}));
    EXPECT_EQ(result.objects()[0].box, Rect::from_size({0, 0}, {100, 50}));
}

TEST(Place, BackgroundImageCoversUndistorted) {
    const std::string text =
        design("", R"(,"backgroundImage":{"type":"image","src":"a.png","width":400,"height":300})");
    const Document result = placed(text, {728, 90}, {});
    const Object& background = *result.background_image();
    EXPECT_EQ(background.transform.scale_x, background.transform.scale_y);
    expect_box(background.box, Rect::from_size({0, 0}, {728, 90}));
    EXPECT_GT(background.image->crop_y, 0.0);
    EXPECT_EQ(page_of(result).rect.size().width, 728);
}

TEST(Place, StretchedRectangleKeepsItsCornersRound) {
    const std::string text = design(
        std::string{kPaged} +
        R"(,{"type":"rect","left":60,"top":0,"width":100,"height":40,"rx":10,"strokeWidth":4})");
    const Document result = placed(text, {800, 600}, {to_box(1, 100, 50, 416, 88, Fit::Stretch)});
    const Object& object = result.objects()[1];
    expect_box(object.box, Rect::from_size({150.5, 30.5}, {416, 88}));
    EXPECT_EQ(object.transform.scale_x, object.transform.scale_y);
    EXPECT_NEAR(object.transform.scale_x, 2.0, 1e-6);
}

TEST(Place, StretchedGradientRectangleScalesInstead) {
    const std::string text = design(
        std::string{kPaged} +
        R"(,{"type":"rect","width":100,"height":40,"strokeWidth":0,"fill":{"type":"linear"}})");
    const Document result = placed(text, {800, 600}, {to_box(1, 0, 0, 400, 40, Fit::Stretch)});
    EXPECT_EQ(result.objects()[1].transform.width, 100);
    EXPECT_EQ(result.objects()[1].transform.scale_x, 4);
}

TEST(Place, StretchedStrokeWithoutASideGetsNone) {
    const std::string text =
        design(std::string{kPaged} + R"(,{"type":"rect","height":40,"strokeWidth":20})");
    const Document result = placed(text, {800, 600}, {to_box(1, 0, 0, 400, 60, Fit::Stretch)});
    EXPECT_EQ(result.objects()[1].transform.width, 0);
    EXPECT_EQ(result.objects()[1].box.width(), 400);
}

TEST(Place, RefusesWhatWouldBecomeThePage) {
    const std::string text = design(
        R"({"type":"rect","name":"clip","width":2,"height":0.001},{"type":"rect","width":20,)"
        R"("height":20})",
        R"(,"width":40,"height":20)");
    const Document document = parsed_here(text);
    const Page page = page_of(document);
    EXPECT_EQ(page.source, "size");
    const auto enlarged = place(document, page, {4000, 2000},
                                std::vector{to_box(0, 0, 0, 300, 300, Fit::Uniform)}, measurer());
    ASSERT_FALSE(enlarged);
    EXPECT_EQ(enlarged.error().code, ErrorCode::InvalidInput);
    EXPECT_THAT(enlarged.error().message, ::testing::HasSubstr("$.objects[0]"));
    EXPECT_TRUE(place(document, page, {80, 40}, {}, measurer()));
}

TEST(Place, RefusesAPageThatNoScaleMakesSmallEnough) {
    const Document document =
        parsed_here(design(R"({"type":"triangle","name":"clip","width":2,"height":1e9})"));
    const auto smaller = place(document, page_of(document), {300, 250}, {}, measurer());
    ASSERT_FALSE(smaller);
    EXPECT_EQ(smaller.error().code, ErrorCode::InvalidInput);
    EXPECT_THAT(smaller.error().message, ::testing::HasSubstr("$.objects[0]"));
}

TEST(Place, CroppedImageKeepsItsProportions) {
    const std::string text =
        design(std::string{kPaged} +
               R"(,{"type":"image","src":"a","left":0,"top":0,"width":200,"height":100,"cropX":30,)"
               R"("scaleX":0.5,"scaleY":0.5})");
    const Document result = placed(text, {800, 600}, {to_box(1, 10, 20, 300, 300, Fit::Crop)});
    const Object& object = result.objects()[1];
    expect_box(object.box, Rect::from_size({60.5, 0.5}, {300, 300}));
    EXPECT_EQ(object.transform.scale_x, object.transform.scale_y);
    EXPECT_NEAR(object.image->crop_x, 80, 1e-3);
    EXPECT_NEAR(object.transform.width, 100, 1e-3);
}

TEST(Place, APageOfAnyKindTakesTheTargetWithoutItsStroke) {
    for (const char* type : {"rect", "circle", "path", "workarea"}) {
        const std::string text =
            design(R"({"type":")" + std::string{type} +
                   R"(","name":"clip","left":400,"width":20,"height":20,"radius":10,)"
                   R"("path":"M0 0L20 0L20 20z","strokeWidth":4,"scaleX":3})");
        const Rect page = page_of(placed(text, {600, 50}, {})).rect;
        EXPECT_NEAR(page.width(), 600, kBoxTolerance) << type;
        EXPECT_NEAR(page.height(), 50, kBoxTolerance) << type;
    }
}

TEST(Place, AnObjectWithoutRoomIsMadeAsSmallAsCanBe) {
    const std::string text =
        design(std::string{kPaged} + R"(,{"type":"circle","radius":50,"strokeWidth":0})");
    const Document result = placed(text, {300, 300}, {to_box(1, 20, 30, 0, 0, Fit::Uniform)});
    expect_box(result.objects()[1].box, Rect::from_size({70.5, 10.5}, {0.01, 0.01}));
}

TEST(Place, NumbersThatNoReaderWouldTakeAreRefused) {
    const Document document =
        parsed_here(design(std::string{kPaged} + R"(,{"type":"circle","width":1,"scaleY":1e8})"));
    const auto result = place(document, page_of(document), {1000, 1000},
                              std::vector{to_box(1, 0, 0, 1000, 1000, Fit::Crop)}, measurer());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::InvalidInput);
    EXPECT_THAT(result.error().message, HasSubstr("$.objects[1]"));
    EXPECT_THAT(result.error().message, HasSubstr("\"scaleY\" would become"));
}

TEST(Place, HiddenObjectsAreWrittenInvisible) {
    Placement placement = to_box(1, 0, 0, 10, 10, Fit::Keep);
    placement.hidden = true;
    const std::string text =
        design(std::string{kPaged} + R"(,{"type":"rect","width":9,"height":9})");
    const Document result = placed(text, {300, 300}, {placement});
    EXPECT_FALSE(result.objects()[1].visible);
}

TEST(Place, AClipPathInCanvasCoordinatesFollowsItsObject) {
    const std::string text =
        design(std::string{kPaged} +
               R"(,{"type":"image","left":50.5,"top":-19.5,"width":100,"height":50,"clipPath":)"
               R"({"type":"rect","left":60.5,"top":-9.5,"width":20,"height":20,"strokeWidth":0,)"
               R"("absolutePositioned":true}})");
    const Document result = placed(text, {300, 300}, {to_box(1, 40, 60, 200, 100, Fit::Uniform)});
    const json::Node clip = *result.objects()[1].node.find("clipPath");
    EXPECT_EQ(clip.number("left"), 50.5 + 40 + 20);
    EXPECT_EQ(clip.number("top"), -19.5 + 60 + 20);
    EXPECT_EQ(clip.number("scaleX"), 2);
}

TEST(Place, FlippedAndMirroredObjectsStaySo) {
    const std::string text = design(
        std::string{kPaged} +
        R"(,{"type":"rect","width":100,"height":50,"scaleX":-2,"scaleY":1,"strokeWidth":0})");
    const Document result = placed(text, {300, 300}, {to_box(1, 0, 0, 100, 25, Fit::Uniform)});
    EXPECT_TRUE(result.objects()[1].transform.flip_x);
    EXPECT_THAT(result.text(), HasSubstr("\"scaleX\":-1,"));
    expect_box(result.objects()[1].box, Rect::from_size({50.5, -19.5}, {100, 25}));
}

TEST(Place, ImpossibleRequestsAreErrors) {
    const Document document = parsed_here(design(kPaged));
    const Page page = page_of(document);
    const auto error = [&](Size target, std::vector<Placement> placements) {
        const auto result = place(document, page, target, placements, measurer());
        return result ? "accepted" : result.error().message;
    };
    EXPECT_THAT(error({0, 100}, {}), HasSubstr("is not within 1 to 100000"));
    EXPECT_THAT(error({std::nan(""), 100}, {}), HasSubstr("not within"));
    EXPECT_THAT(error({10, 100'001}, {}), HasSubstr("not within"));
    EXPECT_THAT(error({9, 9}, {to_box(5, 0, 0, 1, 1, Fit::Keep)}), HasSubstr("no object 5"));
    const Placement twice = to_box(0, 0, 0, 1, 1, Fit::Keep);
    EXPECT_THAT(error({9, 9}, {twice, twice}), HasSubstr("placed twice"));
    EXPECT_THAT(error({9, 9}, {to_box(0, 2e9, 0, 1, 1, Fit::Keep)}), HasSubstr("not finite"));
}

TEST(Place, WhatOnlyHasThePagesNameMayNotGrowIntoThePage) {
    const Document document = parsed_here(
        design(R"({"type":"rect","name":"clip","width":2,"height":0,"strokeWidth":0},)"
               R"({"type":"rect","name":"clip","width":2,"height":0.001,"strokeWidth":0},)"
               R"({"type":"rect","width":400,"height":300,"strokeWidth":0})"));
    const std::vector<Placement> grown{to_box(1, 0, 0, 400, 100, Fit::Stretch)};
    const auto result = place(document, page_of(document), {400, 100}, grown, measurer());
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("rename it"));
    EXPECT_THAT(result.error().message, HasSubstr("objects[1]"));
}

// What the fit promises about the new box, given the wanted one.
void check_promise(const Object& before, const Object& after, const Placement& placement,
                   Point corner) {
    const Rect want = placement.box.moved(corner);
    EXPECT_NEAR(after.box.centre().x, want.centre().x, kBoxTolerance);
    EXPECT_NEAR(after.box.centre().y, want.centre().y, kBoxTolerance);
    const bool upright = before.transform.angle == 0.0 && before.transform.skew_x == 0.0 &&
                         before.transform.skew_y == 0.0;
    const bool follows = upright && !before.is_text() && before.kind != Kind::Group;
    switch (placement.fit) {
        case Fit::Keep:
            EXPECT_NEAR(after.box.width(), before.box.width(), kBoxTolerance);
            break;
        case Fit::Stretch:
            if (follows) expect_box(after.box, want);
            break;
        case Fit::Crop:
            if (follows && before.kind == Kind::Image) expect_box(after.box, want);
            break;
        case Fit::Uniform:
            EXPECT_LE(after.box.width(), want.width() + kBoxTolerance);
            EXPECT_LE(after.box.height(), want.height() + kBoxTolerance);
            EXPECT_TRUE(after.box.width() > want.width() - kBoxTolerance ||
                        after.box.height() > want.height() - kBoxTolerance);
            break;
    }
}

TEST(Place, RandomBoxesAreReachedOverTheWholeCorpus) {
    const auto files = corpus_files();
    if (files.empty()) GTEST_SKIP() << "no shared corpus";
    std::uint64_t seed = 1;
    int boxes = 0;
    for (const std::string& file : files) {
        SeededRng rng{++seed};
        SCOPED_TRACE(file + " seed " + std::to_string(seed));
        const Document document = parsed_here(*read_file(file));
        const Page page = page_of(document);
        std::vector<Placement> placements;
        const Parts parts = parts_of(document, page);
        for (std::size_t i = 0; i < parts.objects.size(); ++i) {
            if (parts.page == i) continue;
            placements.push_back(to_box(i, uniform01(rng) * 500 - 100, uniform01(rng) * 500 - 100,
                                        uniform01(rng) * 800 + 20, uniform01(rng) * 800 + 20,
                                        static_cast<Fit>(uniform_below(rng, 4))));
        }
        const Size target{std::floor(uniform01(rng) * 1900) + 100,
                          std::floor(uniform01(rng) * 1900) + 100};
        const auto text = place(document, page, target, placements, measurer());
        ASSERT_TRUE(text) << text.error().message;
        const Document result = parsed_here(*text);
        const Page after = page_of(result);
        EXPECT_NEAR(after.rect.width(), target.width, 1e-3);
        EXPECT_NEAR(after.rect.height(), target.height, 1e-3);
        EXPECT_NEAR(after.rect.left(), page.rect.left(), 1e-3);
        for (const Placement& placement : placements) {
            SCOPED_TRACE("object " + std::to_string(placement.object));
            const Object& source = *parts.objects[placement.object];
            check_promise(source, *object_at(result, source.path), placement, after.rect.origin());
            ++boxes;
        }
        if (HasFailure()) return;
    }
    std::printf("%d boxes in %zu files\n", boxes, files.size());
}

}  // namespace
}  // namespace refit::canvas
