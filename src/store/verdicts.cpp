#include "store/verdicts.h"

#include <array>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    column<&Verdict::experiment_id>("experiment_id"),
    column<&Verdict::bucket_version>("bucket_version"),
    column<&Verdict::variant_a>("variant_a"),
    column<&Verdict::variant_b>("variant_b"),
    column<&Verdict::method>("method"),
    column<&Verdict::better>("better"),
    column<&Verdict::units>("units"),
    column<&Verdict::arrival>("arrival"),
    column<&Verdict::log_e>("log_e"),
    column<&Verdict::difference>("difference"),
    column<&Verdict::reached_at>("reached_at"),
    column<&Verdict::declared_at>("declared_at"),
};
constexpr Table<Verdict> kTable{"verdicts", kColumns};

}  // namespace

Result<bool> insert_verdict(Transaction& tx, const Verdict& verdict) {
    const std::string sql = insert_into(kTable) +
                            " ON CONFLICT (experiment_id,bucket_version,variant_a,variant_b) "
                            "DO NOTHING";
    REFIT_TRY(added, tx.execute(sql, bind_all(kTable, verdict)));
    return added == 1;
}

Result<void> replace_verdict(Transaction& tx, const Verdict& verdict) {
    REFIT_CHECK(
        tx.execute("DELETE FROM verdicts WHERE experiment_id=? AND bucket_version=? AND "
                   "variant_a=? AND variant_b=?",
                   params(verdict.experiment_id, verdict.bucket_version, verdict.variant_a,
                          verdict.variant_b)));
    return insert_row(tx, kTable, verdict);
}

Result<std::vector<Verdict>> list_verdicts(Transaction& tx, std::string_view experiment_id,
                                           std::int64_t bucket_version) {
    return select_all(tx, kTable,
                      "WHERE experiment_id=? AND bucket_version=? ORDER BY variant_a,variant_b",
                      params(experiment_id, bucket_version));
}

Result<std::vector<Verdict>> list_all_verdicts(Transaction& tx) {
    return select_all(tx, kTable, "ORDER BY experiment_id,bucket_version,variant_a,variant_b",
                      params());
}

}  // namespace refit::store
