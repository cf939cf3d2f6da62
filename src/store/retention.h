#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// Empties the canvases (before, after, corrected) of sessions created before `limit` and returns
// how many it emptied. Facts, features and statistics stay: nothing that was learned is lost.
[[nodiscard]] Result<std::int64_t> expire_canvases(Transaction& tx, TimePoint limit);

}  // namespace refit::store
