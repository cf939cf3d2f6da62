#include "app/arm_source.h"

#include "experiment/assign.h"

namespace refit::app {
namespace {

resize::ServedArm served(const experiment::Arm& arm) {
    return {arm.variant_id,     arm.variant_version,
            arm.prompt,         arm.parameters,
            arm.experiment_id,  arm.bucket_version,
            arm.propensity,     arm.policy_version,
            arm.first_exposure, {}};
}

class ExperimentArms final : public resize::ArmSource {
public:
    Result<resize::ServedArm> choose(store::Transaction& tx, const std::string& unit,
                                     const std::optional<std::string>& variant,
                                     const std::vector<double>& context) override {
        experiment::ArmQuery query{.unit = unit, .variant_id = variant};
        query.context = context;
        REFIT_TRY(arm, experiment::choose(tx, query));
        resize::ServedArm chosen = served(arm);
        chosen.context = context;
        return chosen;
    }

    // The choice is made again from the same rows and stored: equal data give the equal arm, and
    // what another request stored meanwhile wins.
    Result<resize::ServedArm> confirm(store::Transaction& tx, const std::string& unit,
                                      const resize::ServedArm& arm, TimePoint now) override {
        const bool assigned = arm.policy_version.has_value();  // drawn or held back
        if (!assigned) return arm;  // pinned or displaced: nothing is stored
        experiment::ArmQuery query{.unit = unit};
        query.experiment_id = arm.experiment_id;
        query.context = arm.context;
        REFIT_TRY(again, experiment::choose(tx, query));
        REFIT_TRY(stored, experiment::confirm(tx, again, now));
        return served(stored);
    }
};

}  // namespace

std::unique_ptr<resize::ArmSource> make_arm_source() {
    return std::make_unique<ExperimentArms>();
}

}  // namespace refit::app
