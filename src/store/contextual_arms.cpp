#include "store/contextual_arms.h"

#include <array>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    column<&ContextualArm::experiment_id>("experiment_id"),
    column<&ContextualArm::bucket_version>("bucket_version"),
    column<&ContextualArm::variant_id>("variant_id"),
    column<&ContextualArm::version>("version"),
    column<&ContextualArm::statistics>("statistics"),
};
constexpr Table<ContextualArm> kTable{"contextual_arms", kColumns};

}  // namespace

Result<std::vector<ContextualArm>> list_contextual_arms(Transaction& tx,
                                                        std::string_view experiment_id,
                                                        std::int64_t bucket_version) {
    return select_all(tx, kTable, "WHERE experiment_id=? AND bucket_version=? ORDER BY variant_id",
                      params(experiment_id, bucket_version));
}

Result<void> drop_other_phases(Transaction& tx, std::string_view experiment_id,
                               std::int64_t bucket_version) {
    return tx.send("DELETE FROM contextual_arms WHERE experiment_id=? AND bucket_version<>?",
                   params(experiment_id, bucket_version));
}

Result<void> put_contextual_arm(Transaction& tx, const ContextualArm& arm) {
    return tx.send(insert_into(kTable) +
                       " ON CONFLICT (experiment_id,bucket_version,variant_id) DO UPDATE SET "
                       "version=excluded.version,statistics=excluded.statistics",
                   bind_all(kTable, arm));
}

}  // namespace refit::store
