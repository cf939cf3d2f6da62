#include "store/replay.h"

#include <array>
#include <map>
#include <utility>
#include <vector>

#include "store/assignment_columns.h"
#include "store/columns.h"

namespace refit::store {
namespace {

// Sessions that were served by an assignment `a` of their user, and every rating of theirs: what
// experiment::apply_outcome() takes for an outcome. (x||'' keeps SQLite from
// searching by what nearly all rows share.)
constexpr std::string_view kRatingsOfUnits =
    "SELECT a.seq,s.id,h.seq,h.rating,h.recorded_at FROM assignments a "
    "JOIN resize_sessions s ON s.user_id=a.user_id "
    "JOIN feedback_history h ON h.session_id=s.id "
    "WHERE a.seq>? AND a.seq<=? AND s.experiment_id=a.experiment_id AND "
    "s.bucket_version=a.bucket_version AND s.variant_id||''=a.variant_id AND "
    "s.variant_version=a.variant_version AND s.policy_version IS NOT NULL AND "
    "(CASE WHEN s.policy_version=0 THEN 1 ELSE 0 END)=a.held_back AND h.rating IS NOT NULL "
    "ORDER BY a.seq,h.seq";

UserOutcome without_words(const Assignment& assignment) {
    UserOutcome outcome;
    outcome.experiment_id = assignment.experiment_id;
    outcome.bucket_version = assignment.bucket_version;
    outcome.user_id = assignment.user_id;
    outcome.variant_id = assignment.variant_id;
    outcome.variant_version = assignment.variant_version;
    outcome.propensity = assignment.propensity;
    outcome.assigned_seq = assignment.seq;
    outcome.held_back = assignment.held_back;
    return outcome;
}

// One more rating of a unit, oldest first: the first session it rated is the one that counts.
void hear(UserOutcome& outcome, const Rows& rows, std::size_t row) {
    const std::string session = rows.text(row, 1).value_or("");
    const int rating = static_cast<int>(rows.integer(row, 3).value_or(0));
    const TimePoint at{Milliseconds{rows.integer(row, 4).value_or(0)}};
    if (outcome.session_id.empty()) {
        outcome.session_id = session;
        outcome.arrival = rows.integer(row, 2).value_or(0);
        outcome.first_rating = rating;
    } else if (outcome.session_id != session || outcome.rating == rating) {
        return;
    }
    outcome.rating = rating;
    outcome.updated_at = at;
}

using Page = std::map<std::int64_t, ReplayedOutcome>;  // by assignment

Result<void> fill_stored(Transaction& tx, std::int64_t after, std::int64_t last, Page& page) {
    REFIT_TRY(
        stored,
        select_all(tx, kOutcomes,
                   "WHERE (user_id,experiment_id,bucket_version) IN (SELECT "
                   "user_id,experiment_id,bucket_version FROM assignments WHERE seq>? AND seq<=?)",
                   params(after, last)));
    for (UserOutcome& outcome : stored) {
        const auto found = page.find(outcome.assigned_seq);
        if (found != page.end()) found->second.stored = std::move(outcome);
    }
    return {};
}

Result<void> fill_replayed(Transaction& tx, const std::vector<Assignment>& assignments,
                           std::int64_t after, Page& page) {
    REFIT_TRY(rows, tx.query(kRatingsOfUnits, params(after, assignments.back().seq)));
    std::size_t row = 0;
    for (const Assignment& assignment : assignments) {
        for (; row < rows.size() && rows.integer(row, 0) == assignment.seq; ++row) {
            auto& outcome = page[assignment.seq].replayed;
            if (!outcome) outcome = without_words(assignment);
            hear(*outcome, rows, row);
        }
    }
    return {};
}

Result<void> visit_orphans(Transaction& tx, const Visit<ReplayedOutcome>& visit) {
    UserOutcome last;
    last.assigned_seq = -1;
    for (;;) {  // Ends: every page moves `last` on.
        REFIT_TRY(orphans,
                  select_all(tx, kOutcomes,
                             "WHERE NOT EXISTS (SELECT 1 FROM assignments a WHERE "
                             "a.seq=user_outcomes.assigned_seq AND "
                             "a.user_id=user_outcomes.user_id) AND "
                             "(assigned_seq,user_id,experiment_id,bucket_version) > (?,?,?,?) "
                             "ORDER BY assigned_seq,user_id,experiment_id,bucket_version LIMIT ?",
                             params(last.assigned_seq, last.user_id, last.experiment_id,
                                    last.bucket_version, kReplayPage)));
        if (orphans.empty()) return {};
        last = orphans.back();
        for (UserOutcome& outcome : orphans) REFIT_CHECK(visit({std::move(outcome), std::nullopt}));
    }
}

std::optional<int> small(const Rows& rows, std::size_t row, std::size_t column) {
    const auto value = rows.integer(row, column);
    return value ? std::optional{static_cast<int>(*value)} : std::nullopt;
}

std::optional<bool> flag(const Rows& rows, std::size_t row, std::size_t column) {
    const auto value = rows.integer(row, column);
    return value ? std::optional{*value != 0} : std::nullopt;
}

}  // namespace

Result<void> scan_replayed_outcomes(Transaction& tx, const Visit<ReplayedOutcome>& visit) {
    for (std::int64_t after = 0;;) {
        REFIT_TRY(assignments, select_all(tx, kAssignments, "WHERE seq>? ORDER BY seq LIMIT ?",
                                          params(after, kReplayPage)));
        if (assignments.empty()) break;
        Page page;
        for (const Assignment& assignment : assignments) page[assignment.seq] = {};
        REFIT_CHECK(fill_stored(tx, after, assignments.back().seq, page));
        REFIT_CHECK(fill_replayed(tx, assignments, after, page));
        for (const auto& [seq, outcome] : page) {
            if (outcome.stored || outcome.replayed) REFIT_CHECK(visit(outcome));
        }
        after = assignments.back().seq;
    }
    return visit_orphans(tx, visit);
}

Result<void> replace_outcome(Transaction& tx, const ReplayedOutcome& outcome) {
    const UserOutcome& key = outcome.stored ? *outcome.stored : *outcome.replayed;
    REFIT_CHECK(
        tx.execute("DELETE FROM user_outcomes WHERE user_id=? AND experiment_id=? AND "
                   "bucket_version=?",
                   params(key.user_id, key.experiment_id, key.bucket_version)));
    if (!outcome.replayed) return {};
    return insert_row(tx, kOutcomes, *outcome.replayed);
}

Result<void> scan_outcome_words(Transaction& tx, std::string_view experiment_id,
                                std::int64_t after_seq,
                                const std::function<bool(const OutcomeWord&)>& visit) {
    for (std::int64_t after = after_seq;;) {
        REFIT_TRY(rows,
                  tx.query("SELECT h.seq,o.bucket_version,o.variant_id,o.held_back,h.rating,"
                           "(SELECT p.rating FROM feedback_history p WHERE "
                           "p.session_id=h.session_id AND p.rating IS NOT NULL AND p.seq<h.seq "
                           "ORDER BY p.seq DESC LIMIT 1) "
                           "FROM feedback_history h JOIN user_outcomes o ON "
                           "o.session_id=h.session_id WHERE h.seq>? AND h.rating IS NOT NULL AND "
                           "o.experiment_id||''=? ORDER BY h.seq LIMIT ?",
                           params(after, experiment_id, kReplayPage)));
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const OutcomeWord word{.seq = rows.integer(row, 0).value_or(0),
                                   .bucket_version = rows.integer(row, 1).value_or(0),
                                   .variant_id = rows.text(row, 2).value_or(""),
                                   .held_back = rows.integer(row, 3).value_or(0) != 0,
                                   .rating = small(rows, row, 4).value_or(0),
                                   .before = small(rows, row, 5)};
            if (!visit(word)) return {};
            after = word.seq;
        }
        if (rows.empty()) return {};
    }
}

Result<void> scan_replayed_labels(Transaction& tx, const Visit<ReplayedLabel>& visit) {
    for (std::int64_t after = 0;;) {
        REFIT_TRY(rows,
                  tx.query("SELECT s.seq,s.id,s.user_rating,s.helpful,s.correction_size,s.undone,"
                           "s.quality_score,(SELECT h.rating FROM feedback_history h WHERE "
                           "h.session_id=s.id AND h.rating IS NOT NULL ORDER BY h.seq DESC "
                           "LIMIT 1),t.quality_score,t.quality_version FROM resize_sessions s "
                           "LEFT JOIN training_data t ON t.session_id=s.id WHERE s.seq>? "
                           "ORDER BY s.seq LIMIT ?",
                           params(after, kReplayPage)));
        for (std::size_t row = 0; row < rows.size(); ++row) {
            REFIT_CHECK(visit({.seq = rows.integer(row, 0).value_or(0),
                               .id = rows.text(row, 1).value_or(""),
                               .rating = small(rows, row, 2),
                               .helpful = flag(rows, row, 3),
                               .correction_size = rows.real(row, 4),
                               .undone = rows.integer(row, 5).value_or(0) != 0,
                               .quality = rows.real(row, 6),
                               .last_rating = small(rows, row, 7),
                               .example_quality = rows.real(row, 8),
                               .example_version = rows.text(row, 9)}));
        }
        if (rows.empty()) return {};
        after = rows.integer(rows.size() - 1, 0).value_or(0);
    }
}

Result<void> replace_label(Transaction& tx, const ReplayedLabel& label) {
    REFIT_CHECK(tx.execute(
        "UPDATE resize_sessions SET user_rating=?,quality_score=?,etag=etag+1 WHERE id=?",
        params(label.rating, label.quality, label.id)));
    if (!label.example_quality) return {};
    REFIT_CHECK(tx.execute("UPDATE training_data SET quality_score=? WHERE session_id=?",
                           params(label.example_quality, label.id)));
    return {};
}

Result<void> scan_replayed_words(Transaction& tx, const Visit<ReplayedWord>& visit) {
    ReplayedWord last;
    for (;;) {
        REFIT_TRY(rows,
                  tx.query("SELECT f.session_id,f.rater,f.rating,f.helpful,f.text,h.rating,"
                           "h.helpful,h.text FROM feedback f LEFT JOIN feedback_history h ON "
                           "h.seq=(SELECT MAX(m.seq) FROM feedback_history m WHERE "
                           "m.session_id=f.session_id AND m.rater=f.rater AND (m.rating IS NOT "
                           "NULL OR m.helpful IS NOT NULL OR m.text IS NOT NULL)) WHERE "
                           "(f.session_id,f.rater)>(?,?) ORDER BY f.session_id,f.rater LIMIT ?",
                           params(last.session_id, last.rater, kReplayPage)));
        for (std::size_t row = 0; row < rows.size(); ++row) {
            last = {.session_id = rows.text(row, 0).value_or(""),
                    .rater = rows.text(row, 1).value_or(""),
                    .rating = small(rows, row, 2),
                    .last_rating = small(rows, row, 5),
                    .helpful = flag(rows, row, 3),
                    .last_helpful = flag(rows, row, 6),
                    .text = rows.text(row, 4),
                    .last_text = rows.text(row, 7)};
            REFIT_CHECK(visit(last));
        }
        if (rows.empty()) return {};
    }
}

Result<void> replace_word(Transaction& tx, const ReplayedWord& word) {
    REFIT_CHECK(tx.execute(
        "UPDATE feedback SET rating=?,helpful=?,text=? WHERE session_id=? AND rater=?",
        params(word.last_rating, word.last_helpful, word.last_text, word.session_id, word.rater)));
    return {};
}

Result<std::optional<TimePoint>> last_erasure(Transaction& tx) {
    REFIT_TRY(rows, tx.query("SELECT MAX(at) FROM audit_log WHERE action='user.erase'", {}));
    const auto at = rows.integer(0, 0);
    return at ? std::optional{TimePoint{Milliseconds{*at}}} : std::nullopt;
}

}  // namespace refit::store
