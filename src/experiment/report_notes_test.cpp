#include "experiment/report_notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "experiment/results.h"
#include "experiment/test_house.h"
#include "store/policies.h"

namespace refit::experiment {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ReportNotesTest : public House {
protected:
    ReportNotes since(TimePoint from) {
        return run(
            [&](store::Transaction& tx) { return report_notes(tx, from, TimePoint::max()); });
    }
};

TEST_F(ReportNotesTest, WithoutRatingsNoPairIsDifferent) {
    const ReportNotes notes = since(TimePoint{});
    ASSERT_EQ(notes.pairs.size(), 1U);
    EXPECT_THAT(notes.pairs[0].verdict, HasSubstr("Not enough data"));
    EXPECT_EQ(notes.pairs[0].always_valid.p_value, 1.0);
    EXPECT_THAT(notes.alarms, IsEmpty());
    EXPECT_THAT(notes.verdicts, Contains(HasSubstr("Pairs looked at together: 1")));
    EXPECT_THAT(notes.verdicts, Contains(HasSubstr("5 %: none.")));
}

TEST_F(ReportNotesTest, AClearDifferenceStandsAndTheTrafficsChangesHaveReasons) {
    for (int i = 0; i < 200; ++i) {
        store::SessionFacts session = serve(assign_to("user-" + std::to_string(i)));
        rate(session, *session.variant_id == "enhanced" ? 4 + i % 2 : 1 + i % 2);
    }
    const ReportNotes notes = since(TimePoint{});
    ASSERT_EQ(notes.arms.size(), 2U);
    EXPECT_GT(notes.arms[1].known.rating.low, notes.arms[0].known.rating.high);
    EXPECT_EQ(notes.arms[0].known.units + notes.arms[1].known.units, 200);
    EXPECT_THAT(notes.verdicts, Not(Contains(HasSubstr("5 %: none."))));
    EXPECT_THAT(notes.changes, Not(IsEmpty()));
    EXPECT_LE(notes.changes.size(), kChangesMax + 1);
    EXPECT_THAT(notes.changes, Contains(HasSubstr("policy 1: first policy")));
    EXPECT_THAT(notes.changes, Contains(HasSubstr("weighed anew after ratings, times: ")));
    EXPECT_THAT(notes.changes, Not(Contains(HasSubstr("a new rating"))));
    EXPECT_THAT(since(TimePoint::max()).changes, IsEmpty());
}

// The largest E so far bounds one pair's error, but it is no e-value: e-BH must not be given it.
TEST_F(ReportNotesTest, TheFamilyGoesByThePresentEvidence) {
    int users = 0;
    const auto visit = [&](bool enhanced_is_better) {
        const int n = users++;
        store::SessionFacts session = serve(assign_to("user-" + std::to_string(n)));
        rate(session, ((*session.variant_id == "enhanced") == enhanced_is_better ? 4 : 1) + n % 2);
    };
    const auto pair = [&] {
        return run([](store::Transaction& tx) { return results(tx, store::kDefaultExperiment); })
            .comparisons.at(0);
    };
    while (!pair().crossing && users < 200) visit(true);
    ASSERT_TRUE(pair().crossing);
    const double enough = -std::log(kReportFdr);  // of one pair
    while (pair().log_e >= enough && users < 400) visit(false);
    ASSERT_LT(pair().log_e, enough);
    EXPECT_TRUE(pair().always_valid.significant);
    EXPECT_THAT(since(TimePoint{}).verdicts, Contains(HasSubstr("5 %: none.")));
}

TEST_F(ReportNotesTest, ABusyWeekHidesNoChange) {
    constexpr int kRatings = 1200;  // more than a page of policies
    write([&](store::Transaction& tx) -> Result<void> {
        store::Policy policy;
        policy.experiment_id = store::kDefaultExperiment;
        policy.weights = {{"original", 0.5}, {"enhanced", 0.5}};
        policy.created_at = clock.now();
        policy.reason = "somebody asked for it";
        REFIT_CHECK(store::insert_policy(tx, policy));
        policy.reason = std::string{kNewRating} + " of 'original'";
        for (int i = 0; i < kRatings; ++i) REFIT_CHECK(store::insert_policy(tx, policy));
        return {};
    });
    const ReportNotes notes = since(clock.now());
    EXPECT_THAT(notes.changes, Contains(HasSubstr("somebody asked for it")));
    EXPECT_THAT(notes.changes, Contains(HasSubstr("times: 1200.")));
}

}  // namespace
}  // namespace refit::experiment
