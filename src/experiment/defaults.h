#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::experiment {

inline constexpr std::string_view kOriginalVariant = "original";
inline constexpr std::string_view kEnhancedVariant = "enhanced";

// Enters the default experiment with its two variants and its first policy (half each) unless it
// is there already. Run at every start.
[[nodiscard]] Result<void> seed_defaults(store::Transaction& tx, TimePoint now);

// The instructions of the two built-in variants: text for a model with the placeholders of
// llm/prompt.h, and the engine parameters that say the same to the embedded engine (JSON).
[[nodiscard]] std::string_view original_prompt();
[[nodiscard]] std::string_view enhanced_prompt();
[[nodiscard]] std::string_view original_parameters();
[[nodiscard]] std::string_view enhanced_parameters();

}  // namespace refit::experiment
