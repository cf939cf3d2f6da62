// Boxes against real Fabric: tests/vectors/fabric/boxes.json (its "origin" says how it was made)
// and, where present, the full shared vectors.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "canvas/boxes.h"
#include "canvas/document.h"
#include "canvas/test_support.h"

namespace refit::canvas {
namespace {

using namespace testing_support;

constexpr double kGeometryTolerance = 0.01;
// As the vectors state it for texts measured with the same font files.
constexpr double kTextTolerance = 0.05;
constexpr double kTextToleranceShare = 0.002;

struct Expected {
    std::string path;
    double left, top, width, height;
};

const Object* find_path(const std::vector<Object>& objects, const std::string& path) {
    for (const Object& object : objects) {
        if (object.path == path) return &object;
        if (const Object* child = find_path(object.children, path)) return child;
    }
    return nullptr;
}

struct Score {
    double worst_geometry{0};
    double worst_text{0};
    int boxes{0};
};

void check_boxes(const std::string& design, int major, const std::vector<Expected>& expected,
                 bool text, Score& score) {
    ParseOptions options;
    options.fabric_major = major;
    options.measurer = fonts();
    const auto document = Document::parse(design, options);
    ASSERT_TRUE(document) << document.error().message;
    for (const Expected& want : expected) {
        SCOPED_TRACE("fabric " + std::to_string(major) + " object " + want.path);
        const Object* object = find_path(document->objects(), want.path);
        ASSERT_NE(object, nullptr);
        const geometry::Rect& box = object->box;
        const double error =
            std::max({std::abs(box.left() - want.left), std::abs(box.top() - want.top),
                      std::abs(box.width() - want.width), std::abs(box.height() - want.height)});
        const double share = kTextToleranceShare * std::max(want.width, want.height);
        EXPECT_LE(error, text ? kTextTolerance + share : kGeometryTolerance);
        double& worst = text ? score.worst_text : score.worst_geometry;
        worst = std::max(worst, error);
        ++score.boxes;
    }
}

void report(const Score& score) {
    ::testing::Test::RecordProperty("boxes", score.boxes);
    std::printf("%d boxes, worst geometry %.6f px, worst text %.4f px\n", score.boxes,
                score.worst_geometry, score.worst_text);
}

TEST(FabricBoxes, OwnVectorsAgreeInFourVersions) {
    const auto text = read_file(REFIT_SOURCE_DIR "/tests/vectors/fabric/boxes.json");
    ASSERT_TRUE(text);
    if (fonts() == nullptr) GTEST_SKIP() << "no fonts installed";
    const auto vectors = json::Document::parse(*text);
    ASSERT_TRUE(vectors) << vectors.error().message;
    Score score;
    for (const json::Node& item : vectors->root().find("cases")->elements()) {
        SCOPED_TRACE(*item.string("id"));
        const std::string design =
            "{\"version\":\"5.3.0\",\"objects\":" + std::string{item.find("objects")->raw()} + "}";
        for (const json::Node& group : item.find("expected")->elements()) {
            std::vector<Expected> expected;
            for (const json::Node& box : group.find("boxes")->elements())
                expected.push_back({*box.at(0).string(), *box.at(1).number(), *box.at(2).number(),
                                    *box.at(3).number(), *box.at(4).number()});
            for (const json::Node& major : group.find("versions")->elements())
                check_boxes(design, static_cast<int>(*major.integer()), expected,
                            *item.boolean("text"), score);
        }
    }
    report(score);
    EXPECT_GE(score.boxes, 71 * 4);
}

void collect(const json::Node& objects, std::vector<Expected>& out) {
    for (const json::Node& object : objects.elements()) {
        const json::Node box = *object.find("boundingRect");
        out.push_back({*object.string("path"), *box.number("left"), *box.number("top"),
                       *box.number("width"), *box.number("height")});
        if (const auto children = object.find("objects")) collect(*children, out);
    }
}

TEST(FabricBoxes, SharedVectorsAgreeInFourVersions) {
    const auto text = read_file(REFIT_SHARED_DIR "/vectors/fabric/vectors.json");
    if (!text) GTEST_SKIP() << "no shared vectors";
    if (fonts() == nullptr) GTEST_SKIP() << "no fonts installed";
    const auto vectors = json::Document::parse(*text);
    ASSERT_TRUE(vectors) << vectors.error().message;
    Score score;
    for (const json::Node& item : vectors->root().find("cases")->elements()) {
        SCOPED_TRACE(*item.string("id"));
        const std::string design{item.find("design")->raw()};
        const bool is_text = design.find("\"text\":") != std::string::npos;
        for (const auto& [major, result] : item.find("results")->members()) {
            std::vector<Expected> expected;
            collect(*result.find("objects"), expected);
            check_boxes(design, std::stoi(major), expected, is_text, score);
        }
    }
    report(score);
}

TEST(FabricBoxes, LeftAndTopForACentreUndoTheCentre) {
    Transform t;
    t.left = 12;
    t.top = -7;
    t.angle = 33;
    t.origin_x = 1;
    t.origin_y = 0.25;
    const geometry::Size size{120, 45};
    const geometry::Point back = left_top_for(t, size, centre_of(t, size));
    EXPECT_NEAR(back.x, 12, 1e-12);
    EXPECT_NEAR(back.y, -7, 1e-12);
}

TEST(FabricBoxes, TurnedBoundsOfAQuarterTurnSwapTheSides) {
    EXPECT_EQ(turned_bounds({10, 4}, 90), (geometry::Size{4, 10}));
    EXPECT_EQ(turned_bounds({10, 4}, 180), (geometry::Size{10, 4}));
}

}  // namespace
}  // namespace refit::canvas
