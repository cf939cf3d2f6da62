#include "experiment/arm_intervals.h"

#include <gtest/gtest.h>

#include <vector>

namespace refit::experiment {
namespace {

std::vector<DrawOutcome> draws(const std::string& arm, int units, int stars) {
    std::vector<DrawOutcome> made(static_cast<std::size_t>(units));
    for (DrawOutcome& draw : made) {
        draw.variant_id = arm;
        draw.rating = stars;
    }
    return made;
}

TEST(ArmIntervals, AreInStarsAndPercentAndNarrowWithUnits) {
    auto all = draws("good", 100, 5);
    for (const auto& draw : draws("mixed", 20, 2)) all.push_back(draw);
    for (const auto& draw : draws("mixed", 20, 4)) all.push_back(draw);
    auto held = draws("good", 50, 1);
    for (DrawOutcome& draw : held) draw.held_back = true;
    all.insert(all.end(), held.begin(), held.end());
    const auto intervals = arm_intervals(all);
    ASSERT_TRUE(intervals) << intervals.error().message;
    ASSERT_EQ(intervals->size(), 2U);
    const ArmIntervals& good = intervals->at("good");
    EXPECT_EQ(good.units, 100);
    EXPECT_DOUBLE_EQ(good.rating.mean, 5.0);
    EXPECT_DOUBLE_EQ(good.rating.high, 5.0);
    EXPECT_GT(good.rating.low, 4.5);
    EXPECT_GT(good.success_rate.low, 90.0);
    EXPECT_DOUBLE_EQ(good.success_rate.high, 100.0);
    const ArmIntervals& mixed = intervals->at("mixed");
    EXPECT_DOUBLE_EQ(mixed.rating.mean, 3.0);
    EXPECT_LT(mixed.rating.low, 3.0);
    EXPECT_GT(mixed.rating.high, 3.0);
    EXPECT_DOUBLE_EQ(mixed.success_rate.mean, 50.0);
    EXPECT_GE(mixed.success_rate.low, 0.0);
    EXPECT_LE(mixed.success_rate.high, 100.0);
    EXPECT_DOUBLE_EQ(mixed.rating.level, 0.95);
}

TEST(ArmIntervals, LeaveOutWhatTheCanvasDrew) {
    auto all = draws("arm", 40, 3);
    for (DrawOutcome draw : draws("arm", 400, 5)) {
        draw.by_canvas = true;
        all.push_back(draw);
    }
    const auto intervals = arm_intervals(all);
    ASSERT_TRUE(intervals);
    EXPECT_EQ(intervals->at("arm").units, 40);
    EXPECT_DOUBLE_EQ(intervals->at("arm").rating.mean, 3.0);
}

TEST(ArmIntervals, OfNothingAreNone) {
    EXPECT_TRUE(arm_intervals({})->empty());
}

}  // namespace
}  // namespace refit::experiment
