#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/names.h"

namespace refit::store {

struct Model {
    std::int64_t version{0};  // given by insert_model; ascending over all kinds
    std::string kind;         // "quality-ridge"
    std::string parameters;   // JSON
    std::string metrics;      // JSON
    std::optional<std::int64_t> parent;
    ModelStatus status{ModelStatus::Candidate};
    std::string reason;
    TimePoint created_at;
};

// Returns the version. A model inserted as Serving retires the one that served its kind.
[[nodiscard]] Result<std::int64_t> insert_model(Transaction& tx, const Model& model);
// Changes status and reason; Serving retires the one that served before. Errors: NotFound.
[[nodiscard]] Result<void> set_model_status(Transaction& tx, std::int64_t version,
                                            ModelStatus status, std::string_view reason);
[[nodiscard]] Result<std::optional<Model>> serving_model(Transaction& tx, std::string_view kind);
[[nodiscard]] Result<std::optional<Model>> find_model(Transaction& tx, std::int64_t version);

inline constexpr std::int64_t kModelPageMax = 1000;
// Newest first; `limit` is held to 1..kModelPageMax.
[[nodiscard]] Result<std::vector<Model>> list_models(Transaction& tx, std::int64_t limit);

}  // namespace refit::store
