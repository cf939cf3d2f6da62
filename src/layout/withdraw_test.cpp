#include "layout/withdraw.h"

#include <gtest/gtest.h>

#include "layout/measure.h"
#include "layout/test_problem.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using test::object;
using test::picture;
using test::Problem;

// A copy on a page of 600 by 600 and a shape of 180 by 180 that hangs over the upper left corner,
// above it; `laden` lays a picture on the shape.
std::string design(const std::string& shape, bool laden) {
    return object("textbox", 20, 200, 300, 80, R"(,"fontSize":60,"text":"Copy")") + "," +
           object(shape, -60, -60, 180, 180, R"(,"radius":90)") +
           (laden ? "," + picture(20, 20, 40, 40) : "");
}

// Where the shape ends if the copy came to stand at `copy` and nothing else moved.
Rect shape_after(const std::string& shape, const Rect& copy, bool laden = false) {
    const Problem problem{{600, 600}, design(shape, laden), {600, 400}};
    Layout layout;
    for (const Element& element : problem.scene().elements) {
        layout.slots.emplace_back();
        layout.slots.back().box = element.box;
    }
    layout.slots[0].box = copy;
    withdraw_bleeding(problem.task(), layout);
    return layout.slots[1].box;
}

const Rect kBefore = Rect::from_size({-60, -60}, {180, 180});
const Rect kUnder = Rect::from_size({20, 60}, {300, 80});
const Rect kInTheEmptyCorner = Rect::from_size({96, 96}, {300, 80});

TEST(Withdraw, WhatCameToCoverCopyIsPulledBackOverItsCorner) {
    const Rect after = shape_after("circle", kUnder);
    EXPECT_LT(after.width(), kBefore.width());
    EXPECT_DOUBLE_EQ(after.width(), after.height());
    EXPECT_DOUBLE_EQ(after.left(), kBefore.left());
    EXPECT_DOUBLE_EQ(after.top(), kBefore.top());
    EXPECT_LT(overlap_area(after, kUnder), 0.05 * kUnder.area());
}

TEST(Withdraw, WhatCoversNothingNewStays) {
    EXPECT_EQ(shape_after("circle", Rect::from_size({20, 200}, {300, 80})), kBefore);
}

TEST(Withdraw, ARoundShapeCoversNoCornerOfItsBoxASquareDoes) {
    EXPECT_EQ(shape_after("circle", kInTheEmptyCorner), kBefore);
    EXPECT_LT(shape_after("rect", kInTheEmptyCorner).width(), kBefore.width());
}

TEST(Withdraw, WhatCarriesSomethingStays) {
    EXPECT_EQ(shape_after("circle", kUnder, true), kBefore);
}

}  // namespace
}  // namespace refit::layout
