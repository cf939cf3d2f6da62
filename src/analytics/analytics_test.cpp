#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "analytics/overview.h"
#include "analytics/report.h"
#include "analytics/rollup_check.h"
#include "base/rng.h"
#include "json/document.h"
#include "store/migrations.h"
#include "store/reports.h"
#include "store/sessions.h"

namespace refit::analytics {
namespace {

class Analytics : public ::testing::Test {
protected:
    void SetUp() override {
        auto opened = store::open_database({.url = "sqlite::memory:"});
        ASSERT_TRUE(opened) << opened.error().message;
        database_ = std::move(*opened);
        const auto migrated = store::migrate(*database_, clock_.now());
        ASSERT_TRUE(migrated) << migrated.error().message;
    }

    store::SessionFacts facts(const std::string& id) const {
        store::SessionFacts made;
        made.id = id;
        made.user_id = "user of " + id;
        made.target_width = 300;
        made.target_height = 600;
        made.variant_id = "original";
        made.variant_version = 1;
        made.created_at = clock_.now();
        made.updated_at = clock_.now();
        return made;
    }

    void insert(const store::SessionFacts& made) {
        write([&made](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(seq, store::insert_session(tx, {made, "{}", std::nullopt, std::nullopt}));
            EXPECT_GT(seq, 0);
            return {};
        });
    }

    void write(const store::Database::Work& work) {
        const auto done = database_->write(work);
        EXPECT_TRUE(done) << done.error().message;
    }

    TrainingAnalytics analytics() {
        auto result = training_analytics(*database_, clock_);
        EXPECT_TRUE(result) << result.error().message;
        return result.value_or(TrainingAnalytics{});
    }

    std::unique_ptr<store::Database> database_;
    ManualClock clock_{*parse_iso("2026-11-23T12:00:00.000Z")};
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

TEST_F(Analytics, ReportComparesTwoWeeksAndIsStored) {
    auto before = facts("before");
    before.created_at = clock_.now() - std::chrono::days{kReportDays + 1};
    before.user_rating = 2;
    insert(before);
    auto within = facts("within");
    within.created_at = clock_.now() - std::chrono::days{1};
    within.user_rating = 5;
    insert(within);
    insert(facts("today"));  // The current day is not over.
    const auto report = write_performance_report(
        *database_, clock_, {{"An insight."}, {"A *verdict* on a|b"}, {"A change"}});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->from, "2026-11-16");
    EXPECT_EQ(report->to, "2026-11-22");
    EXPECT_EQ(report->current.sessions, 1);
    EXPECT_DOUBLE_EQ(report->current.avg_rating, 5.0);
    EXPECT_DOUBLE_EQ(report->previous.avg_rating, 2.0);
    ASSERT_EQ(report->variants.size(), 1U);
    EXPECT_EQ(report->variants.front().id, "original");
    EXPECT_GT(report->variants.front().success_low, 0.0);
    EXPECT_LT(report->variants.front().success_low, 50.0) << "one rating proves little";

    write([](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(stored, store::list_reports(tx, kPerformanceReportKind, 10));
        EXPECT_EQ(stored.size(), 1U);
        if (stored.empty()) return {};
        const auto body = json::Document::parse(stored.front().body);
        EXPECT_TRUE(body) << stored.front().body;
        EXPECT_EQ(body->root().find("current")->integer("sessions"), 1);
        EXPECT_NE(stored.front().markdown.find("An insight."), std::string::npos);
        EXPECT_NE(stored.front().markdown.find("## Experiments\n\n- A \\*verdict\\* on a|b\n"),
                  std::string::npos)
            << stored.front().markdown;
        EXPECT_NE(stored.front().markdown.find("## What changed"), std::string::npos);
        EXPECT_EQ(body->root().find("changes")->size(), 1U);
        return {};
    });
}

TEST_F(Analytics, ReportOfAnEmptyWeekHasNumbers) {
    const auto report = write_performance_report(*database_, clock_, {});
    ASSERT_TRUE(report);
    EXPECT_TRUE(std::isfinite(report->current.success_rate));
    EXPECT_FALSE(report->recommendations.empty());
    EXPECT_EQ(to_markdown(*report).find("nan"), std::string::npos);
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
