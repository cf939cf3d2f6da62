#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/erase_user.h"

namespace refit::training {

// Erases a user (store/erase_user.h) and what was learned from the user's words about sessions of
// others: their quality scores and training examples become what the words that are left say.
[[nodiscard]] Result<store::ErasedCounts> forget_user(store::Transaction& tx,
                                                      std::string_view user_id, TimePoint now);

}  // namespace refit::training
