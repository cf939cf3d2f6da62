#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// One labelled example; at most one per session.
struct TrainingExample {
    std::string id;
    std::string session_id;
    std::string input_features;                  // JSON
    std::optional<std::string> expected_output;  // JSON: the corrected canvas, where there is one
    double quality_score{0};                     // 0..1
    std::string quality_version;                 // "quality/1"
    bool validated{false};
    TimePoint created_at;
};

// Stores the example of a session, or replaces it (keeping its id and created_at).
[[nodiscard]] Result<void> put_training_example(Transaction& tx, const TrainingExample& example);

[[nodiscard]] Result<std::optional<TrainingExample>> find_training_example(
    Transaction& tx, std::string_view session_id);

[[nodiscard]] Result<void> remove_training_example(Transaction& tx, std::string_view session_id);

inline constexpr std::int64_t kTrainingPageMax = 1000;
// Newest first; `limit` is held to 1..kTrainingPageMax.
[[nodiscard]] Result<std::vector<TrainingExample>> list_training_examples(Transaction& tx,
                                                                          std::int64_t limit);

struct TrainingTotals {
    std::int64_t examples{0};
    std::int64_t validated{0};
    double quality_sum{0};
};
[[nodiscard]] Result<TrainingTotals> training_totals(Transaction& tx);

}  // namespace refit::store
