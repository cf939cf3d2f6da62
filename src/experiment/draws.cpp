#include "experiment/draws.h"

#include <utility>

#include "store/assignments.h"
#include "store/user_outcomes.h"

namespace refit::experiment {

Result<std::vector<DrawOutcome>> load_draws(store::Transaction& tx,
                                            const store::Experiment& experiment) {
    std::vector<DrawOutcome> draws;
    std::int64_t after = 0;
    // Ends at the first page that is not full; every page moves `after` on.
    for (;;) {
        REFIT_TRY(page, store::list_outcomes(tx, experiment.id, experiment.bucket_version, after));
        for (const store::UserOutcome& outcome : page) {
            REFIT_TRY(assignment,
                      store::find_assignment(
                          tx, {experiment.id, experiment.bucket_version, outcome.user_id}));
            if (!assignment) continue;
            draws.push_back({outcome.variant_id, outcome.rating, std::move(assignment->weights),
                             assignment->held_back, assignment->holdback, assignment->assigned_at});
            after = outcome.assigned_seq;
        }
        if (page.size() < static_cast<std::size_t>(store::kOutcomePageMax)) return draws;
        after = page.back().assigned_seq;
    }
}

}  // namespace refit::experiment
