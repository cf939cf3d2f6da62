#include "layout/restack.h"

#include <gtest/gtest.h>

#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "layout/grouping.h"
#include "layout/measure.h"
#include "layout/test_problem.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;
using test::object;
using test::picture;
using test::Problem;

// Everything on the page as one unit, at the first scale down from 1 that fits.
std::optional<Shape> restacked(const Problem& problem, double to, Size room) {
    std::vector<std::size_t> members(problem.scene().elements.size());
    std::iota(members.begin(), members.end(), std::size_t{0});
    return restacked_shape(problem.task(), make_unit(problem.scene(), members), 1, to, room);
}

std::vector<Rect> boxes_of(const Shape& shape) {
    std::vector<Rect> boxes;
    for (const Part& part : shape.parts) boxes.push_back(part.box);
    return boxes;
}

void expect_inside_and_apart(const Shape& shape, Size room) {
    const std::vector<Rect> boxes = boxes_of(shape);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        EXPECT_GE(boxes[i].left(), -1e-6);
        EXPECT_GE(boxes[i].top(), -1e-6);
        EXPECT_LE(boxes[i].right(), room.width + 1e-6);
        EXPECT_LE(boxes[i].bottom(), room.height + 1e-6);
        for (std::size_t k = 0; k < i; ++k) EXPECT_DOUBLE_EQ(overlap_area(boxes[i], boxes[k]), 0);
    }
}

const std::string kRow = picture(20, 20, 60, 30) + "," + picture(90, 20, 60, 30) + "," +
                         picture(160, 20, 60, 30) + "," + picture(230, 20, 60, 30);

TEST(Restack, ARowBecomesLinesInReadingOrder) {
    const Problem problem{{400, 100}, kRow, {150, 300}};
    const Size room{140, 200};
    const auto shape = restacked(problem, 0.5, room);
    ASSERT_TRUE(shape);
    EXPECT_DOUBLE_EQ(shape->scale, 1);
    expect_inside_and_apart(*shape, room);
    const std::vector<Rect> boxes = boxes_of(*shape);
    EXPECT_DOUBLE_EQ(boxes[0].top(), boxes[1].top());
    EXPECT_LT(boxes[0].right(), boxes[1].left());
    EXPECT_LT(boxes[1].bottom(), boxes[2].top());
    EXPECT_DOUBLE_EQ(boxes[2].top(), boxes[3].top());
}

TEST(Restack, AColumnBecomesColumns) {
    const std::string column = picture(20, 20, 60, 30) + "," + picture(20, 60, 60, 30) + "," +
                               picture(20, 100, 60, 30) + "," + picture(20, 140, 60, 30);
    const Problem problem{{100, 400}, column, {400, 90}};
    const Size room{300, 80};
    const auto shape = restacked(problem, 0.5, room);
    ASSERT_TRUE(shape);
    EXPECT_DOUBLE_EQ(shape->scale, 1);
    expect_inside_and_apart(*shape, room);
    const std::vector<Rect> boxes = boxes_of(*shape);
    EXPECT_LT(boxes[0].bottom(), boxes[1].top());
    EXPECT_GT(boxes[2].left(), boxes[1].right());
    EXPECT_DOUBLE_EQ(boxes[2].top(), boxes[0].top());
}

TEST(Restack, WhatOverlapsStaysOnePiece) {
    const std::string row =
        picture(20, 20, 100, 60) + "," + picture(40, 30, 60, 20) + "," + picture(140, 20, 100, 60);
    const Problem problem{{400, 100}, row, {150, 300}};
    const auto shape = restacked(problem, 0.5, {140, 200});
    ASSERT_TRUE(shape);
    const std::vector<Rect> boxes = boxes_of(*shape);
    EXPECT_DOUBLE_EQ(boxes[1].left() - boxes[0].left(), 20);
    EXPECT_DOUBLE_EQ(boxes[1].top() - boxes[0].top(), 10);
    EXPECT_GE(boxes[2].top(), boxes[0].bottom());
}

TEST(Restack, ShrinksNoMoreThanTheNewLinesAskFor) {
    const Problem problem{{400, 100}, kRow, {150, 300}};
    const Size room{140, 60};  // two lines of two do not fit in height at 1
    const auto shape = restacked(problem, 0.3, room);
    ASSERT_TRUE(shape);
    EXPECT_LT(shape->scale, 1);
    EXPECT_GT(shape->scale, 0.8);
    expect_inside_and_apart(*shape, room);
    EXPECT_FALSE(restacked(problem, 0.95, room));
}

TEST(Restack, TextsBesideEachOtherWrapAndStack) {
    const std::string texts =
        object("textbox", 10, 10, 180, 23, R"(,"fontSize":20,"text":"one two three four")") + "," +
        object("textbox", 220, 10, 170, 23, R"(,"fontSize":20,"text":"five six seven")");
    const Problem problem{{400, 60}, texts, {120, 300}};
    const Size room{110, 250};
    const auto shape = restacked(problem, 0.4, room);
    ASSERT_TRUE(shape);
    EXPECT_DOUBLE_EQ(shape->scale, 1);
    expect_inside_and_apart(*shape, room);
    EXPECT_TRUE(shape->parts[0].rewrapped);
    EXPECT_LT(shape->parts[0].box.bottom(), shape->parts[1].box.top() + 1e-9);
}

TEST(Restack, HasNothingToDoForOneThing) {
    const double as_it_stands = 0.5;  // 60 in 30, 110 in 55
    const Problem alone{{400, 100}, picture(20, 20, 60, 30), {150, 300}};
    EXPECT_FALSE(restacked(alone, as_it_stands * 1.01, {30, 30}));
    const Problem lapping{
        {400, 100}, picture(20, 20, 60, 30) + "," + picture(70, 40, 60, 30), {150, 300}};
    EXPECT_FALSE(restacked(lapping, as_it_stands * 1.01, {55, 55}));
}

TEST(Restack, AMarkStaysBesideItsWrappedText) {
    const std::string line =
        object("rect", 10, 16, 12, 12) + "," +
        object("textbox", 30, 10, 240, 23, R"(,"fontSize":20,"text":"one two three four five")");
    const Problem problem{{300, 60}, line, {120, 300}};
    const Size room{110.00006, 250};  // files have four digits: a text may be a hair wider
    const auto shape = restacked(problem, 0.4, room);
    ASSERT_TRUE(shape);
    EXPECT_DOUBLE_EQ(shape->scale, 1);
    EXPECT_LE(shape->size.width, room.width + 0.01);
    const Rect& mark = shape->parts[0].box;
    EXPECT_NEAR(mark.width(), 12, 1e-9);
    EXPECT_DOUBLE_EQ(shape->parts[1].box.left() - mark.left(), 20);
    EXPECT_DOUBLE_EQ(shape->parts[1].box.top() - mark.top(), -6);
    EXPECT_GT(shape->parts[1].box.height(), 40);
}

TEST(Restack, LeavesACrowdAlone) {
    std::string crowd = picture(0, 0, 4, 4);
    for (std::size_t i = 1; i <= kRestackMembersMax; ++i) {
        crowd += "," + picture(static_cast<int>(i) * 5, 0, 4, 4);
    }
    const Problem problem{{400, 100}, crowd, {150, 300}};
    EXPECT_FALSE(restacked(problem, 0.1, {140, 200}));
}

}  // namespace
}  // namespace refit::layout
