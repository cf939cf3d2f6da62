#include "resize/correction.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace refit::resize {
namespace {

struct Box {
    std::string id;
    double left;
    double top;
    double width;
    double height;
    bool visible{true};
};

canvas::Document make(const std::vector<Box>& boxes, double page = 100) {
    const std::string side = std::to_string(page);
    std::string text =
        R"({"version":"5.3.0","width":)" + side + R"(,"height":)" + side + R"(,"objects":[)";
    for (const Box& box : boxes) {
        if (text.back() == '}') text += ',';
        text += R"({"type":"rect","strokeWidth":0,)";
        if (!box.id.empty()) text += R"("id":")" + box.id + R"(",)";
        text += R"("left":)" + std::to_string(box.left) + R"(,"top":)" + std::to_string(box.top) +
                R"(,"width":)" + std::to_string(box.width) + R"(,"height":)" +
                std::to_string(box.height) + R"(,"visible":)" + (box.visible ? "true" : "false") +
                "}";
    }
    auto document = canvas::Document::parse(text + "]}");
    EXPECT_TRUE(document) << document.error().message;
    return std::move(*document);
}

const geometry::Rect kPage = geometry::Rect::from_size({}, {100, 100});

Correction measure(const std::vector<Box>& served, const std::vector<Box>& corrected) {
    return measure_correction(make(served), kPage, make(corrected), kPage);
}

TEST(Correction, KeptAsServedIsZero) {
    const std::vector<Box> same{{"a", 10, 10, 20, 20}, {"b", 50, 50, 20, 20}};
    const Correction correction = measure(same, same);
    EXPECT_DOUBLE_EQ(correction.size, 0.0);
    EXPECT_EQ(correction.changed, 0U);
    EXPECT_EQ(correction.objects, 2U);
}

TEST(Correction, RoundingOfABrowserIsNoCorrection) {
    EXPECT_EQ(measure({{"a", 10, 10, 20, 20}}, {{"a", 10.05, 9.97, 20, 20}}).changed, 0U);
}

TEST(Correction, AMoveCountsByItsShareOfThePage) {
    // 10 px right on a page of 100: d = (10 + 10) / 200 = 0.1, c = 0.1 / 0.25, mean over two.
    const Correction correction = measure({{"a", 10, 10, 20, 20}, {"b", 50, 50, 20, 20}},
                                          {{"a", 20, 10, 20, 20}, {"b", 50, 50, 20, 20}});
    EXPECT_NEAR(correction.size, 0.2, 1e-9);
    EXPECT_EQ(correction.changed, 1U);
}

TEST(Correction, ResizingCountsAsMuchAsMovingTheSameEdges) {
    // Width 20 -> 40: one edge by 20, d = 20 / 200.
    EXPECT_NEAR(measure({{"a", 10, 10, 20, 20}}, {{"a", 10, 10, 40, 20}}).size, 0.4, 1e-9);
}

TEST(Correction, EverythingElsewhereIsOneAndNeverMore) {
    EXPECT_DOUBLE_EQ(measure({{"a", 0, 0, 10, 10}}, {{"a", 90, 90, 10, 10}}).size, 1.0);
}

TEST(Correction, LargerMovesNeverCountLess) {
    double before = 0;
    for (double step = 0; step <= 60; step += 5) {
        const double size = measure({{"a", 0, 0, 10, 10}}, {{"a", step, 0, 10, 10}}).size;
        EXPECT_GE(size, before);
        before = size;
    }
}

TEST(Correction, AddedRemovedAndHiddenObjectsCountFully) {
    const std::vector<Box> served{{"a", 10, 10, 20, 20}, {"b", 50, 50, 20, 20}};
    EXPECT_NEAR(measure(served, {served[0]}).size, 0.5, 1e-9);
    EXPECT_NEAR(measure({served[0]}, served).size, 0.5, 1e-9);
    EXPECT_NEAR(measure(served, {served[0], {"b", 50, 50, 20, 20, false}}).size, 0.5, 1e-9);
}

TEST(Correction, ObjectsAreKnownByIdWhereverTheyStandInTheList) {
    const std::vector<Box> served{{"a", 10, 10, 20, 20}, {"b", 50, 50, 20, 20}};
    EXPECT_DOUBLE_EQ(measure(served, {served[1], served[0]}).size, 0.0);
}

TEST(Correction, WithoutIdsThePlaceInTheListDecides) {
    EXPECT_DOUBLE_EQ(measure({{"", 10, 10, 20, 20}, {"", 50, 50, 9, 9}},
                             {{"", 10, 10, 20, 20}, {"", 50, 50, 9, 9}})
                         .size,
                     0.0);
}

TEST(Correction, ASharedIdTellsNothingApart) {
    const std::vector<Box> twins{{"a", 10, 10, 20, 20}, {"a", 50, 50, 20, 20}};
    EXPECT_DOUBLE_EQ(measure(twins, twins).size, 0.0);
}

TEST(Correction, AnEmptyCanvasIsNotAnError) {
    const Correction correction = measure({}, {});
    EXPECT_DOUBLE_EQ(correction.size, 0.0);
    EXPECT_EQ(correction.objects, 0U);
}

TEST(Correction, WhereThePageLiesDoesNotMatter) {
    const auto served = make({{"a", 10, 10, 20, 20}});
    const auto moved = make({{"a", 310, 210, 20, 20}}, 600);
    const auto page = geometry::Rect::from_size({300, 200}, {100, 100});
    EXPECT_DOUBLE_EQ(measure_correction(served, kPage, moved, page).size, 0.0);
}

}  // namespace
}  // namespace refit::resize
