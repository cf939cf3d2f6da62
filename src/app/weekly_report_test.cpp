#include "app/weekly_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "experiment/defaults.h"
#include "store/database.h"
#include "store/migrations.h"
#include "store/reports.h"

namespace refit::app {
namespace {

using std::chrono::days;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

// An empty server on a Monday at noon.
class WeeklyReports : public ::testing::Test {
protected:
    void SetUp() override {
        auto opened = store::open_database({.url = "sqlite::memory:"});
        ASSERT_TRUE(opened) << opened.error().message;
        database_ = std::move(*opened);
        ASSERT_TRUE(store::migrate(*database_, clock_.now()));
        ASSERT_TRUE(database_->write(
            [&](store::Transaction& tx) { return experiment::seed_defaults(tx, clock_.now()); }));
    }

    void write() {
        const auto written = write_weekly_report(*database_, clock_);
        ASSERT_TRUE(written) << written.error().message;
    }

    // The weeks reported, the newest report first.
    std::vector<std::string> weeks() {
        std::vector<std::string> periods;
        const auto done = database_->read([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(reports, store::list_reports(tx, "performance-analysis", 50));
            for (const store::Report& report : reports) periods.push_back(report.period.value());
            return {};
        });
        EXPECT_TRUE(done);
        return periods;
    }

    std::unique_ptr<store::Database> database_;
    ManualClock clock_{*parse_iso("2026-11-02T12:00:00.000Z")};
};

TEST_F(WeeklyReports, OfANewServerIsOfTheRunningWeek) {
    write();
    EXPECT_THAT(weeks(), ElementsAre("2026-11-02"));
}

// The weeks from the 2nd (written while it ran) and the 9th; of the 16th is nothing to tell, so the
// running one is written.
TEST_F(WeeklyReports, ThatWereMissedAreWrittenLater) {
    write();
    clock_.advance(days{23});
    write();
    EXPECT_THAT(weeks(), UnorderedElementsAre("2026-11-02", "2026-11-09", "2026-11-23"));
    const std::vector<std::string> before = weeks();
    write();
    EXPECT_EQ(weeks(), before) << "a week that has its report gets no other";
}

TEST_F(WeeklyReports, OfLongAgoAreNot) {
    write();
    clock_.advance(days{365});
    write();
    EXPECT_EQ(weeks().size(), 1 + 8 + 1U);
}

}  // namespace
}  // namespace refit::app
