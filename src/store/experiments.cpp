#include "store/experiments.h"

#include <array>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    column<&Experiment::id>("id"),
    column<&Experiment::name>("name"),
    column<&Experiment::allocation>("allocation"),
    column<&Experiment::bucket_version>("bucket_version"),
    column<&Experiment::exploration_floor>("exploration_floor"),
    column<&Experiment::holdback>("holdback"),
    column<&Experiment::guardrails>("guardrails"),
    column<&Experiment::objective_weights>("objective_weights"),
    column<&Experiment::objective_limits>("objective_limits"),
    column<&Experiment::half_life_days>("half_life_days"),
    column<&Experiment::created_at>("created_at"),
    column<&Experiment::updated_at>("updated_at"),
};
constexpr Table<Experiment> kTable{"experiments", kColumns};

}  // namespace

Result<void> insert_experiment(Transaction& tx, const Experiment& experiment) {
    return insert_row(tx, kTable, experiment);
}

Result<void> update_experiment(Transaction& tx, const Experiment& experiment) {
    REFIT_TRY(
        changed,
        tx.execute("UPDATE experiments SET name=?,allocation=?,bucket_version=?,"
                   "exploration_floor=?,holdback=?,guardrails=?,objective_weights=?,"
                   "objective_limits=?,half_life_days=?,updated_at=? WHERE id=?",
                   params(experiment.name, experiment.allocation, experiment.bucket_version,
                          experiment.exploration_floor, experiment.holdback, experiment.guardrails,
                          experiment.objective_weights, experiment.objective_limits,
                          experiment.half_life_days, experiment.updated_at, experiment.id)));
    if (changed == 0) return fail(ErrorCode::NotFound, "there is no such experiment");
    return {};
}

Result<std::optional<Experiment>> find_experiment(Transaction& tx, std::string_view id) {
    return select_one(tx, kTable, "WHERE id=?", params(id));
}

Result<std::vector<Experiment>> list_experiments(Transaction& tx) {
    return select_all(tx, kTable, "ORDER BY created_at,id");
}

}  // namespace refit::store
