#pragma once

#include <span>

#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// Refuses what one of the engines would take and the other not, so that a row written to either
// can be moved to the other: text that is not UTF-8 or holds a zero byte, and numbers that are not
// finite. Errors: InvalidInput.
[[nodiscard]] Result<void> check_values(std::span<const Value> values);

}  // namespace refit::store
