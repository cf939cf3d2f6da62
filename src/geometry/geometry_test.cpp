#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "geometry/affine.h"
#include "geometry/point.h"
#include "geometry/rect.h"

namespace refit::geometry {
namespace {

TEST(Rect, InvertedOrNanEdgesAreRefused) {
    EXPECT_FALSE(Rect::from_edges(1, 0, 0, 1));
    EXPECT_FALSE(Rect::from_edges(0, 1, 1, 0));
    EXPECT_FALSE(Rect::from_edges(std::numeric_limits<double>::quiet_NaN(), 0, 1, 1));
}

TEST(Rect, IntersectionOfTouchingEdgesIsEmptyArea) {
    constexpr Rect a = Rect::from_size({0, 0}, {10, 10});
    constexpr Rect b = Rect::from_size({10, 0}, {5, 10});
    constexpr auto common = intersection(a, b);
    static_assert(common.has_value());
    EXPECT_EQ(common->area(), 0.0);
    EXPECT_FALSE(intersection(a, b.moved({1, 0})));
}

TEST(Rect, NegativeSizeCountsAsZero) {
    constexpr Rect rect = Rect::from_size({3, 4}, {-5, 2});
    static_assert(rect.width() == 0.0 && rect.height() == 2.0);
    EXPECT_EQ(Rect::around({1, 1}, {-1, -1}).area(), 0.0);
}

TEST(Rect, HullHoldsBoth) {
    constexpr Rect a = Rect::from_size({0, 0}, {1, 1});
    constexpr Rect b = Rect::from_size({-3, 5}, {1, 1});
    static_assert(hull(a, b).contains(a) && hull(a, b).contains(b));
    EXPECT_EQ(hull(a, b), *Rect::from_edges(-3, 0, 1, 6));
}

TEST(Affine, QuarterTurnsAreExact) {
    EXPECT_EQ(Affine::rotation(90).apply({1, 0}), (Point{0, 1}));
    EXPECT_EQ(Affine::rotation(-270).apply({1, 0}), (Point{0, 1}));
    EXPECT_EQ(Affine::rotation(180).apply({1, 2}), (Point{-1, -2}));
    EXPECT_EQ(Affine::rotation(720), Affine{});
}

TEST(Affine, InverseUndoesTheMap) {
    const Affine map = Affine::translation({5, -7}) * Affine::rotation(33) * Affine::scaling(2, 3);
    const Point there = map.apply({11, 13});
    const auto back = map.inverse();
    ASSERT_TRUE(back);
    EXPECT_NEAR(back->apply(there).x, 11, 1e-12);
    EXPECT_NEAR(back->apply(there).y, 13, 1e-12);
    EXPECT_FALSE(Affine::scaling(0, 1).inverse());
}

TEST(Affine, ProductAppliesTheInnerMapFirst) {
    constexpr Affine map = Affine::scaling(2, 2) * Affine::translation({1, 0});
    static_assert(map.apply({0, 0}) == Point{2, 0});
    EXPECT_EQ(bounds({Point{0, 0}, Point{2, 1}, Point{-1, 4}, Point{0, 3}}),
              *Rect::from_edges(-1, 0, 2, 4));
}

}  // namespace
}  // namespace refit::geometry
