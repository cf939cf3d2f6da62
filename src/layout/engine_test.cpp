#include "layout/engine.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "layout/measure.h"
#include "layout/sizing.h"
#include "layout/test_support.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;
using test::EvenMeasurer;

struct Case {
    canvas::Document document;
    canvas::Page page;
};

Case load(const std::filesystem::path& path, const canvas::TextMeasurer& measurer) {
    canvas::Document document = test::parse(test::read_file(path), measurer);
    canvas::Page page = canvas::detect_page(document).value();
    return {std::move(document), std::move(page)};
}

TEST(Engine, OwnSizeChangesNoByte) {
    const EvenMeasurer measurer;
    for (const auto& path : test::designs()) {
        const Case c = load(path, measurer);
        const auto result =
            resize(c.document, c.page, c.page.rect.size(), Learned::shipped(), measurer);
        ASSERT_TRUE(result) << path;
        EXPECT_EQ(result->canvas, c.document.text()) << path;
        EXPECT_EQ(result->chosen.name, "unchanged");
    }
}

TEST(Engine, EqualInputsGiveEqualBytes) {
    const EvenMeasurer measurer;
    for (const auto& path : test::designs()) {
        const Case c = load(path, measurer);
        for (const Size target : test::kTargets) {
            const auto first = resize(c.document, c.page, target, Learned::shipped(), measurer);
            const auto second = resize(c.document, c.page, target, Learned::shipped(), measurer);
            ASSERT_TRUE(first && second) << path;
            EXPECT_EQ(first->canvas, second->canvas) << path;
            EXPECT_EQ(explain_json(*first), explain_json(*second));
        }
    }
}

void expect_sound(const Case& c, Size target, const LayoutResult& result,
                  const canvas::TextMeasurer& measurer, const std::string& what) {
    const canvas::Document after = test::parse(result.canvas, measurer);
    const canvas::Page page = canvas::detect_page(after).value();
    EXPECT_NEAR(page.rect.width(), target.width, 1e-6) << what;
    EXPECT_NEAR(page.rect.height(), target.height, 1e-6) << what;
    const Scene before = analyse(c.document, c.page);
    ASSERT_EQ(after.object_count(), c.document.object_count()) << what;
    for (const Element& element : before.elements) {
        if (element.role == Role::Page) continue;
        const canvas::Object* object = canvas::object_at(after, element.path);
        ASSERT_NE(object, nullptr) << what << " object " << element.path;
        const Rect box = object->box.moved(geometry::Point{} - page.rect.origin());
        const std::string where = what + " object " + element.path;
        if (element.role == Role::Background || element.role == Role::Overlay) {
            // As far as it did: some "backgrounds" of the shared files leave a strip uncovered.
            const double covered = overlap_area(box, page_box(target)) / target.area();
            const double before_share =
                overlap_area(element.box, page_box(before.page)) / before.page.area();
            EXPECT_GT(covered, before_share - 0.02) << where;
        }
        if (is_scenery(element) || result.chosen.name == "unchanged") continue;
        EXPECT_GT(box.left(), -1.0) << where;
        EXPECT_GT(box.top(), -1.0) << where;
        EXPECT_LT(box.right(), target.width + 1.0) << where;
        EXPECT_LT(box.bottom(), target.height + 1.0) << where;
        if ((element.picture || element.role == Role::Logo) && !element.turned) {
            EXPECT_NEAR(box.width() / box.height(), element.box.width() / element.box.height(),
                        0.02 * element.box.width() / element.box.height())
                << where;
        }
    }
}

TEST(Engine, ForegroundStaysOnThePageBackgroundsCoverAndPicturesKeepTheirAspect) {
    const EvenMeasurer measurer;
    for (const auto& path : test::designs()) {
        const Case c = load(path, measurer);
        for (const Size target : test::kTargets) {
            const auto result = resize(c.document, c.page, target, Learned::shipped(), measurer);
            ASSERT_TRUE(result) << path << ": " << result.error().message;
            expect_sound(c, target, *result, measurer,
                         path.filename().string() + " to " + std::to_string(target.width) + "x" +
                             std::to_string(target.height) + " " + result->chosen.name);
        }
    }
}

TEST(Engine, SharedFabricFilesResizeToEveryTarget) {
    const std::filesystem::path corpus{REFIT_SHARED_DIR "/corpus/fabric"};
    if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "the shared corpus is not here";
    const EvenMeasurer measurer;
    for (const auto& entry : std::filesystem::directory_iterator{corpus}) {
        if (entry.path().filename().string().front() != 'f') continue;
        const Case c = load(entry.path(), measurer);
        for (const Size target : test::kTargets) {
            const auto result = resize(c.document, c.page, target, Learned::shipped(), measurer);
            ASSERT_TRUE(result) << entry.path() << ": " << result.error().message;
            expect_sound(c, target, *result, measurer,
                         entry.path().filename().string() + " to " + std::to_string(target.width) +
                             "x" + std::to_string(target.height));
        }
    }
}

TEST(Engine, RestackedTargetsGetSeveralCandidatesWithTheBestFirst) {
    const EvenMeasurer measurer;
    const Case c = load(REFIT_SOURCE_DIR "/examples/designs/square-1080x1080.json", measurer);
    const auto result = resize(c.document, c.page, {728, 90}, Learned::shipped(), measurer);
    ASSERT_TRUE(result);
    ASSERT_GE(result->runners_up.size(), 3U);
    EXPECT_GE(result->chosen.score, result->runners_up[0].score);
    for (std::size_t i = 1; i < result->runners_up.size(); ++i) {
        EXPECT_GE(result->runners_up[i - 1].score, result->runners_up[i].score);
    }
}

TEST(Engine, ARankerCanTurnTheOrder) {
    // Likes whatever moved most.
    class Restless final : public Ranker {
    public:
        double score(std::span<const double> features) const override { return features[24]; }
    };
    const EvenMeasurer measurer;
    const Case c = load(REFIT_SOURCE_DIR "/examples/designs/square-1080x1080.json", measurer);
    Learned trusting = Learned::shipped();
    ASSERT_TRUE(trusting.parameters.set("weight_ranker", 1));
    const Restless restless;
    const auto plain = resize(c.document, c.page, {1080, 1920}, trusting, measurer);
    const auto ranked = resize(c.document, c.page, {1080, 1920}, trusting, measurer, &restless);
    ASSERT_TRUE(plain && ranked);
    EXPECT_NE(plain->chosen.name, ranked->chosen.name);
}

// Uncapped, its distance made every score exp(-5000) = 0, and the first candidate always won.
TEST(Engine, WhatIsParkedFarBesideThePageDoesNotDrownTheScores) {
    const EvenMeasurer measurer;
    std::string text = test::read_file(REFIT_SOURCE_DIR "/examples/designs/square-1080x1080.json");
    const std::string parked = R"("objects":[{"type":"image","left":3e8,"width":90,"height":90},)";
    text.replace(text.find("\"objects\""), text.find('[') + 1 - text.find("\"objects\""), parked);
    const canvas::Document document = test::parse(text, measurer);
    const canvas::Page page = canvas::detect_page(document).value();
    const auto result = resize(document, page, {728, 90}, Learned::shipped(), measurer);
    ASSERT_TRUE(result);
    EXPECT_GT(result->chosen.score, result->runners_up.back().score);
    EXPECT_GT(result->runners_up.back().score, 0.0);
}

TEST(Engine, SuggestionsQuoteWholeCharacters) {
    const EvenMeasurer measurer;
    for (const auto& [text, quoted] :
         {std::pair{"Caf\u00e9", "\"Caf\u00e9\""},
          std::pair{"twenty-three bytes here\u00e9e", "\"twenty-three bytes here\""}}) {
        const canvas::Document document =
            test::parse(R"({"width":1000,"height":1000,"objects":[{"type":"i-text","text":")" +
                            std::string{text} + R"(","fontSize":20,"left":90,"top":90}]})",
                        measurer);
        const canvas::Page page = canvas::detect_page(document).value();
        const auto result = resize(document, page, {16, 16}, Learned::shipped(), measurer);
        ASSERT_TRUE(result);
        ASSERT_FALSE(result->suggestions.empty());
        EXPECT_NE(result->suggestions.front().find(quoted), std::string::npos)
            << result->suggestions.front();
    }
}

TEST(Sizing, LinesStandAsFabricAlignsThemInBothDirections) {
    const EvenMeasurer measurer;
    const auto share = [&](const char* align, const char* direction) {
        const canvas::Document document =
            test::parse(R"({"objects":[{"type":"textbox","text":"a","textAlign":")" +
                            std::string{align} + R"(","direction":")" + direction + R"("}]})",
                        measurer);
        return share_before_line(document.objects()[0]);
    };
    EXPECT_EQ(share("left", "ltr"), 0.0);
    EXPECT_EQ(share("left", "rtl"), 0.0);
    EXPECT_EQ(share("center", "rtl"), 0.5);
    EXPECT_EQ(share("right", "rtl"), 1.0);
    EXPECT_EQ(share("justify", "ltr"), 0.0);
    EXPECT_EQ(share("justify", "rtl"), 1.0);
}

TEST(Engine, ImpossibleTargetsAreRefused) {
    const EvenMeasurer measurer;
    const Case c = load(REFIT_SOURCE_DIR "/examples/designs/banner-300x250.json", measurer);
    for (const Size target : {Size{0, 100}, Size{100, -5}, Size{30000, 100},
                              Size{std::numeric_limits<double>::quiet_NaN(), 100}}) {
        const auto result = resize(c.document, c.page, target, Learned::shipped(), measurer);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::InvalidInput);
    }
}

TEST(Engine, ManyObjectsAreBoundedAsOnePicture) {
    std::string objects;
    for (std::size_t i = 0; i < kUnitsMax + 50; ++i) {
        objects += (i > 0 ? "," : "") +
                   std::string(R"({"type":"rect","width":3,"height":3,"left":)") +
                   std::to_string(5 * (i % 70)) + R"(,"top":)" + std::to_string(5 * (i / 70)) + "}";
    }
    const EvenMeasurer measurer;
    const canvas::Document document = test::parse(
        R"({"version":"5.3.0","width":400,"height":400,"objects":[)" + objects + "]}", measurer);
    const canvas::Page page = canvas::detect_page(document).value();
    const auto result = resize(document, page, {728, 90}, Learned::shipped(), measurer);
    ASSERT_TRUE(result);
    for (const PlacedElement& element : result->elements) {
        EXPECT_NEAR(element.scale, result->elements.front().scale, 1e-9);
    }
}

// Beyond a hundred objects the work of parting is bounded; nothing may leave the page for it.
TEST(Engine, WhereHundredsCollideEverythingStaysInside) {
    std::string objects = R"({"type":"rect","width":600,"height":600,"strokeWidth":0})";
    for (std::size_t i = 0; i < 300; ++i) {
        objects += R"(,{"type":"image","width":80,"height":80,"strokeWidth":0,"left":)" +
                   std::to_string(i * 37 % 500) + R"(,"top":)" + std::to_string(i * 91 % 510) + "}";
    }
    const EvenMeasurer measurer;
    const canvas::Document document = test::parse(
        R"({"version":"5.3.0","width":600,"height":600,"objects":[)" + objects + "]}", measurer);
    const canvas::Page page = canvas::detect_page(document).value();
    const auto result = resize(document, page, {728, 90}, Learned::shipped(), measurer);
    ASSERT_TRUE(result);
    for (const PlacedElement& element : result->elements) {
        EXPECT_GE(element.after.left(), -0.01) << element.path;
        EXPECT_LE(element.after.bottom(), 90.01) << element.path;
    }
}

}  // namespace
}  // namespace refit::layout
