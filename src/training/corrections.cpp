#include "training/corrections.h"

#include <utility>

#include "canvas/corrections.h"
#include "store/feedback.h"
#include "store/training_data.h"
#include "training/labelled.h"

namespace refit::training {
namespace {

// The corrected canvas of a session: from the change itself, else what an earlier one left in the
// training row (which outlives the session's own canvases), else from the session.
Result<std::optional<std::string>> expected_output(store::Transaction& tx,
                                                   const store::SessionChange& change) {
    if (change.manual_corrections) return canvas::corrected_canvas(*change.manual_corrections);
    if (!change.before.corrected) return std::optional<std::string>{};
    REFIT_TRY(example, store::find_training_example(tx, change.before.id));
    if (example) return std::move(example->expected_output);
    REFIT_TRY(session, store::find_session(tx, change.before.id));
    if (!session || !session->manual_corrections) return std::optional<std::string>{};
    return canvas::corrected_canvas(*session->manual_corrections);
}

// An undo was taken back and nothing else is known: the example stays, but nobody trains on it.
Result<void> withdraw_example(store::Transaction& tx, const std::string& session_id) {
    REFIT_TRY(example, store::find_training_example(tx, session_id));
    if (!example || !example->validated) return {};
    example->validated = false;
    return store::put_training_example(tx, *example);
}

Result<void> write_example(store::Transaction& tx, const store::SessionFacts& facts,
                           std::optional<std::string> expected, TimePoint now) {
    const auto quality = quality_score(evidence_of(facts));
    if (!quality) return withdraw_example(tx, facts.id);
    // One example per session, so its id can follow from the session's: no randomness is needed
    // and a transaction that runs twice writes the same row.
    return store::put_training_example(
        tx, {.id = "example-" + facts.id,
             .session_id = facts.id,
             .input_features = facts.features,
             .expected_output = std::move(expected),
             .quality_score = quality->score,
             .quality_version = std::string{kQualityVersion},
             .validated = is_validated(*quality) && !parse_features(facts.features).empty(),
             .created_at = now});
}

// Corrections and undos come without a word, so the feedback table does not see them.
Result<void> write_deed(store::Transaction& tx, const store::SessionFacts& before,
                        const store::SessionFacts& after, TimePoint now) {
    const bool same = before.corrected == after.corrected && before.undone == after.undone &&
                      before.correction_size == after.correction_size;
    if (same) return {};
    return store::append_feedback_event(tx, {.seq = 0,
                                             .session_id = after.id,
                                             .rater = after.user_id,
                                             .rating = std::nullopt,
                                             .helpful = std::nullopt,
                                             .text = std::nullopt,
                                             .correction_size = after.correction_size,
                                             .recorded_at = now,
                                             .undone = after.undone});
}

}  // namespace

Evidence evidence_of(const store::SessionFacts& facts) {
    return {.rating = facts.user_rating,
            .helpful = facts.helpful,
            .correction_size = facts.correction_size,
            .undone = facts.undone};
}

Result<store::SessionFacts> record_change(store::Transaction& tx, store::SessionChange change,
                                          TimePoint now) {
    const auto quality = quality_score(evidence_of(change.after));
    change.after.quality_score = quality ? std::optional<double>{quality->score} : std::nullopt;
    change.after.updated_at = now;
    REFIT_TRY(expected, expected_output(tx, change));
    REFIT_TRY(stored, store::update_session(tx, change));
    REFIT_CHECK(write_example(tx, stored, std::move(expected), now));
    REFIT_CHECK(write_deed(tx, change.before, stored, now));
    return stored;
}

}  // namespace refit::training
