#include <gtest/gtest.h>

#include "analytics/overview.h"
#include "analytics/rollup_check.h"
#include "analytics/test_store.h"
#include "base/rng.h"

namespace refit::analytics {
namespace {

class Analytics : public TestStore {
protected:
    TrainingAnalytics analytics() {
        auto result = training_analytics(*database_, clock_);
        EXPECT_TRUE(result) << result.error().message;
        return result.value_or(TrainingAnalytics{});
    }
};

TEST_F(Analytics, AnEmptyHistoryIsZerosNotNan) {
    const TrainingAnalytics empty = analytics();
    EXPECT_EQ(empty.overview.total_sessions, 0);
    EXPECT_EQ(empty.overview.avg_rating, 0.0);
    EXPECT_EQ(empty.overview.feedback_rate, 0);
    EXPECT_EQ(empty.overview.avg_processing_time, 0.0);
    EXPECT_TRUE(empty.recent_activity.empty());
    EXPECT_TRUE(empty.trends.daily_count.empty());
    EXPECT_EQ(empty.targets.success_rate, 70);
}

TEST_F(Analytics, OverviewCountsWhatPeopleDid) {
    auto good = facts("a");
    good.user_rating = 5;
    good.processing_time = 100;
    insert(good);
    auto poor = facts("b");
    poor.user_rating = 2;
    poor.processing_time = 300;
    poor.corrected = true;
    poor.correction_size = 0.5;
    insert(poor);
    insert(facts("c"));
    const Overview seen = analytics().overview;
    EXPECT_EQ(seen.total_sessions, 3);
    EXPECT_EQ(seen.rated_sessions, 2);
    EXPECT_DOUBLE_EQ(seen.avg_rating, 3.5);
    EXPECT_EQ(seen.feedback_rate, 67);
    EXPECT_EQ(seen.success_rate, 50);
    EXPECT_DOUBLE_EQ(seen.avg_processing_time, 200.0);
    EXPECT_EQ(seen.correction_rate, 33);
}

TEST_F(Analytics, TrendsAreByUtcDayAndEndToday) {
    auto old = facts("old");
    old.created_at = clock_.now() - std::chrono::days{kTrendDays};
    insert(old);
    auto first = facts("first");
    first.created_at = clock_.now() - std::chrono::days{kTrendDays - 1};
    first.user_rating = 3;
    insert(first);
    auto today = facts("today");
    today.corrected = true;
    insert(today);
    const Trends seen = analytics().trends;
    EXPECT_EQ(seen.daily_count.size(), 2U);
    EXPECT_EQ(seen.daily_count.at("2026-11-23"), 1);
    EXPECT_EQ(seen.daily_rating.size(), 1U);
    EXPECT_DOUBLE_EQ(seen.daily_rating.begin()->second, 3.0);
    EXPECT_EQ(seen.daily_corrections.at("2026-11-23"), 1);
}

TEST_F(Analytics, RecentActivityIsNewestFirstOfAWeekAndAtMostAHundred) {
    auto old = facts("old");
    old.created_at = clock_.now() - std::chrono::days{kRecentDays} - Milliseconds{1};
    insert(old);
    for (std::size_t i = 0; i < kRecentSessionsMax + 5; ++i) insert(facts("s" + std::to_string(i)));
    auto last = facts("last");
    last.helpful = true;
    last.status = store::SessionStatus::Failed;
    insert(last);
    const auto recent = analytics().recent_activity;
    ASSERT_EQ(recent.size(), kRecentSessionsMax);
    EXPECT_EQ(recent.front().id, "last");
    EXPECT_TRUE(recent.front().has_feedback);
    EXPECT_EQ(recent.front().status, "failed");
    EXPECT_FALSE(recent.back().has_feedback);
}

TEST_F(Analytics, RollupsAgreeWithTheLogAndDriftIsFoundAndMended) {
    SeededRng rng{11};
    for (int i = 0; i < 50; ++i) {
        auto made = facts("s" + std::to_string(i));
        made.variant_id = uniform_below(rng, 2) == 0 ? "original" : "enhanced";
        made.experiment_id = "default";
        made.bucket_version = 1;
        made.user_rating = 1 + static_cast<int>(uniform_below(rng, 5));
        made.processing_time = 1000.0 * uniform01(rng);
        insert(made);
    }
    write([](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(drift, find_drift(tx));
        EXPECT_TRUE(drift.empty());
        return {};
    });
    EXPECT_TRUE(repair_drift(*database_)->empty());
    write([](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(changed, tx.execute("UPDATE daily_rollups SET rated = rated + 1", {}));
        EXPECT_GT(changed, 0);
        return {};
    });
    EXPECT_FALSE(repair_drift(*database_)->empty());
    EXPECT_TRUE(repair_drift(*database_)->empty());
}

}  // namespace
}  // namespace refit::analytics
