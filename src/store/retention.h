#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// Rows one transaction touches at most: a long one would hold up every other writer.
inline constexpr std::int64_t kRetentionBatch = 500;

// Empties the canvases (before, after, corrected) of up to kRetentionBatch sessions created before
// `limit` and returns how many it emptied; call it, each time in a transaction of its own, until
// it returns less. Facts, features and statistics stay: nothing that was learned is lost.
[[nodiscard]] Result<std::int64_t> expire_canvases(Transaction& tx, TimePoint limit);

}  // namespace refit::store
