// Sessions, feedback and training examples.

#include <string>
#include <vector>

#include "records.h"
#include "store/training_data.h"
#include "test_database.h"

namespace refit::store {
namespace {

class SessionContract : public StoreContract {
protected:
    Session stored(const std::string& id) {
        Session out;
        read([&](Transaction& tx) -> Result<void> {
            REFIT_TRY(found, find_session(tx, id));
            EXPECT_TRUE(found.has_value());
            if (found) out = *std::move(found);
            return {};
        });
        return out;
    }
    void insert(const Session& session) {
        write([&](Transaction& tx) -> Result<void> {
            REFIT_CHECK(insert_session(tx, session));
            return {};
        });
    }
    std::vector<std::string> ids(const SessionFilter& filter) {
        std::vector<std::string> out;
        read([&](Transaction& tx) -> Result<void> {
            REFIT_TRY(found, list_sessions(tx, filter));
            for (const SessionFacts& facts : found) out.push_back(facts.id);
            return {};
        });
        return out;
    }
};

TEST_P(SessionContract, EveryFieldIsKept) {
    Session session = sample_session("s1");
    SessionFacts& facts = session.facts;
    facts.project_id = "p";
    facts.user_rating = 4;
    facts.helpful = false;
    facts.feedback_text = "ä";
    facts.correction_size = 0.125;
    facts.undone = true;
    facts.resizer = Resizer::Fallback;
    facts.status = SessionStatus::Failed;
    facts.error_message = "model said no";
    facts.quality_score = 0.1 + 0.2;
    facts.prompt_tokens = 1000;
    facts.completion_tokens = 20;
    facts.cost_usd = 0.00123;
    facts.rated_at = at(5);
    session.manual_corrections = "{}";
    insert(session);
    const Session back = stored("s1");
    EXPECT_EQ(back.original_canvas, session.original_canvas);
    EXPECT_EQ(back.ai_result, session.ai_result);
    EXPECT_EQ(back.manual_corrections, session.manual_corrections);
    EXPECT_EQ(back.facts.project_id, "p");
    EXPECT_EQ(back.facts.target_height, 1920);
    EXPECT_EQ(back.facts.user_rating, 4);
    EXPECT_EQ(back.facts.helpful, false);
    EXPECT_EQ(back.facts.feedback_text, "ä");
    EXPECT_TRUE(back.facts.corrected);
    EXPECT_EQ(back.facts.correction_size, 0.125);
    EXPECT_TRUE(back.facts.undone);
    EXPECT_EQ(back.facts.processing_time, 123.456789);
    EXPECT_EQ(back.facts.propensity, 0.5);
    EXPECT_EQ(back.facts.resizer, Resizer::Fallback);
    EXPECT_EQ(back.facts.status, SessionStatus::Failed);
    EXPECT_EQ(back.facts.quality_score, 0.1 + 0.2);
    EXPECT_EQ(back.facts.prompt_tokens, 1000);
    EXPECT_EQ(back.facts.cost_usd, 0.00123);
    EXPECT_EQ(back.facts.features, "[0.1,2,3]");
    EXPECT_EQ(back.facts.created_at, kNow);
    EXPECT_EQ(back.facts.rated_at, at(5));
}

TEST_P(SessionContract, AnIdIsTakenOnce) {
    insert(sample_session("s1"));
    const auto again = db().write([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(insert_session(tx, sample_session("s1")));
        return {};
    });
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::Conflict);
}

TEST_P(SessionContract, AnUpdateWritesWhatDiffersAndMovesTheEtag) {
    insert(sample_session("s1"));
    write([](Transaction& tx) -> Result<void> {
        REFIT_TRY(facts, rate(tx, "s1", 5));
        EXPECT_EQ(facts.etag, 2);
        return {};
    });
    const Session back = stored("s1");
    EXPECT_EQ(back.facts.user_rating, 5);
    EXPECT_EQ(back.facts.rated_at, at(1000));
    EXPECT_EQ(back.facts.etag, 2);
    EXPECT_EQ(back.facts.created_at, kNow);
    EXPECT_EQ(back.ai_result, R"({"objects":[]})");
}

TEST_P(SessionContract, AnUpdateOfNothingChangesNothing) {
    insert(sample_session("s1"));
    write([](Transaction& tx) -> Result<void> {
        REFIT_TRY(facts, find_session_facts(tx, "s1"));
        REFIT_TRY(after, update_session(tx, {.before = *facts,
                                             .after = *facts,
                                             .ai_result = {},
                                             .manual_corrections = {}}));
        EXPECT_EQ(after.etag, 1);
        return {};
    });
}

TEST_P(SessionContract, CorrectionsAreStoredAndMarkTheSession) {
    insert(sample_session("s1"));
    write([](Transaction& tx) -> Result<void> {
        REFIT_TRY(facts, find_session_facts(tx, "s1"));
        REFIT_CHECK(update_session(tx, {.before = *facts,
                                        .after = *facts,
                                        .ai_result = {},
                                        .manual_corrections = R"({"objects":[1]})"}));
        return {};
    });
    EXPECT_EQ(stored("s1").manual_corrections, R"({"objects":[1]})");
    EXPECT_TRUE(stored("s1").facts.corrected);
}

TEST_P(SessionContract, AStaleUpdateIsAConflictAndAMissingOneIsNotFound) {
    insert(sample_session("s1"));
    SessionFacts stale = stored("s1").facts;
    write([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(rate(tx, "s1", 5));
        return {};
    });
    const auto attempt = [&] {
        return db().write([&](Transaction& tx) -> Result<void> {
            SessionFacts after = stale;
            after.user_rating = 1;
            REFIT_CHECK(update_session(
                tx, {.before = stale, .after = after, .ai_result = {}, .manual_corrections = {}}));
            return {};
        });
    };
    EXPECT_EQ(attempt().error().code, ErrorCode::Conflict);
    stale.id = "nobody";
    EXPECT_EQ(attempt().error().code, ErrorCode::NotFound);
    EXPECT_EQ(stored("s1").facts.user_rating, 5);
}

TEST_P(SessionContract, ListsAreNewestFirstFilteredAndPaged) {
    for (int i = 0; i < 10; ++i) {
        Session session = sample_session("s" + std::to_string(i), i < 5 ? "ada" : "bob");
        session.facts.variant_id = i % 2 == 0 ? "original" : "enhanced";
        session.facts.created_at = at(i * 1000);
        if (i >= 7) session.facts.user_rating = 3;
        insert(session);
    }
    using Ids = std::vector<std::string>;
    SessionFilter filter;
    filter.limit = 3;
    EXPECT_EQ(ids(filter), (Ids{"s9", "s8", "s7"}));
    filter.before_seq = stored("s7").facts.seq;
    EXPECT_EQ(ids(filter), (Ids{"s6", "s5", "s4"}));
    SessionFilter rated;
    rated.rated = true;
    rated.variant_id = "enhanced";
    EXPECT_EQ(ids(rated), (Ids{"s9", "s7"}));
    SessionFilter unrated;
    unrated.rated = false;
    unrated.user_id = "bob";
    EXPECT_EQ(ids(unrated), (Ids{"s6", "s5"}));
    SessionFilter recent;
    recent.created_from = at(8000);
    EXPECT_EQ(ids(recent), (Ids{"s9", "s8"}));
    SessionFilter none;
    none.limit = 0;
    EXPECT_EQ(ids(none).size(), 1U);
    read([](Transaction& tx) -> Result<void> {
        REFIT_TRY(count, count_sessions(tx, at(2000), at(5000)));
        EXPECT_EQ(count, 3);
        return {};
    });
}

TEST_P(SessionContract, TheServedScanTakesEveryResultWithFeatures) {
    std::vector<Session> sessions;
    for (const char* id : {"rated", "silent", "failed", "bare", "late"}) {
        sessions.push_back(sample_session(id));
        sessions.back().facts.features = "[0.5]";
    }
    sessions[0].facts.user_rating = 1;
    sessions[2].facts.status = SessionStatus::Failed;
    sessions[3].facts.features = "[]";
    sessions[4].facts.created_at = at(10'000);
    for (const Session& session : sessions) insert(session);
    read([](Transaction& tx) -> Result<void> {
        REFIT_TRY(found, scan_served_sessions(tx, {.from = kNow, .to = at(1), .rating_min = 5}));
        std::vector<std::string> names;
        for (const SessionFacts& facts : found) names.push_back(facts.id);
        EXPECT_EQ(names, (std::vector<std::string>{"rated", "silent"}));
        REFIT_TRY(rest, scan_served_sessions(
                            tx, {.from = kNow, .to = at(1), .after_seq = found.front().seq}));
        EXPECT_EQ(rest.size(), 1U);
        return {};
    });
}

TEST_P(SessionContract, TheTrainingScanTakesLabelledSessionsOnly) {
    std::vector<Session> sessions;
    for (const char* id :
         {"rated1", "rated4", "thumbed", "corrected", "undone", "silent", "late"}) {
        sessions.push_back(sample_session(id));
    }
    sessions[0].facts.user_rating = 1;
    sessions[1].facts.user_rating = 4;
    sessions[2].facts.helpful = false;
    sessions[3].manual_corrections = "{}";
    sessions[4].facts.undone = true;
    sessions[6].facts.user_rating = 5;
    sessions[6].facts.created_at = at(10'000);
    for (const Session& session : sessions) insert(session);
    read([](Transaction& tx) -> Result<void> {
        REFIT_TRY(found, scan_labelled_sessions(tx, {.from = kNow, .to = at(1), .rating_min = 2}));
        std::vector<std::string> names;
        for (const SessionFacts& facts : found) names.push_back(facts.id);
        EXPECT_EQ(names, (std::vector<std::string>{"rated4", "thumbed", "corrected", "undone"}));
        TrainingScan next{.from = kNow, .to = at(20'000), .rating_min = 1};
        next.after_seq = found.front().seq;
        next.limit = 2;
        REFIT_TRY(page, scan_labelled_sessions(tx, next));
        EXPECT_EQ(page.size(), 2U);
        EXPECT_EQ(page.front().id, "thumbed");
        return {};
    });
}

TEST_P(SessionContract, FeedbackIsIdempotentReplacedAndRemembered) {
    insert(sample_session("s1"));
    const auto put = [&](const Feedback& feedback) {
        FeedbackEffect effect{};
        write([&](Transaction& tx) -> Result<void> {
            REFIT_TRY(done, put_feedback(tx, feedback, 0.5));
            effect = done;
            return {};
        });
        return effect;
    };
    EXPECT_EQ(put(sample_feedback("s1", "ada", 2)), FeedbackEffect::Added);
    EXPECT_EQ(put(sample_feedback("s1", "ada", 2)), FeedbackEffect::Unchanged);
    Feedback later = sample_feedback("s1", "ada", 5);
    later.created_at = later.updated_at = at(7);
    EXPECT_EQ(put(later), FeedbackEffect::Replaced);
    EXPECT_EQ(put(sample_feedback("s1", "bob", 1)), FeedbackEffect::Added);
    read([](Transaction& tx) -> Result<void> {
        REFIT_TRY(word, find_feedback(tx, "s1", "ada"));
        EXPECT_EQ(word->rating, 5);
        EXPECT_EQ(word->created_at, kNow);
        EXPECT_EQ(word->updated_at, at(7));
        REFIT_TRY(all, list_feedback(tx, "s1"));
        EXPECT_EQ(all.size(), 2U);
        EXPECT_EQ(all.front().rater, "ada");
        REFIT_TRY(history, list_feedback_history(tx, "s1"));
        EXPECT_EQ(history.size(), 3U);
        EXPECT_EQ(history[0].rating, 2);
        EXPECT_EQ(history[1].rating, 5);
        EXPECT_EQ(history[1].correction_size, 0.5);
        EXPECT_EQ(history[2].rater, "bob");
        return {};
    });
}

TEST_P(SessionContract, FeedbackNeedsItsSessionAndARatingInRange) {
    insert(sample_session("s1"));
    for (const Feedback& bad :
         {sample_feedback("nobody", "ada", 3), sample_feedback("s1", "ada", 6)}) {
        const auto result = db().write([&](Transaction& tx) -> Result<void> {
            REFIT_CHECK(put_feedback(tx, bad, std::nullopt));
            return {};
        });
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::Conflict);
    }
}

TEST_P(SessionContract, ATrainingExampleIsReplacedBySession) {
    insert(sample_session("s1"));
    TrainingExample example{.id = "t1",
                            .session_id = "s1",
                            .input_features = "[1]",
                            .expected_output = std::nullopt,
                            .quality_score = 0.25,
                            .quality_version = "quality/1",
                            .validated = false,
                            .created_at = kNow};
    const auto put = [&] {
        write([&](Transaction& tx) { return put_training_example(tx, example); });
    };
    put();
    example.id = "t2";
    example.quality_score = 0.75;
    example.validated = true;
    example.expected_output = "{}";
    put();
    read([](Transaction& tx) -> Result<void> {
        REFIT_TRY(found, find_training_example(tx, "s1"));
        EXPECT_EQ(found->id, "t1");
        EXPECT_EQ(found->quality_score, 0.75);
        EXPECT_EQ(found->expected_output, "{}");
        REFIT_TRY(all, list_training_examples(tx, 10));
        EXPECT_EQ(all.size(), 1U);
        REFIT_TRY(totals, training_totals(tx));
        EXPECT_EQ(totals.examples, 1);
        EXPECT_EQ(totals.validated, 1);
        EXPECT_EQ(totals.quality_sum, 0.75);
        return {};
    });
}

REFIT_ALL_ENGINES(SessionContract);

}  // namespace
}  // namespace refit::store
