#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// Rows deleted, by table.
struct ErasedCounts {
    std::int64_t sessions{0};
    std::int64_t feedback{0};  // words and history, also on other people's sessions
    std::int64_t outcomes{0};
    std::int64_t training_examples{0};
    std::int64_t assignments{0};
    std::int64_t idempotency_keys{0};
};

// Deletes everything a user left and takes their part out of arm_statistics and daily_rollups, so
// that both are what they would be had the user never come. A rating the user gave to somebody
// else's session goes too. Erasing twice is no error.
[[nodiscard]] Result<ErasedCounts> erase_user(Transaction& tx, std::string_view user_id,
                                              TimePoint now);

}  // namespace refit::store
