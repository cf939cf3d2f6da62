#include "simulation/arms.h"

#include <string>

#include "experiment/audit.h"
#include "experiment/defaults.h"
#include "experiment/variants.h"

namespace refit::simulation {
namespace {

const experiment::Actor kActor{"simulation", "set-up"};

Result<void> add_own_arms(store::Transaction& tx, const Scenario& scenario, TimePoint now) {
    TimePoint created = now;  // the order of the draw is by time of creation
    for (const Arm& arm : scenario.arms) {
        experiment::NewVariant variant;
        variant.id = arm.id;
        variant.name = arm.id;
        variant.prompt = std::string{experiment::original_prompt()};
        variant.parameters = arm.parameters;
        variant.weight_percent = 100.0 / static_cast<double>(scenario.arms.size() + 2);
        REFIT_CHECK(experiment::add_variant(tx, variant, kActor, created));
        created += Milliseconds{1};
    }
    if (scenario.arms.empty()) return {};
    for (const auto builtin : {experiment::kOriginalVariant, experiment::kEnhancedVariant})
        REFIT_CHECK(experiment::deactivate_variant(tx, builtin, kActor, now));
    return {};
}

}  // namespace

std::vector<Arm> arms_of(const Scenario& scenario) {
    if (!scenario.arms.empty()) return scenario.arms;
    return {
        {std::string{experiment::kOriginalVariant}, std::string{experiment::original_parameters()}},
        {std::string{experiment::kEnhancedVariant},
         std::string{experiment::enhanced_parameters()}}};
}

Result<void> enter_arms(store::Transaction& tx, const Scenario& scenario, TimePoint now) {
    REFIT_CHECK(add_own_arms(tx, scenario, now));
    const std::vector<Arm> arms = arms_of(scenario);
    experiment::VariantPatch even;
    even.weight_percent = 100.0 / static_cast<double>(arms.size());
    for (const Arm& arm : arms)
        REFIT_CHECK(experiment::change_variant(tx, arm.id, even, kActor, now));
    experiment::ExperimentPatch patch;
    patch.allocation = scenario.learning.allocation;
    patch.exploration_floor = scenario.learning.exploration_floor;
    patch.half_life_days = scenario.learning.half_life_days;
    REFIT_CHECK(experiment::change_experiment(tx, store::kDefaultExperiment, patch, kActor, now));
    return {};
}

}  // namespace refit::simulation
