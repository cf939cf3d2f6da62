#include "schedule/interval.h"

#include <gtest/gtest.h>

namespace refit::schedule {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr TimePoint kNow{Milliseconds{1'700'000'000'000}};
constexpr Milliseconds kDay = hours{24};

TEST(Interval, FirstRunComesAfterOneInterval) {
    EXPECT_EQ(next_run(std::nullopt, kDay, kNow), kNow + kDay);
}

TEST(Interval, RunsOneIntervalAfterTheLast) {
    EXPECT_EQ(next_run(kNow - hours{5}, kDay, kNow), kNow + hours{19});
}

TEST(Interval, ManyMissedTicksMakeOneRunNow) {
    EXPECT_EQ(next_run(kNow - kDay * 100, kDay, kNow), kNow);
}

TEST(Interval, ThirtyDaysDoNotWrapAround) {
    const Milliseconds month = kDay * 30;
    ASSERT_GT(month.count(), std::int64_t{1} << 31);
    EXPECT_EQ(next_run(kNow, month, kNow), kNow + month);
    EXPECT_EQ(following_run(kNow, month, kNow), kNow + month);
}

TEST(Interval, LongestIntervalIsExact) {
    EXPECT_EQ(next_run(kNow, kIntervalMax, kNow) - kNow, kIntervalMax);
}

TEST(Interval, ClockSetBackWaitsAtMostOneInterval) {
    EXPECT_EQ(next_run(kNow + kDay * 400, kDay, kNow), kNow + kDay);
    EXPECT_EQ(following_run(kNow + kDay * 400, kDay, kNow), kNow + kDay);
}

TEST(Interval, LateRunKeepsTheGrid) {
    EXPECT_EQ(following_run(kNow, kDay, kNow + minutes{7}), kNow + kDay);
    EXPECT_EQ(following_run(kNow, kDay, kNow + kDay * 3 + minutes{7}), kNow + kDay * 4);
}

TEST(Interval, FollowingRunIsAlwaysAhead) {
    EXPECT_EQ(following_run(kNow, kDay, kNow + kDay), kNow + kDay * 2);
}

TEST(Interval, RangeIsHeld) {
    EXPECT_FALSE(is_valid_interval(Milliseconds{0}));
    EXPECT_FALSE(is_valid_interval(kIntervalMin - Milliseconds{1}));
    EXPECT_TRUE(is_valid_interval(kIntervalMin));
    EXPECT_TRUE(is_valid_interval(kIntervalMax));
    EXPECT_FALSE(is_valid_interval(kIntervalMax + Milliseconds{1}));
}

}  // namespace
}  // namespace refit::schedule
