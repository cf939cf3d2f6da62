#include "experiment/assign.h"

#include <utility>
#include <vector>

#include "experiment/contextual.h"
#include "experiment/shares.h"
#include "learn/assignment_hash.h"
#include "store/policies.h"
#include "store/sessions.h"
#include "store/variants.h"

namespace refit::experiment {
namespace {

// Seed of the draw; a new phase (bucket version) draws everybody afresh.
std::string draw_seed(const store::Experiment& experiment) {
    return experiment.id + ":" + std::to_string(experiment.bucket_version);
}

Result<void> fill_instructions(store::Transaction& tx, Arm& arm, const store::Variant& variant) {
    REFIT_TRY(version, store::find_variant_version(tx, variant.id, arm.variant_version));
    if (!version) {
        return fail(ErrorCode::Internal, "variant '" + variant.id + "' has no version " +
                                             std::to_string(arm.variant_version));
    }
    arm.variant_id = variant.id;
    arm.variant_name = variant.name;
    arm.prompt = std::move(version->prompt);
    arm.parameters = std::move(version->parameters);
    return {};
}

// An arm outside the experiment: nothing was drawn that a test could use.
Result<Arm> unrandomised(store::Transaction& tx, Arm arm, const store::Variant& variant,
                         Basis basis) {
    arm.variant_version = variant.current_version;
    arm.basis = basis;
    REFIT_CHECK(fill_instructions(tx, arm, variant));
    return arm;
}

Result<Arm> sticky(store::Transaction& tx, const store::Assignment& stored,
                   const store::Variant& variant) {
    Arm arm;
    arm.experiment_id = stored.experiment_id;
    arm.bucket_version = stored.bucket_version;
    arm.unit = stored.user_id;
    arm.variant_version = stored.variant_version;
    arm.propensity = stored.propensity;
    arm.weights = stored.weights;
    arm.policy_version = stored.policy_version;
    arm.held_back = stored.held_back;
    arm.holdback = stored.holdback;
    arm.context = stored.context;
    arm.basis = Basis::Sticky;
    REFIT_CHECK(fill_instructions(tx, arm, variant));
    return arm;
}

struct Draw {
    store::Variant variant;
    store::Policy policy;
    double propensity{0};
    std::optional<std::string> context{};
};

// An empty `features` draws by the policy's own weights.
Result<Draw> draw(store::Transaction& tx, const store::Experiment& experiment,
                  const std::string& seed, const std::string& unit,
                  const std::vector<double>& features) {
    const std::string& experiment_id = experiment.id;
    REFIT_TRY(policy, store::latest_policy(tx, experiment_id));
    if (!policy || policy->weights.empty()) {
        return fail(ErrorCode::Unavailable,
                    "experiment '" + experiment_id + "' has no active variant with a weight");
    }
    std::optional<std::string> context;
    if (experiment.allocation == store::Allocation::Contextual && !features.empty()) {
        REFIT_TRY(shares, contextual_shares(tx, experiment, policy->weights, features));
        if (shares) {
            policy->weights = std::move(shares->weights);
            context = std::move(shares->context);
        }
    }
    std::vector<double> weights;
    for (const auto& [id, weight] : policy->weights) weights.push_back(weight);
    const std::size_t index = learn::choose_by_weight(learn::bucket_hash(seed, unit), weights);
    const std::string& id = policy->weights[index].first;
    REFIT_TRY(variant, store::find_variant(tx, id));
    if (!variant) return fail(ErrorCode::Internal, "the policy names no known variant: " + id);
    return Draw{std::move(*variant), std::move(*policy), weights[index], std::move(context)};
}

Result<Arm> drawn(store::Transaction& tx, Arm arm, const store::Experiment& experiment,
                  const std::vector<double>& features) {
    REFIT_TRY(picked, draw(tx, experiment, draw_seed(experiment), arm.unit, features));
    arm.context = std::move(picked.context);
    arm.variant_version = picked.variant.current_version;
    arm.propensity = picked.propensity;
    arm.weights = std::move(picked.policy.weights);
    arm.policy_version = picked.policy.version;
    arm.holdback = experiment.holdback;
    arm.basis = Basis::Drawn;
    REFIT_CHECK(fill_instructions(tx, arm, picked.variant));
    return arm;
}

// Neither version nor phase is in the salt: whoever is held back stays so.
bool is_held_back(const store::Experiment& experiment, const std::string& unit) {
    return learn::is_held_out(unit, experiment.holdback, "holdback/1:" + experiment.id);
}

// The control by hash, whatever the weights: its probability within the holdback is 1.
Result<Arm> held_back(store::Transaction& tx, Arm arm, const store::Experiment& experiment) {
    REFIT_TRY(control, find_control(tx, experiment.id));
    arm.variant_version = control.current_version;
    arm.weights = {{control.id, 1.0}};
    arm.policy_version = store::kNoPolicy;
    arm.held_back = true;
    arm.holdback = experiment.holdback;
    arm.basis = Basis::HeldBack;
    REFIT_CHECK(fill_instructions(tx, arm, control));
    return arm;
}

// A salt of its own: the users of a retired arm spread over the others as new ones would.
Result<Arm> displaced(store::Transaction& tx, Arm arm, const store::Experiment& experiment) {
    REFIT_TRY(picked, draw(tx, experiment, draw_seed(experiment) + ":displaced", arm.unit, {}));
    return unrandomised(tx, std::move(arm), picked.variant, Basis::Displaced);
}

Result<store::Variant> require_variant(store::Transaction& tx, const std::string& experiment_id,
                                       const std::string& id) {
    REFIT_TRY(variant, store::find_variant(tx, id));
    if (!variant || variant->experiment_id != experiment_id) {
        return fail(ErrorCode::NotFound, "no variant '" + id + "'");
    }
    return *variant;
}

Result<Arm> first_arm(store::Transaction& tx, Arm arm, const store::Experiment& experiment,
                      const std::vector<double>& features) {
    if (is_held_back(experiment, arm.unit)) return held_back(tx, std::move(arm), experiment);
    return drawn(tx, std::move(arm), experiment, features);
}

// The unit's stored arm was switched off; a held-back unit goes to the control of today.
Result<Arm> other_arm(store::Transaction& tx, Arm arm, const store::Experiment& experiment,
                      const store::Assignment& stored) {
    if (!stored.held_back) return displaced(tx, std::move(arm), experiment);
    REFIT_TRY(control, find_control(tx, experiment.id));
    return unrandomised(tx, std::move(arm), control, Basis::Displaced);
}

}  // namespace

Result<store::Variant> find_control(store::Transaction& tx, std::string_view experiment_id) {
    REFIT_TRY(variants, store::list_variants(tx, experiment_id));
    if (const store::Variant* control = control_of(variants)) return *control;
    return fail(ErrorCode::Unavailable,
                "experiment '" + std::string{experiment_id} + "' has no active variant");
}

Result<Arm> choose(store::Transaction& tx, const ArmQuery& query) {
    if (query.unit.empty() || query.unit.size() > kUnitBytesMax) {
        return fail(ErrorCode::InvalidInput, "a user id has 1 to 256 bytes");
    }
    REFIT_TRY(experiment, store::find_experiment(tx, query.experiment_id));
    if (!experiment) {
        return fail(ErrorCode::NotFound, "no experiment '" + query.experiment_id + "'");
    }
    Arm arm;
    arm.experiment_id = experiment->id;
    arm.bucket_version = experiment->bucket_version;
    arm.unit = query.unit;
    REFIT_TRY(stored,
              store::find_assignment(tx, {experiment->id, experiment->bucket_version, query.unit}));
    if (query.variant_id) {
        REFIT_TRY(variant, require_variant(tx, experiment->id, *query.variant_id));
        if (stored && stored->variant_id == variant.id) return sticky(tx, *stored, variant);
        return unrandomised(tx, std::move(arm), variant, Basis::Pinned);
    }
    if (!stored) return first_arm(tx, std::move(arm), *experiment, query.context);
    REFIT_TRY(variant, require_variant(tx, experiment->id, stored->variant_id));
    if (variant.active) return sticky(tx, *stored, variant);
    return other_arm(tx, std::move(arm), *experiment, *stored);
}

Result<Arm> confirm(store::Transaction& tx, const Arm& arm, TimePoint now) {
    if (arm.basis != Basis::Drawn && arm.basis != Basis::HeldBack) return arm;
    REFIT_TRY(before,
              store::find_assignment(tx, {arm.experiment_id, arm.bucket_version, arm.unit}));
    store::Assignment row;
    row.experiment_id = arm.experiment_id;
    row.bucket_version = arm.bucket_version;
    row.user_id = arm.unit;
    row.variant_id = arm.variant_id;
    row.variant_version = arm.variant_version;
    row.propensity = arm.propensity;
    row.weights = arm.weights;
    row.policy_version = arm.policy_version.value_or(store::kNoPolicy);
    row.held_back = arm.held_back;
    row.holdback = arm.holdback;
    row.context = arm.context;
    row.assigned_at = now;
    REFIT_TRY(held, store::insert_assignment(tx, row));
    // Two first requests at once: the draw that was stored first holds, its propensity and canvas
    // included.
    if (before || held.variant_id != arm.variant_id || held.policy_version != row.policy_version ||
        held.context != row.context) {
        REFIT_TRY(variant, require_variant(tx, held.experiment_id, held.variant_id));
        return sticky(tx, held, variant);
    }
    Arm confirmed = arm;
    confirmed.first_exposure = true;
    return confirmed;
}

bool same_instructions(const Arm& a, const Arm& b) {
    return a.variant_id == b.variant_id && a.variant_version == b.variant_version;
}

Result<Arm> assign(store::Transaction& tx, const ArmQuery& query, TimePoint now) {
    REFIT_TRY(arm, choose(tx, query));
    return confirm(tx, arm, now);
}

}  // namespace refit::experiment
