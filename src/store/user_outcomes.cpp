#include "store/user_outcomes.h"

#include "store/assignment_columns.h"
#include "store/columns.h"
#include "store/counting.h"

namespace refit::store {
namespace {

// Its place among the first words: the number of the word in the history.
Result<void> set_arrival(Transaction& tx, const UserOutcome& outcome) {
    return tx.send(
        "UPDATE user_outcomes SET arrival=COALESCE((SELECT MIN(seq) FROM feedback_history "
        "WHERE session_id=? AND rating IS NOT NULL),0) "
        "WHERE user_id=? AND experiment_id=? AND bucket_version=?",
        params(outcome.session_id, outcome.user_id, outcome.experiment_id, outcome.bucket_version));
}

}  // namespace

Result<OutcomeEffect> put_outcome(Transaction& tx, const UserOutcome& outcome) {
    const std::string sql =
        insert_into(kOutcomes) + " ON CONFLICT (user_id,experiment_id,bucket_version) DO NOTHING";
    UserOutcome first = outcome;
    first.first_rating = outcome.rating;
    REFIT_TRY(added, tx.execute(sql, bind_all(kOutcomes, first)));
    if (added == 1) {
        REFIT_CHECK(set_arrival(tx, first));
        REFIT_CHECK(count_outcome(tx, nullptr, &first));
        return OutcomeEffect::Added;
    }
    REFIT_TRY(before, find_outcome(tx, {.experiment_id = outcome.experiment_id,
                                        .bucket_version = outcome.bucket_version,
                                        .user_id = outcome.user_id}));
    if (!before) return fail(ErrorCode::Conflict, "the user's outcome was erased meanwhile");
    if (before->session_id != outcome.session_id) return OutcomeEffect::Ignored;
    if (before->rating == outcome.rating) return OutcomeEffect::Unchanged;
    // Conditional on the rating that was read: what is counted out must be what stood there.
    REFIT_TRY(changed,
              tx.execute("UPDATE user_outcomes SET rating=?,updated_at=? WHERE user_id=? AND "
                         "experiment_id=? AND bucket_version=? AND rating=?",
                         params(outcome.rating, outcome.updated_at, outcome.user_id,
                                outcome.experiment_id, outcome.bucket_version, before->rating)));
    if (changed == 0) return fail(ErrorCode::Conflict, "the outcome was changed meanwhile");
    UserOutcome after = *before;
    after.rating = outcome.rating;
    REFIT_CHECK(count_outcome(tx, &*before, &after));
    return OutcomeEffect::Replaced;
}

Result<std::optional<UserOutcome>> find_outcome(Transaction& tx, const AssignmentKey& key) {
    return select_one(tx, kOutcomes, "WHERE user_id=? AND experiment_id=? AND bucket_version=?",
                      params(key.user_id, key.experiment_id, key.bucket_version));
}

Result<std::vector<OutcomeDay>> list_outcome_days(Transaction& tx, std::string_view experiment_id,
                                                  std::int64_t bucket_version) {
    REFIT_TRY(rows, tx.query("SELECT variant_id,updated_at/86400000 AS day,COUNT(*),SUM(rating),"
                             "SUM(rating*rating) FROM user_outcomes WHERE experiment_id=? AND "
                             "bucket_version=? AND held_back=0 GROUP BY variant_id,day "
                             "ORDER BY variant_id,day",
                             params(experiment_id, bucket_version)));
    std::vector<OutcomeDay> days;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        days.push_back({.variant_id = rows.text(row, 0).value_or(""),
                        .day = rows.integer(row, 1).value_or(0),
                        .n = rows.integer(row, 2).value_or(0),
                        .rating_sum = rows.real(row, 3).value_or(0),
                        .rating_sq_sum = rows.real(row, 4).value_or(0)});
    }
    return days;
}

Result<std::vector<UserOutcome>> list_outcomes(Transaction& tx, std::string_view experiment_id,
                                               std::int64_t bucket_version, OutcomeCursor after,
                                               std::int64_t limit) {
    return select_all(tx, kOutcomes,
                      "WHERE experiment_id=? AND bucket_version=? AND (arrival,assigned_seq)>(?,?) "
                      "ORDER BY arrival,assigned_seq LIMIT ?",
                      params(experiment_id, bucket_version, after.arrival, after.assigned_seq,
                             page_size(limit, kOutcomePageMax)));
}

}  // namespace refit::store
