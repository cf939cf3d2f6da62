#include "records.h"

namespace refit::store {

Session sample_session(const std::string& id, const std::string& user_id) {
    Session session;
    SessionFacts& facts = session.facts;
    facts.id = id;
    facts.user_id = user_id;
    facts.target_width = 1080;
    facts.target_height = 1920;
    facts.processing_time = 123.456789;
    facts.variant_id = "original";
    facts.variant_version = 1;
    facts.experiment_id = std::string{kDefaultExperiment};
    facts.propensity = 0.5;
    facts.policy_version = 1;
    facts.bucket_version = 1;
    facts.first_exposure = true;
    facts.features = "[0.1,2,3]";
    facts.created_at = kNow;
    facts.updated_at = kNow;
    session.original_canvas = R"({"version":"5.3.0","objects":[{"left":1e1}]})";
    session.ai_result = R"({"objects":[]})";
    return session;
}

Assignment sample_assignment(const std::string& user_id, const std::string& variant_id) {
    return {.seq = 0,
            .experiment_id = std::string{kDefaultExperiment},
            .bucket_version = 1,
            .user_id = user_id,
            .variant_id = variant_id,
            .variant_version = 1,
            .propensity = 1.0 / 3.0,
            .weights = {{"original", 1.0 / 3.0}, {"enhanced", 2.0 / 3.0}},
            .policy_version = 1,
            .assigned_at = kNow};
}

UserOutcome sample_outcome(const Session& session, int rating) {
    return {.experiment_id = session.facts.experiment_id.value_or(""),
            .bucket_version = session.facts.bucket_version.value_or(0),
            .user_id = session.facts.user_id,
            .variant_id = session.facts.variant_id.value_or(""),
            .variant_version = 1,
            .propensity = 0.5,
            .assigned_seq = 1,
            .session_id = session.facts.id,
            .rating = rating,
            .updated_at = kNow};
}

Experiment sample_experiment() {
    return {.id = std::string{kDefaultExperiment},
            .name = "Resize instructions",
            .allocation = Allocation::Thompson,
            .bucket_version = 1,
            .exploration_floor = 0.1,
            .holdback = 0.05,
            .created_at = kNow,
            .updated_at = kNow};
}

Variant sample_variant(const std::string& id) {
    return {.id = id,
            .experiment_id = std::string{kDefaultExperiment},
            .name = "Variant " + id,
            .active = true,
            .weight = 0.5,
            .current_version = 1,
            .origin = VariantOrigin::Builtin,
            .traffic_cap = std::nullopt,
            .created_at = kNow,
            .updated_at = kNow};
}

Feedback sample_feedback(const std::string& session_id, const std::string& rater, int rating) {
    return {.session_id = session_id,
            .rater = rater,
            .rating = rating,
            .helpful = true,
            .text = "good",
            .created_at = kNow,
            .updated_at = kNow};
}

Result<SessionFacts> rate(Transaction& tx, const std::string& id, int rating) {
    REFIT_TRY(before, claim_session_facts(tx, id));
    if (!before) return fail(ErrorCode::NotFound, "no such session");
    SessionFacts after = *before;
    after.user_rating = rating;
    after.rated_at = at(1000);
    after.updated_at = at(1000);
    return update_session(
        tx, {.before = *before, .after = after, .ai_result = {}, .manual_corrections = {}});
}

}  // namespace refit::store
