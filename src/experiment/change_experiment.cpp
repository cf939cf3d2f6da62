#include <cmath>
#include <utility>

#include "experiment/allocation.h"
#include "experiment/guardrails.h"
#include "experiment/objectives.h"
#include "experiment/variants.h"
#include "json/writer.h"
#include "learn/assignment_hash.h"

namespace refit::experiment {
namespace {

std::string to_json(const store::Experiment& experiment) {
    json::Writer out;
    out.begin_object().member("id", experiment.id);
    out.member("allocation", store::to_text(experiment.allocation));
    out.member("explorationFloor", experiment.exploration_floor);
    out.member("holdback", experiment.holdback);
    out.member("halfLifeDays", experiment.half_life_days);
    out.raw_member("guardrails", store::print_weights(experiment.guardrails));
    out.raw_member("objectives", store::print_weights(experiment.objective_weights));
    out.raw_member("objectiveLimits", store::print_weights(experiment.objective_limits));
    return out.member("bucketVersion", experiment.bucket_version).end_object().take();
}

bool is_within(double value, double lowest, double highest) {
    return value >= lowest && value <= highest;
}

Result<void> check(const ExperimentPatch& patch) {
    if (patch.exploration_floor &&
        !is_within(*patch.exploration_floor, kExplorationFloorMin, kExplorationFloorMax)) {
        return fail(ErrorCode::InvalidInput, "explorationFloor: 0.01 to 0.5");
    }
    if (patch.holdback && !is_within(*patch.holdback, 0, kHoldbackMax)) {
        return fail(ErrorCode::InvalidInput, "holdback: 0 to 0.5");
    }
    if (patch.half_life_days && *patch.half_life_days != 0 &&
        !is_within(*patch.half_life_days, kHalfLifeDaysMin, kHalfLifeDaysMax)) {
        return fail(ErrorCode::InvalidInput, "halfLifeDays: 1 to 365, or 0 for none");
    }
    if (patch.objective_weights) REFIT_CHECK(check_weights(*patch.objective_weights));
    if (patch.objective_limits) REFIT_CHECK(check_head_limits(*patch.objective_limits));
    return patch.guardrails ? check_limits(*patch.guardrails) : Result<void>{};
}

Result<void> check_together(const store::Experiment& experiment) {
    if (experiment.allocation != store::Allocation::Contextual) return {};
    if (experiment.objective_weights.empty() && experiment.half_life_days <= 0) return {};
    return fail(
        ErrorCode::InvalidInput,
        "allocation: contextual goes by ratings that all count alike; set halfLifeDays to 0 "
        "and objectives to {}");
}

// The hash takes so many values; a share between two of them could not be served exactly.
double on_hash_grid(double share) {
    return std::round(share * learn::kBuckets) / learn::kBuckets;
}

}  // namespace

Result<store::Experiment> change_experiment(store::Transaction& tx, std::string_view id,
                                            const ExperimentPatch& patch, const Actor& actor,
                                            TimePoint now) {
    const std::string key{id};
    REFIT_CHECK(tx.lock("experiment:" + key));
    REFIT_TRY(found, store::find_experiment(tx, id));
    if (!found) return fail(ErrorCode::NotFound, "no experiment '" + key + "'");
    REFIT_CHECK(check(patch));
    store::Experiment changed = *found;
    changed.allocation = patch.allocation.value_or(found->allocation);
    changed.exploration_floor = patch.exploration_floor.value_or(found->exploration_floor);
    changed.holdback = patch.holdback ? on_hash_grid(*patch.holdback) : found->holdback;
    changed.guardrails = patch.guardrails.value_or(found->guardrails);
    changed.objective_weights = patch.objective_weights.value_or(found->objective_weights);
    changed.objective_limits = patch.objective_limits.value_or(found->objective_limits);
    changed.half_life_days = patch.half_life_days.value_or(found->half_life_days);
    changed.updated_at = now;
    REFIT_CHECK(check_together(changed));
    REFIT_CHECK(store::update_experiment(tx, changed));
    Change change{.action = "experiment.change", .subject = "experiment:" + key};
    change.before_json = to_json(*found);
    change.after_json = to_json(changed);
    REFIT_CHECK(audit(tx, actor, change, now));
    REFIT_CHECK(reallocate(tx, key, "experiment settings changed by " + actor.name, now));
    return changed;
}

}  // namespace refit::experiment
