#include "experiment/draws.h"

#include <utility>

#include "store/assignments.h"
#include "store/user_outcomes.h"

namespace refit::experiment {

Result<void> scan_draws(store::Transaction& tx, std::string_view experiment_id,
                        std::int64_t bucket_version,
                        const std::function<Result<void>(const DrawOutcome&)>& visit) {
    store::OutcomeCursor after;
    // Ends at the first page that is not full; every page moves `after` on.
    for (;;) {
        REFIT_TRY(page, store::list_outcomes(tx, experiment_id, bucket_version, after));
        for (const store::UserOutcome& outcome : page) {
            REFIT_TRY(assignment,
                      store::find_assignment(tx, {.experiment_id = std::string{experiment_id},
                                                  .bucket_version = bucket_version,
                                                  .user_id = outcome.user_id}));
            if (!assignment) continue;
            REFIT_CHECK(
                visit({outcome.variant_id, outcome.first_rating, std::move(assignment->weights),
                       assignment->held_back, assignment->holdback, assignment->assigned_at,
                       outcome.arrival, assignment->context.has_value()}));
        }
        if (page.size() < static_cast<std::size_t>(store::kOutcomePageMax)) return {};
        after = {page.back().arrival, page.back().assigned_seq};
    }
}

Result<std::vector<DrawOutcome>> load_draws(store::Transaction& tx,
                                            const store::Experiment& experiment) {
    std::vector<DrawOutcome> draws;
    REFIT_CHECK(scan_draws(tx, experiment.id, experiment.bucket_version,
                           [&](const DrawOutcome& draw) -> Result<void> {
                               draws.push_back(draw);
                               return {};
                           }));
    return draws;
}

}  // namespace refit::experiment
