#include <string>
#include <vector>

#include "records.h"
#include "store/arm_statistics.h"
#include "store/erase_user.h"
#include "store/idempotency.h"
#include "store/rollups.h"
#include "store/training_data.h"
#include "test_database.h"

namespace refit::store {
namespace {

class EraseContract : public StoreContract {};

// A user with everything a user can leave.
Result<void> live_through(Transaction& tx, const std::string& user, int rating) {
    REFIT_TRY(assignment, insert_assignment(tx, sample_assignment(user)));
    const Session session = sample_session("session-" + user, user);
    REFIT_CHECK(insert_session(tx, session));
    REFIT_CHECK(rate(tx, session.facts.id, rating));
    REFIT_CHECK(put_feedback(tx, sample_feedback(session.facts.id, user, rating), std::nullopt));
    UserOutcome outcome = sample_outcome(session, rating);
    outcome.assigned_seq = assignment.seq;
    REFIT_CHECK(put_outcome(tx, outcome));
    REFIT_CHECK(put_training_example(tx, {.id = "t-" + user,
                                          .session_id = session.facts.id,
                                          .input_features = "[]",
                                          .expected_output = std::nullopt,
                                          .quality_score = 0.5,
                                          .quality_version = "quality/1",
                                          .validated = true,
                                          .created_at = kNow}));
    REFIT_CHECK(claim_idempotency_key(
        tx,
        {.key = "k-" + user, .route = "r", .body_hash = "h", .user_id = user, .created_at = kNow}));
    return {};
}

struct Counters {
    std::vector<ArmStatistics> arms;
    std::vector<DailyRollup> days;
    friend bool operator==(const Counters&, const Counters&) = default;
};
Result<Counters> counters(Transaction& tx) {
    REFIT_TRY(arms, list_arm_statistics(tx, kDefaultExperiment, 1));
    REFIT_TRY(days, list_rollups(tx, "2000-01-01", "2100-01-01"));
    return Counters{.arms = std::move(arms), .days = std::move(days)};
}

TEST_P(EraseContract, AfterErasureItIsAsIfTheUserHadNeverCome) {
    Counters without_bob;
    write([&](Transaction& tx) -> Result<void> {
        REFIT_CHECK(live_through(tx, "ada", 4));
        REFIT_TRY(before, counters(tx));
        without_bob = before;
        REFIT_CHECK(live_through(tx, "bob", 5));
        return {};
    });
    write([&](Transaction& tx) -> Result<void> {
        REFIT_TRY(erased, erase_user(tx, "bob", at(1)));
        EXPECT_EQ(erased.sessions, 1);
        EXPECT_EQ(erased.feedback, 2);  // the word, and its history
        EXPECT_EQ(erased.outcomes, 1);
        EXPECT_EQ(erased.training_examples, 1);
        EXPECT_EQ(erased.assignments, 1);
        EXPECT_EQ(erased.idempotency_keys, 1);
        return {};
    });
    read([&](Transaction& tx) -> Result<void> {
        REFIT_TRY(after, counters(tx));
        EXPECT_EQ(after, without_bob);
        REFIT_TRY(recounted, recount_arm_statistics(tx));
        EXPECT_EQ(after.arms, recounted);
        REFIT_TRY(session, find_session(tx, "session-bob"));
        EXPECT_FALSE(session);
        REFIT_TRY(other, find_session(tx, "session-ada"));
        EXPECT_TRUE(other);
        return {};
    });
    write([&](Transaction& tx) -> Result<void> {
        REFIT_TRY(again, erase_user(tx, "bob", at(1)));
        EXPECT_EQ(again.sessions + again.feedback + again.assignments, 0);
        return {};
    });
}

TEST_P(EraseContract, AWordOnSomebodyElsesSessionGoesAndTheLatestOtherOneStands) {
    write([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(live_through(tx, "ada", 4));
        Feedback word = sample_feedback("session-ada", "bob", 1);
        word.updated_at = at(9000);
        REFIT_CHECK(put_feedback(tx, word, std::nullopt));
        REFIT_CHECK(rate(tx, "session-ada", 1));
        return {};
    });
    write([](Transaction& tx) -> Result<void> {
        REFIT_TRY(erased, erase_user(tx, "bob", at(10'000)));
        EXPECT_EQ(erased.feedback, 2);
        EXPECT_EQ(erased.sessions, 0);
        REFIT_TRY(session, find_session_facts(tx, "session-ada"));
        EXPECT_EQ(session->user_rating, 4);
        REFIT_TRY(arms, list_arm_statistics(tx, kDefaultExperiment, 1));
        REFIT_TRY(recounted, recount_arm_statistics(tx));
        EXPECT_EQ(arms, recounted);
        return {};
    });
}

REFIT_ALL_ENGINES(EraseContract);

}  // namespace
}  // namespace refit::store
