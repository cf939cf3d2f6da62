#include "store/erase_user.h"

#include <string>
#include <utility>
#include <vector>

#include "store/assignment_columns.h"
#include "store/columns.h"
#include "store/counting.h"
#include "store/experiments.h"
#include "store/feedback.h"
#include "store/session_columns.h"
#include "store/user_outcomes.h"

namespace refit::store {
namespace {

// Takes one outcome out of its table and of the sums.
Result<void> erase_outcome(Transaction& tx, const UserOutcome& outcome) {
    REFIT_TRY(deleted,
              tx.execute("DELETE FROM user_outcomes WHERE user_id=? AND experiment_id=? AND "
                         "bucket_version=? AND rating=?",
                         params(outcome.user_id, outcome.experiment_id, outcome.bucket_version,
                                outcome.rating)));
    if (deleted == 0) return fail(ErrorCode::Conflict, "an outcome was changed meanwhile");
    return count_outcome(tx, &outcome, nullptr);
}

// The outcome that rests on a session whose words have become fewer, as if only these had come.
Result<void> rest_on(Transaction& tx, std::string_view session_id,
                     const std::vector<FeedbackEvent>& rated) {
    REFIT_TRY(outcomes, select_all(tx, kOutcomes, "WHERE session_id=?", params(session_id)));
    for (UserOutcome& outcome : outcomes) {
        REFIT_CHECK(erase_outcome(tx, outcome));
        for (const FeedbackEvent& word : rated) {
            outcome.rating = *word.rating;
            outcome.updated_at = word.recorded_at;
            REFIT_CHECK(put_outcome(tx, outcome));
        }
    }
    return {};
}

// The words that rate, of all that are left of a session, oldest first.
Result<std::vector<FeedbackEvent>> list_ratings(Transaction& tx, std::string_view session_id) {
    REFIT_TRY(words, list_feedback_history(tx, session_id));
    std::erase_if(words, [](const FeedbackEvent& word) { return !word.rating; });
    return words;
}

// What the user said of other people's sessions: the word goes, and the session shows the latest
// word that is left.
Result<void> erase_words_elsewhere(Transaction& tx, std::string_view user_id, TimePoint now,
                                   ErasedCounts& erased) {
    REFIT_TRY(spoken, tx.query("SELECT session_id FROM feedback WHERE rater=?", params(user_id)));
    for (const std::string_view table : {"feedback", "feedback_history"}) {
        REFIT_TRY(deleted, tx.execute(std::string{"DELETE FROM "}.append(table) + " WHERE rater=?",
                                      params(user_id)));
        erased.feedback += deleted;
    }
    for (std::size_t row = 0; row < spoken.size(); ++row) {
        REFIT_TRY(facts, claim_session_facts(tx, spoken.text(row, 0).value_or("")));
        if (!facts) continue;
        REFIT_TRY(left, list_feedback(tx, facts->id));
        SessionFacts after = *facts;
        const bool has_word = !left.empty();
        REFIT_TRY(rated, list_ratings(tx, facts->id));
        after.user_rating = rated.empty() ? std::nullopt : rated.back().rating;
        after.helpful = has_word ? left.front().helpful : std::nullopt;
        after.feedback_text = has_word ? left.front().text : std::nullopt;
        if (!after.user_rating) after.rated_at.reset();
        after.updated_at = now;
        REFIT_CHECK(update_session(
            tx, {.before = *facts, .after = after, .ai_result = {}, .manual_corrections = {}}));
        REFIT_CHECK(rest_on(tx, facts->id, rated));
        erased.reworded.push_back(facts->id);
    }
    return {};
}

// Outcomes of the user, and those that rest on a session of the user.
Result<void> erase_outcomes(Transaction& tx, std::string_view user_id, ErasedCounts& erased) {
    REFIT_TRY(outcomes, select_all(tx, kOutcomes,
                                   "WHERE user_id=? OR session_id IN "
                                   "(SELECT id FROM resize_sessions WHERE user_id=?)",
                                   params(user_id, user_id)));
    for (const UserOutcome& outcome : outcomes) {
        REFIT_CHECK(erase_outcome(tx, outcome));
        ++erased.outcomes;
    }
    return {};
}

Result<void> erase_assignments(Transaction& tx, std::string_view user_id, ErasedCounts& erased) {
    REFIT_TRY(assignments, select_all(tx, kAssignments, "WHERE user_id=?", params(user_id)));
    for (const Assignment& assignment : assignments) {
        REFIT_TRY(deleted,
                  tx.execute("DELETE FROM assignments WHERE seq=?", params(assignment.seq)));
        if (deleted == 0) continue;  // by another erasure of the same user
        REFIT_CHECK(count_assignment(tx, &assignment, nullptr));
        ++erased.assignments;
    }
    return {};
}

// Everything that hangs on one session, then the session.
Result<void> erase_session(Transaction& tx, std::string_view id, ErasedCounts& erased) {
    REFIT_TRY(claimed, claim_session_facts(tx, id));
    if (!claimed) return {};  // erased meanwhile
    const SessionFacts& session = *claimed;
    const std::pair<std::string_view, std::int64_t*> dependents[] = {
        {"DELETE FROM feedback WHERE session_id=?", &erased.feedback},
        {"DELETE FROM feedback_history WHERE session_id=?", &erased.feedback},
        {"DELETE FROM training_data WHERE session_id=?", &erased.training_examples},
    };
    for (const auto& [sql, count] : dependents) {
        REFIT_TRY(deleted, tx.execute(sql, params(session.id)));
        *count += deleted;
    }
    REFIT_TRY(deleted, tx.execute("DELETE FROM resize_sessions WHERE id=? AND etag=?",
                                  params(session.id, session.etag)));
    if (deleted == 0) return fail(ErrorCode::Conflict, "a session was changed meanwhile");
    ++erased.sessions;
    return count_session(tx, &session, nullptr);
}

// Ratings hold the lock of their experiment, so none comes in between.
Result<void> lock_experiments(Transaction& tx) {
    REFIT_TRY(experiments, list_experiments(tx));
    for (const Experiment& experiment : experiments) {
        REFIT_CHECK(tx.lock("experiment:" + experiment.id));
    }
    return {};
}

Result<void> erase_sessions(Transaction& tx, std::string_view user_id, ErasedCounts& erased) {
    for (;;) {
        REFIT_TRY(page, list_sessions(tx, {.variant_id = {},
                                           .user_id = std::string{user_id},
                                           .rated = {},
                                           .created_from = {},
                                           .before_seq = {},
                                           .limit = kSessionPageMax}));
        if (page.empty()) return {};
        for (const SessionFacts& session : page) {
            REFIT_CHECK(erase_session(tx, session.id, erased));
        }
    }
}

}  // namespace

Result<ErasedCounts> erase_user(Transaction& tx, std::string_view user_id, TimePoint now) {
    ErasedCounts erased;
    REFIT_CHECK(lock_experiments(tx));
    REFIT_CHECK(erase_outcomes(tx, user_id, erased));
    REFIT_CHECK(erase_words_elsewhere(tx, user_id, now, erased));
    REFIT_CHECK(erase_sessions(tx, user_id, erased));
    REFIT_CHECK(erase_assignments(tx, user_id, erased));
    REFIT_TRY(keys, tx.execute("DELETE FROM idempotency_keys WHERE user_id=?", params(user_id)));
    erased.idempotency_keys = keys;
    return erased;
}

}  // namespace refit::store
