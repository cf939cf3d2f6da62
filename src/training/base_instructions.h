#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "store/database.h"
#include "training/instructions.h"

namespace refit::training {

// What a proposal starts from: the current text of the active variant, other than a proposal, that
// gets the most traffic under the latest policy (the requested weights where there is none yet).
// Nullopt if the experiment has no such variant.
[[nodiscard]] Result<std::optional<Instructions>> base_instructions(store::Transaction& tx,
                                                                    std::string_view experiment);

}  // namespace refit::training
