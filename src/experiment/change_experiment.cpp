#include <utility>

#include "experiment/allocation.h"
#include "experiment/variants.h"
#include "json/writer.h"

namespace refit::experiment {
namespace {

std::string to_json(const store::Experiment& experiment) {
    json::Writer out;
    out.begin_object().member("id", experiment.id);
    out.member("allocation", store::to_text(experiment.allocation));
    out.member("explorationFloor", experiment.exploration_floor);
    return out.member("bucketVersion", experiment.bucket_version).end_object().take();
}

}  // namespace

Result<store::Experiment> change_experiment(store::Transaction& tx, std::string_view id,
                                            const ExperimentPatch& patch, const Actor& actor,
                                            TimePoint now) {
    const std::string key{id};
    REFIT_CHECK(tx.lock("experiment:" + key));
    REFIT_TRY(found, store::find_experiment(tx, id));
    if (!found) return fail(ErrorCode::NotFound, "no experiment '" + key + "'");
    if (patch.exploration_floor && !(*patch.exploration_floor >= kExplorationFloorMin &&
                                     *patch.exploration_floor <= kExplorationFloorMax)) {
        return fail(ErrorCode::InvalidInput, "explorationFloor: 0.01 to 0.5");
    }
    store::Experiment changed = *found;
    changed.allocation = patch.allocation.value_or(found->allocation);
    changed.exploration_floor = patch.exploration_floor.value_or(found->exploration_floor);
    changed.updated_at = now;
    REFIT_CHECK(store::update_experiment(tx, changed));
    Change change{.action = "experiment.change", .subject = "experiment:" + key};
    change.before_json = to_json(*found);
    change.after_json = to_json(changed);
    REFIT_CHECK(audit(tx, actor, change, now));
    REFIT_CHECK(reallocate(tx, key, "experiment settings changed by " + actor.name, now));
    return changed;
}

}  // namespace refit::experiment
