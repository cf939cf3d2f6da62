#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace refit::store {

// The share of traffic of each variant, in the order in which they were drawn from. Stored as a
// JSON object: {"original":0.5,"enhanced":0.5}.
using Weights = std::vector<std::pair<std::string, double>>;

[[nodiscard]] std::string print_weights(const Weights& weights);
// Errors: Internal, if the text is not an object of numbers (a damaged row).
[[nodiscard]] Result<Weights> parse_weights(std::string_view json);
[[nodiscard]] std::optional<double> weight_of(const Weights& weights, std::string_view variant_id);

}  // namespace refit::store
