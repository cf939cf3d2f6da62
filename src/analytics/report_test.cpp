#include "analytics/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analytics/test_store.h"
#include "json/document.h"
#include "store/audit.h"
#include "store/reports.h"

namespace refit::analytics {
namespace {

using std::chrono::days;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class WeeklyReport : public TestStore {
protected:
    PerformanceReport make(ReportNotes notes = {}, int weeks = 1) {
        PerformanceReport report;
        write([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(made, performance_report(tx, full_weeks(clock_.now(), weeks), notes));
            report = std::move(made);
            return {};
        });
        return report;
    }

    void rated(const std::string& id, days ago, int stars) {
        auto made = facts(id);
        made.created_at = clock_.now() - ago;
        made.user_rating = stars;
        insert(made);
    }

    void happened(days ago, const std::string& action, const std::string& reason) {
        write([&](store::Transaction& tx) {
            return store::append_audit(tx, {.seq = 0,
                                            .at = clock_.now() - ago,
                                            .actor = "admin",
                                            .action = action,
                                            .subject = "variant:bold",
                                            .before_json = std::nullopt,
                                            .after_json = std::nullopt,
                                            .reason = reason});
        });
    }
};

TEST(FullWeeks, EndBeforeTheRunningWeek) {
    const auto at = [](const char* text, int weeks) {
        const ReportPeriod period = full_weeks(*parse_iso(text), weeks);
        return format_iso(period.from) + " " + format_iso(period.until);
    };
    const std::string week = "2026-11-16T00:00:00.000Z 2026-11-23T00:00:00.000Z";
    EXPECT_EQ(at("2026-11-23T00:00:00.000Z", 1), week);
    EXPECT_EQ(at("2026-11-29T23:59:59.999Z", 1), week);
    EXPECT_EQ(at("2026-11-25T10:00:00.000Z", 3),
              "2026-11-02T00:00:00.000Z 2026-11-23T00:00:00.000Z");
}

TEST(RunningWeek, BeginsWhereTheFullOnesEnd) {
    const ReportPeriod week = running_week(*parse_iso("2026-11-29T23:59:59.999Z"));
    EXPECT_EQ(format_iso(week.from), "2026-11-23T00:00:00.000Z");
    EXPECT_EQ(format_iso(week.until), "2026-11-30T00:00:00.000Z");
}

TEST_F(WeeklyReport, ComparesTwoWeeksAndShowsTheTrend) {
    rated("before", days{8}, 2);
    rated("within", days{1}, 5);
    insert(facts("today"));  // The current week is not over.
    const PerformanceReport report = make();
    EXPECT_EQ(report.from, "2026-11-16");
    EXPECT_EQ(report.to, "2026-11-22");
    EXPECT_EQ(report.current.sessions, 1);
    EXPECT_DOUBLE_EQ(report.current.avg_rating, 5.0);
    EXPECT_DOUBLE_EQ(report.previous.avg_rating, 2.0);
    ASSERT_EQ(report.variants.size(), 1U);
    EXPECT_EQ(report.variants.front().id, "original");
    EXPECT_GT(report.variants.front().success_low, 0.0);
    EXPECT_LT(report.variants.front().success_low, 50.0) << "one rating proves little";
    ASSERT_EQ(report.trend.size(), std::size_t{kTrendWeeks});
    EXPECT_EQ(report.trend.back().from, "2026-11-16");
    EXPECT_DOUBLE_EQ(report.trend.back().figures.avg_rating, 5.0);
    EXPECT_DOUBLE_EQ(report.trend[kTrendWeeks - 2].figures.avg_rating, 2.0);
    EXPECT_EQ(make({}, 2).current.sessions, 2);
}

TEST_F(WeeklyReport, TellsWhatTheAuditLogSaysOfTheWeek) {
    happened(days{9}, "variant.stop", "the week before");
    happened(days{3}, "variant.stop", "guardrail ratingDrop");
    happened(days{3}, "model.promote", "errs less");
    happened(days{2}, "canary.retire", "beaten");
    happened(days{2}, "experiment.change", "of no kind that is told");
    happened(days{0}, "variant.resume", "today");
    const Events events = make().events;
    EXPECT_THAT(events.guardrails,
                ElementsAre("2026-11-20, variant bold stopped by admin: guardrail ratingDrop"));
    EXPECT_THAT(events.models, ElementsAre(HasSubstr("promoted by admin: errs less")));
    EXPECT_THAT(events.proposals, ElementsAre(HasSubstr("retired by admin: beaten")));
    EXPECT_TRUE(events.verdicts.empty());
}

TEST_F(WeeklyReport, ManyEventsAreCounted) {
    for (int i = 0; i < 25; ++i) happened(days{1}, "variant.stop", std::to_string(i));
    const auto lines = make().events.guardrails;
    ASSERT_EQ(lines.size(), kEventsMax + 1);
    EXPECT_THAT(lines.front(), HasSubstr("5 earlier"));
    EXPECT_THAT(lines.back(), HasSubstr(": 24"));
}

TEST_F(WeeklyReport, SaysWhatFeedbackIsMissing) {
    rated("a", days{1}, 5);
    auto silent = facts("b");
    silent.created_at = clock_.now() - days{1};
    silent.variant_id = "enhanced";
    insert(silent);
    EXPECT_THAT(make().quality,
                ElementsAre("Every arm was shown as often as it was drawn.",
                            "Without a rating: 1 of 2 sessions (50 %). Most are rated of original "
                            "(100 %), fewest of enhanced (0 %)."));
    ReportNotes notes;
    notes.alarms = {"x: the arms were not shown as often as they were to be"};
    EXPECT_EQ(make(notes).quality.front(), notes.alarms.front());
}

TEST_F(WeeklyReport, IsOneOfItsWeekHoweverOftenItIsWritten) {
    std::int64_t first = 0;
    for (const int day : {0, 1, 6}) {
        clock_.set(*parse_iso("2026-11-23T12:00:00.000Z") + days{day});
        const auto number = store_report(*database_, clock_.now(), make());
        ASSERT_TRUE(number) << number.error().message;
        if (first == 0) first = *number;
        EXPECT_EQ(*number, first);
    }
    clock_.advance(days{1});
    EXPECT_GT(*store_report(*database_, clock_.now(), make()), first);
    write([](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(stored, store::list_reports(tx, kPerformanceReportKind, 10));
        EXPECT_EQ(stored.size(), 2U);
        EXPECT_EQ(stored.back().period, "2026-11-16");
        EXPECT_EQ(format_day(stored.back().created_at), "2026-11-29");
        return {};
    });
}

TEST_F(WeeklyReport, OfAnEmptyWeekHasNumbers) {
    const PerformanceReport report = make();
    EXPECT_TRUE(std::isfinite(report.current.success_rate));
    EXPECT_FALSE(report.recommendations.empty());
    EXPECT_THAT(to_markdown(report), Not(HasSubstr("nan")));
    EXPECT_THAT(to_markdown(report), HasSubstr("| Average rating | – | – |\n"));
    EXPECT_THAT(to_markdown(report), HasSubstr("| Feedback rate (target 50 %) | – | – |\n"));
}

TEST_F(WeeklyReport, PeoplesWordsAreNeverMarkup) {
    ReportNotes notes;
    notes.pairs.push_back({.experiment = "a|b",
                           .a = "<img src=x>",
                           .b = "[x](javascript:1)",
                           .verdict = "two\nlines `code` back\\slash|"});
    notes.arms.push_back({.experiment = "a|b", .arm = "x\ny", .units = 7, .rating = 4});
    notes.experiments = {"# *bold*", "- item", "12. item", "== x"};
    notes.findings = test_together({{"family_1", "1) _found_", 0.001}});
    const PerformanceReport report = make(notes);
    const std::string text = to_markdown(report);
    EXPECT_THAT(text, HasSubstr("| a\\|b | \\<img src=x\\> and \\[x\\](javascript:1) |"));
    EXPECT_THAT(text, HasSubstr("| a\\|b | x y | 7 | 4.00 (1.00–5.00) | 0 % (0–100) |"));
    EXPECT_THAT(text, HasSubstr("two lines \\`code\\` back\\\\slash\\| |\n"));
    EXPECT_THAT(text, HasSubstr("\n- \\# \\*bold\\*\n- \\- item\n- 12\\. item\n- \\== x\n"));
    EXPECT_THAT(text, HasSubstr("Tested together: 1 (family\\_1: 1). Standing at a false discovery "
                                "rate of 10 % over all of them (Benjamini-Hochberg): 1."));
    EXPECT_THAT(text, HasSubstr("\n- 1\\) \\_found\\_ (q = 0.001)\n"));
    const auto body = json::Document::parse(to_json(report));
    ASSERT_TRUE(body) << to_json(report);
    EXPECT_EQ(body->root().find("findings")->integer("tested"), 1);
    EXPECT_EQ(body->root().find("pairs")->size(), 1U);
    EXPECT_EQ(body->root().find("arms")->at(0).integer("units"), 7);
    EXPECT_EQ(body->root().find("trend")->size(), std::size_t{kTrendWeeks});
}

}  // namespace
}  // namespace refit::analytics
