#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"
#include "store/database.h"
#include "store/sessions.h"

namespace refit::store {

// Rows read at a time by a recount.
inline constexpr std::int64_t kScanPage = 10'000;

// Calls `visit` for every session, oldest first, with those facts filled that are counted
// (store/counting.h). Private to store/.
[[nodiscard]] Result<void> scan_counted_sessions(
    Transaction& tx, const std::function<void(const SessionFacts&)>& visit);

}  // namespace refit::store
