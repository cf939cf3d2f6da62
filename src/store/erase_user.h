#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
    std::vector<std::string> reworded{};  // sessions of others that a word of the user was on
};

// Deletes everything a user left and takes their part out of arm_statistics and daily_rollups, so
// that both are what they would be had the user never come. A rating the user gave to somebody
// else's session goes too; what was learned of that session is for training::forget_user(), which
// is what to call. Erasing twice is no error.
[[nodiscard]] Result<ErasedCounts> erase_user(Transaction& tx, std::string_view user_id,
                                              TimePoint now);

}  // namespace refit::store
