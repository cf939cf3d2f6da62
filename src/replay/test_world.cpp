#include "replay/test_world.h"

#include "base/uuid.h"
#include "experiment/assign.h"
#include "experiment/contextual.h"
#include "experiment/variants.h"
#include "experiment/verdicts.h"
#include "layout/features.h"
#include "store/audit.h"
#include "training/corrections.h"
#include "training/forget_user.h"

namespace refit::replay {

Visit World::visit(const std::string& user, std::optional<std::string> variant) {
    clock.advance(Milliseconds{40'000});
    const std::string id = make_uuid(clock.now(), rng);
    const std::string unit = user.empty() ? store::anonymous_unit(id) : user;
    experiment::ArmQuery query{.unit = unit, .variant_id = variant};
    if (by_canvas_)
        for (std::size_t i = 0; i < layout::context_feature_count(); ++i)
            query.context.push_back(uniform01(rng));
    const auto arm =
        run([&](store::Transaction& tx) { return experiment::assign(tx, query, clock.now()); });
    store::Session session;
    store::SessionFacts& facts = session.facts;
    facts.id = id;
    facts.user_id = unit;
    facts.variant_id = arm.variant_id;
    facts.variant_version = arm.variant_version;
    facts.experiment_id = arm.experiment_id;
    facts.bucket_version = arm.bucket_version;
    facts.propensity = arm.propensity;
    facts.policy_version = arm.policy_version;
    facts.first_exposure = arm.first_exposure;
    facts.processing_time = 10 + 40 * uniform01(rng);
    facts.created_at = facts.updated_at = clock.now();
    session.original_canvas = "{}";
    write([&](store::Transaction& tx) { return store::insert_session(tx, session); });
    return {id, user, arm.variant_id == "original"};
}

void World::allocate_by_canvas() {
    by_canvas_ = true;
    experiment::ExperimentPatch patch;
    patch.allocation = store::Allocation::Contextual;
    write([&](store::Transaction& tx) {
        return experiment::change_experiment(tx, "default", patch, {.name = "test"}, clock.now());
    });
}

void World::say(training::FeedbackRequest request) {
    clock.advance(Milliseconds{1'000});
    const auto receipt = feedback->feedback(request);
    EXPECT_TRUE(receipt || receipt.error().code == ErrorCode::NotFound) << "was it erased?";
}

void World::rate(const Visit& visit, int rating) {
    training::FeedbackRequest request{.session_id = visit.session};
    if (!visit.user.empty()) request.user_id = visit.user;
    request.rating = rating;
    say(request);
}

void World::act() {
    const auto dice = uniform_below(rng, 100);
    if (dice < 40 || visits_.empty()) return come();
    if (dice < 70) return speak();
    if (dice < 82) return correct();
    if (dice < 86) return erase();
    if (dice < 88) return change_text();
    if (dice < 92) return switch_arm();
    if (dice < 94) return change_holdback();
    (void)experiment::look(*database, "default", clock.now());
}

// Of few people, so that they come again; one in eight names nobody, one in ten an arm.
void World::come() {
    const bool nobody = below(8) == 0;
    std::optional<std::string> variant;
    if (below(10) == 0) variant = "original";
    visits_.push_back(visit(nobody ? "" : "user-" + std::to_string(below(40)), variant));
}

// Late, twice, changed, by a stranger, or without stars.
void World::speak() {
    const Visit& about = any();
    training::FeedbackRequest request{.session_id = about.session};
    if (!about.user.empty()) {
        request.user_id = about.user;
    } else if (below(2) == 0) {
        request.user_id = "user-" + std::to_string(below(40));
    }
    const int kind = below(8);
    if (kind < 6) request.rating = 1 + below(5);
    if (kind > 4) request.helpful = below(2) == 0;
    if (kind == 7) request.text = "words " + std::to_string(below(3));
    say(request);
    if (below(4) == 0) say(request);
}

void World::correct() {
    const std::string id = any().session;
    write([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(facts, store::claim_session_facts(tx, id));
        if (!facts) return {};
        store::SessionChange change{*facts, *facts, std::nullopt, std::nullopt};
        if (below(2) == 0) {
            change.after.corrected = true;
            change.after.correction_size = uniform01(rng);
        } else {
            change.after.undone = !change.after.undone;
        }
        REFIT_CHECK(training::record_change(tx, change, clock.now()));
        return {};
    });
}

void World::erase() {
    clock.advance(Milliseconds{5'000});
    write([&](store::Transaction& tx) -> Result<void> {
        REFIT_CHECK(training::forget_user(tx, "user-" + std::to_string(below(40)), clock.now()));
        REFIT_CHECK(experiment::relearn(tx));
        return store::append_audit(tx, {0, clock.now(), "test", "user.erase", "user", {}, {}, ""});
    });
    clock.advance(Milliseconds{5'000});
}

void World::change_text() {
    experiment::VariantPatch patch;
    patch.prompt = std::string{experiment::original_prompt()} + std::to_string(below(1000));
    write([&](store::Transaction& tx) {
        return experiment::change_variant(tx, "enhanced", patch, {.name = "test"}, clock.now());
    });
}

void World::switch_arm() {
    active_ = !active_;
    write([&](store::Transaction& tx) {
        return active_
                   ? experiment::activate_variant(tx, "enhanced", {.name = "test"}, clock.now())
                   : experiment::deactivate_variant(tx, "enhanced", {.name = "test"}, clock.now());
    });
}

void World::change_holdback() {
    write([&](store::Transaction& tx) {
        return experiment::change_experiment(tx, "default", {.holdback = below(3) * .1},
                                             {.name = "test"}, clock.now());
    });
}

}  // namespace refit::replay
