#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/database.h"

namespace refit::training {

enum class RebuildFate : std::uint8_t {
    Equal,        // the same rows gave the same model, bit for bit
    OtherModel,   // the same rows gave another model: the stored one is not what was trained
    OtherData,    // the log no longer holds the rows: users were erased, undos of before, a race
    Unrepeatable  // made before lineage was kept, or with another version of features or quality
};
[[nodiscard]] std::string_view to_text(RebuildFate fate);  // "equal", "other model", ...

struct Rebuilt {
    std::int64_t version{0};
    RebuildFate fate{RebuildFate::Unrepeatable};
    std::int64_t rows{0};  // of training, found in the log
    std::string detail;    // one sentence for people
};

// Trains the quality model `version` (nullopt: the serving one) again from the log as it stood when
// the model was made, and compares; nothing is stored. Takes as long as a retraining.
// NotFound: no such model, or none serves.
[[nodiscard]] Result<Rebuilt> rebuild_model(store::Database& database,
                                            std::optional<std::int64_t> version);

}  // namespace refit::training
