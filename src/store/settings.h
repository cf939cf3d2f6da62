#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// Small facts of the installation that outlive a restart, by name.
[[nodiscard]] Result<std::optional<std::string>> find_setting(Transaction& tx,
                                                              std::string_view key);
[[nodiscard]] Result<void> put_setting(Transaction& tx, std::string_view key,
                                       std::string_view value);

}  // namespace refit::store
