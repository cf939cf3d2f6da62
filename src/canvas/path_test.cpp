#include "canvas/path.h"

#include <gtest/gtest.h>

#include <string>

#include "canvas/test_support.h"

namespace refit::canvas {
namespace {

using geometry::Rect;

Result<std::vector<PathStep>> read(const std::string& json) {
    static std::vector<json::Document> kept;  // the nodes of an error must live
    auto document = json::Document::parse(json);
    if (!document) return error_of(std::move(document));
    kept.push_back(std::move(*document));
    return read_path(kept.back().root());
}

void expect_bounds(const std::string& json, double left, double top, double right, double bottom) {
    SCOPED_TRACE(json);
    const auto steps = read(json);
    ASSERT_TRUE(steps) << steps.error().message;
    const Rect box = path_bounds(*steps);
    EXPECT_NEAR(box.left(), left, 1e-3);
    EXPECT_NEAR(box.top(), top, 1e-3);
    EXPECT_NEAR(box.right(), right, 1e-3);
    EXPECT_NEAR(box.bottom(), bottom, 1e-3);
}

TEST(Path, TextAndArraysReadAlike) {
    expect_bounds(R"("M10 20L30,40-5-6z")", -5, -6, 30, 40);
    expect_bounds(R"([["M",10,20],["L",30,40],["L",-5,-6],["z"]])", -5, -6, 30, 40);
    expect_bounds(R"("m10 20 5 5h-3v-.5.5H1e1V2")", 10, 2, 15, 25);
}

TEST(Path, CurvesCountByTheirExtremes) {
    expect_bounds(R"("M0 0C0 100 100 100 100 0")", 0, 0, 100, 75);
    expect_bounds(R"("M0 0c0 40 30 40 30 0s30-40 30 0")", 0, -30, 60, 30);
}

TEST(Path, ArcsBecomeCubics) {
    expect_bounds(R"("M0 50A50 50 0 1 1 100 50A50 50 0 1 1 0 50Z")", 0, 0, 100, 100);
    expect_bounds(R"("M0 0a10,10 0 0120 0")", 0, -10, 20, 0);
    expect_bounds(R"("M0 0A0 5 0 0 1 7 0")", 0, 0, 7, 0);
}

TEST(Path, WrongTextIsAnError) {
    EXPECT_FALSE(read(R"("10 20")"));
    EXPECT_FALSE(read(R"("M10")"));
    EXPECT_FALSE(read(R"("M10 20L x")"));
    EXPECT_FALSE(read(R"("M0 0A5 5 0 2 1 7 0")"));
    EXPECT_FALSE(read(R"("M0 0L1e30 0")"));
    EXPECT_FALSE(read("7"));
    EXPECT_TRUE(read(R"("")"));
    EXPECT_TRUE(read(R"("M0 0Z")"));
}

}  // namespace
}  // namespace refit::canvas
