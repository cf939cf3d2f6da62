#include "experiment/defaults.h"

#include <string>

#include "experiment/allocation.h"
#include "store/experiments.h"
#include "store/variants.h"

namespace refit::experiment {
namespace {

struct Builtin {
    std::string_view id;
    std::string_view name;
    std::string_view prompt;
    std::string_view parameters;
};

Result<void> insert_builtin(store::Transaction& tx, const Builtin& builtin, TimePoint created_at) {
    store::Variant variant;
    variant.id = builtin.id;
    variant.experiment_id = store::kDefaultExperiment;
    variant.name = builtin.name;
    variant.weight = 0.5;
    variant.origin = store::VariantOrigin::Builtin;
    variant.created_at = created_at;
    variant.updated_at = created_at;
    store::VariantVersion version;
    version.prompt = builtin.prompt;
    version.parameters = builtin.parameters;
    version.note = "built in";
    version.created_by = "refit";
    version.created_at = created_at;
    return store::insert_variant(tx, variant, version);
}

}  // namespace

Result<void> seed_defaults(store::Transaction& tx, TimePoint now) {
    const std::string id{store::kDefaultExperiment};
    // Replicas may start together; one seeds, the others wait here and find it done.
    REFIT_CHECK(tx.lock("experiment:" + id));
    REFIT_TRY(present, store::find_experiment(tx, id));
    if (present) return {};
    store::Experiment experiment;
    experiment.id = id;
    experiment.name = "Resize instructions";
    experiment.created_at = now;
    experiment.updated_at = now;
    REFIT_CHECK(store::insert_experiment(tx, experiment));
    const Builtin original{kOriginalVariant, "Original", original_prompt(), original_parameters()};
    const Builtin enhanced{kEnhancedVariant, "Enhanced", enhanced_prompt(), enhanced_parameters()};
    REFIT_CHECK(insert_builtin(tx, original, now));
    // A millisecond later: the order of the draw is by time of creation, and the first arm is the
    // control that the others are compared with.
    REFIT_CHECK(insert_builtin(tx, enhanced, now + Milliseconds{1}));
    REFIT_CHECK(reallocate(tx, id, "first policy: even shares", now));
    return {};
}

}  // namespace refit::experiment
