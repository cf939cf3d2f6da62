#include "layout/parting.h"

#include <gtest/gtest.h>

#include <vector>

#include "layout/measure.h"
#include "layout/test_problem.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;
using test::picture;
using test::Problem;

const Size kPage{200, 400};

// Two pictures of 100 by 100, one under the other, on a page of `target`: where they end when they
// begin at the heights given.
std::vector<Rect> parted(Size target, double first, double second) {
    const std::string pictures = picture(50, 50, 100, 100) + "," + picture(50, 250, 100, 100);
    const Problem problem{kPage, pictures, target};
    Layout layout;
    layout.slots.resize(problem.scene().elements.size());
    layout.slots[0].box = Rect::from_size({50, first}, {100, 100});
    layout.slots[1].box = Rect::from_size({50, second}, {100, 100});
    layout.bodies = {{0}, {1}};
    part_collisions(problem.task(), layout);
    return {layout.slots[0].box, layout.slots[1].box};
}

double margin(Size target) {
    const Parameters parameters;
    return parameters[Parameter::MarginShare] * std::min(target.width, target.height);
}

TEST(Parting, KeepsTheMarginsWhereThereIsRoom) {
    const std::vector<Rect> boxes = parted(kPage, margin(kPage), 60);
    EXPECT_DOUBLE_EQ(overlap_area(boxes[0], boxes[1]), 0);
    EXPECT_GE(boxes[0].top(), margin(kPage));
    EXPECT_DOUBLE_EQ(boxes[0].height(), 100);
}

TEST(Parting, UsesTheMarginsBeforeAnythingShrinks) {
    const Size target{200, 204};
    const std::vector<Rect> boxes = parted(target, margin(target), 90);
    EXPECT_DOUBLE_EQ(overlap_area(boxes[0], boxes[1]), 0);
    EXPECT_LT(boxes[0].top(), margin(target));
    EXPECT_DOUBLE_EQ(boxes[0].height(), 100);
    EXPECT_DOUBLE_EQ(boxes[1].height(), 100);
}

}  // namespace
}  // namespace refit::layout
