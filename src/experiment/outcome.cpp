#include "experiment/outcome.h"

#include <string>

#include "base/assert.h"
#include "experiment/allocation.h"
#include "experiment/contextual.h"
#include "store/assignments.h"
#include "store/experiments.h"

namespace refit::experiment {
namespace {

// The draw this session belongs to; nullopt when it was not served by a draw.
Result<std::optional<store::Assignment>> find_draw(store::Transaction& tx,
                                                   const store::SessionFacts& session) {
    std::optional<store::Assignment> none;
    if (!session.experiment_id || !session.bucket_version || !session.policy_version) return none;
    REFIT_TRY(stored, store::find_assignment(
                          tx, {*session.experiment_id, *session.bucket_version, session.user_id}));
    if (!stored || stored->variant_id != session.variant_id ||
        stored->variant_version != session.variant_version ||
        stored->held_back != store::is_held_back(session)) {
        return none;
    }
    return stored;
}

}  // namespace

Result<OutcomeResult> apply_outcome(store::Transaction& tx, const store::SessionFacts& session,
                                    int rating, TimePoint now) {
    REFIT_ASSERT(rating >= 1 && rating <= 5);
    REFIT_TRY(assignment, find_draw(tx, session));
    if (!assignment) return OutcomeResult{};
    // One writer at a time from here on: the weights must rest on all outcomes before this one.
    REFIT_CHECK(tx.lock("experiment:" + assignment->experiment_id));
    store::UserOutcome outcome;
    outcome.experiment_id = assignment->experiment_id;
    outcome.bucket_version = assignment->bucket_version;
    outcome.user_id = assignment->user_id;
    outcome.variant_id = assignment->variant_id;
    outcome.variant_version = assignment->variant_version;
    outcome.propensity = assignment->propensity;
    outcome.assigned_seq = assignment->seq;
    outcome.session_id = session.id;
    outcome.rating = rating;
    outcome.updated_at = now;
    outcome.held_back = assignment->held_back;
    REFIT_TRY(before, store::find_outcome(tx, {assignment->experiment_id,
                                               assignment->bucket_version, assignment->user_id}));
    REFIT_TRY(effect, store::put_outcome(tx, outcome));
    OutcomeResult result{.effect = effect};
    if (effect != store::OutcomeEffect::Added && effect != store::OutcomeEffect::Replaced) {
        return result;
    }
    if (outcome.held_back) return result;  // what the holdback says teaches nothing
    REFIT_CHECK(
        learn(tx, *assignment, before ? std::optional<int>{before->rating} : std::nullopt, rating));
    const std::string_view reason =
        effect == store::OutcomeEffect::Added ? kNewRating : kChangedRating;
    REFIT_TRY(moved, reallocate(tx, assignment->experiment_id,
                                std::string{reason} + " of '" + assignment->variant_id + "'", now));
    result.weights_changed = moved.changed;
    return result;
}

}  // namespace refit::experiment
