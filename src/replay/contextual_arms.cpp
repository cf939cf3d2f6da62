// Sums of the contextual allocation: what each outcome taught of the canvas it was drawn for.
#include <fmt/format.h>

#include <string>

#include "experiment/contextual.h"
#include "replay/checks.h"
#include "store/experiments.h"

namespace refit::replay {
namespace {

using experiment::ArmSums;

std::string show(double outcomes, const std::string& statistics) {
    return fmt::format("{} outcomes, sums of {} bytes", outcomes, statistics.size());
}

std::string show_stored(const store::ContextualArm& row) {
    const auto sums = ArmSums::parse(row);
    return sums ? show(sums->outcomes, row.statistics) : sums.error().message;
}

Result<void> check_arm(Check& check, const experiment::RecountedArm& arm) {
    if (arm.agrees()) return {};
    const store::ContextualArm& row = arm.stored;
    const std::string right = arm.recounted.to_json();
    check.found({"contextual_arms",
                 fmt::format("{} {} {}", row.experiment_id, row.bucket_version, row.variant_id),
                 show_stored(row), show(arm.recounted.outcomes, right), check.repairs()});
    if (!check.repairs()) return {};
    store::ContextualArm mended = row;
    mended.statistics = right;
    return store::put_contextual_arm(check.tx, mended);
}

}  // namespace

Result<void> check_contextual_arms(Check& check) {
    std::int64_t rows = 0;
    REFIT_TRY(experiments, store::list_experiments(check.tx));
    for (const store::Experiment& experiment : experiments) {
        REFIT_TRY(arms, experiment::recounted_arms(check.tx, experiment));
        rows += std::ssize(arms);
        for (const experiment::RecountedArm& arm : arms) REFIT_CHECK(check_arm(check, arm));
    }
    check.checked("contextual_arms", rows);
    return {};
}

}  // namespace refit::replay
