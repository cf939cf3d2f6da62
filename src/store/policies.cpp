#include "store/policies.h"

#include <array>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    column<&Policy::experiment_id>("experiment_id"),
    column<&Policy::version>("version"),
    column<&Policy::weights>("weights"),
    column<&Policy::reason>("reason"),
    column<&Policy::details>("details"),
    column<&Policy::created_at>("created_at"),
};
constexpr Table<Policy> kTable{"policies", kColumns};

}  // namespace

Result<std::int64_t> insert_policy(Transaction& tx, const Policy& policy) {
    REFIT_TRY(rows, tx.query("SELECT MAX(version) FROM policies WHERE experiment_id=?",
                             params(policy.experiment_id)));
    Policy next = policy;
    next.version = rows.integer(0, 0).value_or(0) + 1;
    REFIT_CHECK(insert_row(tx, kTable, next));
    return next.version;
}

Result<std::optional<Policy>> latest_policy(Transaction& tx, std::string_view experiment_id) {
    return select_one(tx, kTable, "WHERE experiment_id=? ORDER BY version DESC LIMIT 1",
                      params(experiment_id));
}

Result<std::vector<Policy>> list_policies_after(Transaction& tx, std::string_view experiment_id,
                                                std::int64_t after_version) {
    return select_all(tx, kTable, "WHERE experiment_id=? AND version>? ORDER BY version LIMIT ?",
                      params(experiment_id, after_version, kPolicyPageMax));
}

Result<std::vector<Policy>> list_policies_since(Transaction& tx, std::string_view experiment_id,
                                                TimePoint from, std::int64_t after_version) {
    return select_all(tx, kTable,
                      "WHERE experiment_id=? AND version>? AND created_at>=? "
                      "ORDER BY version LIMIT ?",
                      params(experiment_id, after_version, from, kPolicyPageMax));
}

Result<std::vector<Policy>> list_policies(Transaction& tx, std::string_view experiment_id,
                                          std::int64_t limit) {
    return select_all(tx, kTable, "WHERE experiment_id=? ORDER BY version DESC LIMIT ?",
                      params(experiment_id, page_size(limit, kPolicyPageMax)));
}

}  // namespace refit::store
