// Statistics and roll-ups: what was added up live equals a recount of the log, to the last bit.

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "base/rng.h"
#include "records.h"
#include "store/arm_statistics.h"
#include "store/rollups.h"
#include "test_database.h"

namespace refit::store {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

class CountingContract : public StoreContract {
protected:
    std::vector<ArmStatistics> live_arms() {
        std::vector<ArmStatistics> out;
        read([&](Transaction& tx) -> Result<void> {
            REFIT_TRY(arms, list_arm_statistics(tx, kDefaultExperiment, 1));
            out = std::move(arms);
            return {};
        });
        return out;
    }
    std::vector<DailyRollup> live_rollups() {
        std::vector<DailyRollup> out;
        read([&](Transaction& tx) -> Result<void> {
            REFIT_TRY(days, list_rollups(tx, "2000-01-01", "2100-01-01"));
            out = std::move(days);
            return {};
        });
        return out;
    }
    void expect_live_equals_recount() {
        const auto arms = live_arms();
        const auto days = live_rollups();
        EXPECT_FALSE(arms.empty());
        read([&](Transaction& tx) -> Result<void> {
            REFIT_TRY(recounted_arms, recount_arm_statistics(tx));
            EXPECT_EQ(arms, recounted_arms);
            REFIT_TRY(recounted_days, recount_rollups(tx));
            EXPECT_EQ(days, recounted_days);
            RollupCounts total;
            for (const DailyRollup& day : days) total.sessions += day.counts.sessions;
            REFIT_TRY(totals, rollup_totals(tx));
            EXPECT_EQ(totals.sessions, total.sessions);
            return {};
        });
        write([](Transaction& tx) -> Result<void> {
            REFIT_CHECK(rebuild_arm_statistics(tx));
            return rebuild_rollups(tx);
        });
        EXPECT_EQ(live_arms(), arms);
        EXPECT_EQ(live_rollups(), days);
    }
};

// One request after another of one simulated user population, as the service makes them.
Result<void> simulate_one(Transaction& tx, Rng& rng, int i) {
    const std::string user = "u" + std::to_string(uniform_below(rng, 40));
    const std::string arm = uniform_below(rng, 3) == 0 ? "enhanced" : "original";
    Assignment draw = sample_assignment(user, arm);
    draw.held_back = user.ends_with('7');
    if (draw.held_back) draw.weights = {{arm, 1.0}};
    REFIT_TRY(assignment, insert_assignment(tx, draw));
    Session session = sample_session("s" + std::to_string(i), user);
    if (assignment.held_back) session.facts.policy_version = kNoPolicy;
    session.facts.variant_id = assignment.variant_id;
    session.facts.processing_time = 1000.0 * uniform01(rng);
    session.facts.created_at = at(static_cast<std::int64_t>(uniform_below(rng, 5)) * kDayMs);
    session.facts.first_exposure = uniform_below(rng, 2) == 0;
    if (uniform_below(rng, 2) == 0) session.facts.cost_usd = 0.05 * uniform01(rng);
    if (uniform_below(rng, 10) == 0) session.facts.status = SessionStatus::Failed;
    if (uniform_below(rng, 10) == 0) session.facts.resizer = Resizer::Fallback;
    if (uniform_below(rng, 20) == 0) session.facts.variant_id.reset();
    REFIT_CHECK(insert_session(tx, session));
    if (!session.facts.variant_id) return {};
    for (std::uint64_t ratings = uniform_below(rng, 3); ratings > 0; --ratings) {
        const int rating = 1 + static_cast<int>(uniform_below(rng, 5));
        REFIT_CHECK(rate(tx, session.facts.id, rating));
        UserOutcome outcome = sample_outcome(session, rating);
        outcome.assigned_seq = assignment.seq;
        outcome.held_back = assignment.held_back;
        REFIT_CHECK(put_outcome(tx, outcome));
    }
    REFIT_TRY(before, find_session_facts(tx, session.facts.id));
    SessionFacts after = *before;
    after.helpful = uniform_below(rng, 2) == 0;
    if (uniform_below(rng, 4) == 0) {
        after.corrected = true;
        after.correction_size = uniform01(rng);
    }
    REFIT_CHECK(update_session(
        tx, {.before = *before, .after = after, .ai_result = {}, .manual_corrections = {}}));
    return {};
}

TEST_P(CountingContract, WhatWasAddedLiveEqualsARecount) {
    SeededRng rng{20261123};
    for (int i = 0; i < 300; ++i) {
        write([&](Transaction& tx) { return simulate_one(tx, rng, i); });
    }
    expect_live_equals_recount();
    EXPECT_TRUE(std::ranges::any_of(live_arms(), &ArmStatistics::held_back));
}

TEST_P(CountingContract, TheSameHoldsForManyThreadsAndReplicas) {
    auto second = open_again();
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&, thread] {
            SeededRng rng{static_cast<std::uint64_t>(thread)};
            Database& replica = second && thread % 2 == 0 ? *second : db();
            for (int i = 0; i < 25; ++i) {
                // The same draws again if the transaction is run again.
                const SeededRng before = rng;
                EXPECT_OK(replica.write([&](Transaction& tx) {
                    rng = before;
                    return simulate_one(tx, rng, thread * 1000 + i);
                }));
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    expect_live_equals_recount();
}

TEST_P(CountingContract, EachCountMeansWhatItsNameSays) {
    write([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(insert_assignment(tx, sample_assignment("ada", "original")));
        Session session = sample_session("s1");
        REFIT_CHECK(insert_session(tx, session));
        REFIT_CHECK(rate(tx, "s1", 2));
        REFIT_CHECK(rate(tx, "s1", 4));
        REFIT_CHECK(put_outcome(tx, sample_outcome(session, 2)));
        REFIT_CHECK(put_outcome(tx, sample_outcome(session, 4)));
        Session failed = sample_session("s2");
        failed.facts.status = SessionStatus::Failed;
        failed.manual_corrections = "{}";
        failed.facts.correction_size = 0.5;
        REFIT_CHECK(insert_session(tx, failed));
        return {};
    });
    const auto arms = live_arms();
    ASSERT_EQ(arms.size(), 2U);  // "enhanced" was weighed, and not drawn
    EXPECT_EQ(arms[0].variant_id, "enhanced");
    EXPECT_EQ(arms[0].counts.exposures, 0);
    EXPECT_NEAR(arms[0].counts.expected_exposures, 2.0 / 3.0, 1e-6);
    const ArmCounts& counts = arms[1].counts;
    EXPECT_EQ(counts.exposures, 1);
    EXPECT_NEAR(counts.expected_exposures, 1.0 / 3.0, 1e-6);
    EXPECT_EQ(counts.sessions, 2);
    EXPECT_EQ(counts.outcomes, 1);
    EXPECT_EQ(counts.rating_sum, 4);
    EXPECT_EQ(counts.rating_sq_sum, 16);
    EXPECT_EQ(counts.successes, 1);
    EXPECT_EQ(counts.all_ratings, 1);
    EXPECT_EQ(counts.all_rating_sum, 4);
    EXPECT_EQ(counts.all_successes, 1);
    EXPECT_EQ(counts.processing_n, 1);  // the failed one's time says nothing
    EXPECT_NEAR(counts.processing_sum, 123.456789, 1e-3);
    EXPECT_EQ(counts.corrections, 1);
    EXPECT_EQ(counts.correction_size_sum, 0.5);
    EXPECT_EQ(counts.failures, 1);
    const auto days = live_rollups();
    ASSERT_EQ(days.size(), 1U);
    EXPECT_EQ(days[0].day, "2025-11-23");
    EXPECT_EQ(days[0].counts.sessions, 2);
    EXPECT_EQ(days[0].counts.rated, 1);
    EXPECT_EQ(days[0].counts.failed, 1);
}

REFIT_ALL_ENGINES(CountingContract);

}  // namespace
}  // namespace refit::store
