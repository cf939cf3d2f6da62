#include "simulation/faults.h"

namespace refit::simulation {

bool FaultyDatabase::happens(double probability) {
    return weather_.faulty && probability > 0 && uniform01(rng_) < probability;
}

Result<void> FaultyDatabase::write(const Work& work) {
    if (happens(faults_.failed_commits)) {
        return inner_->write([&](store::Transaction& tx) -> Result<void> {
            REFIT_CHECK(work(tx));
            return fail(ErrorCode::Unavailable, "the commit failed (simulated)");
        });
    }
    REFIT_CHECK(inner_->write(work));
    if (happens(faults_.lost_replies))
        return fail(ErrorCode::Unavailable, "the connection broke after the commit (simulated)");
    return {};
}

Result<resize::ServedArm> SlowArms::choose(store::Transaction& tx, const std::string& unit,
                                           const std::optional<std::string>& variant,
                                           const std::vector<double>& context) {
    REFIT_TRY(arm, inner_->choose(tx, unit, variant, context));
    const auto slow = weather_.slow_ms.find(arm.variant_id);
    if (slow != weather_.slow_ms.end())
        clock_.advance(Milliseconds{static_cast<Milliseconds::rep>(slow->second)});
    return arm;
}

}  // namespace refit::simulation
