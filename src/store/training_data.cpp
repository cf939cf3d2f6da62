#include "store/training_data.h"

#include <array>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    column<&TrainingExample::id>("id"),
    column<&TrainingExample::session_id>("session_id"),
    column<&TrainingExample::input_features>("input_features"),
    column<&TrainingExample::expected_output>("expected_output"),
    column<&TrainingExample::quality_score>("quality_score"),
    column<&TrainingExample::quality_version>("quality_version"),
    column<&TrainingExample::validated>("validated"),
    column<&TrainingExample::created_at>("created_at"),
};
constexpr Table<TrainingExample> kTable{"training_data", kColumns};

}  // namespace

Result<void> put_training_example(Transaction& tx, const TrainingExample& example) {
    const std::string sql =
        insert_into(kTable) +
        " ON CONFLICT (session_id) DO UPDATE SET input_features=excluded.input_features,"
        "expected_output=excluded.expected_output,quality_score=excluded.quality_score,"
        "quality_version=excluded.quality_version,validated=excluded.validated";
    REFIT_CHECK(tx.execute(sql, bind_all(kTable, example)));
    return {};
}

Result<std::optional<TrainingExample>> find_training_example(Transaction& tx,
                                                             std::string_view session_id) {
    return select_one(tx, kTable, "WHERE session_id=?", params(session_id));
}

Result<std::vector<TrainingExample>> list_training_examples(Transaction& tx, std::int64_t limit) {
    return select_all(tx, kTable, "ORDER BY created_at DESC,id DESC LIMIT ?",
                      params(page_size(limit, kTrainingPageMax)));
}

Result<TrainingTotals> training_totals(Transaction& tx) {
    REFIT_TRY(rows,
              tx.query("SELECT count(*),SUM(validated),SUM(quality_score) FROM training_data", {}));
    return TrainingTotals{.examples = rows.integer(0, 0).value_or(0),
                          .validated = rows.integer(0, 1).value_or(0),
                          .quality_sum = rows.real(0, 2).value_or(0.0)};
}

Result<void> remove_training_example(Transaction& tx, std::string_view session_id) {
    return tx.send("DELETE FROM training_data WHERE session_id=?", params(session_id));
}

}  // namespace refit::store
