#pragma once

#include <cstddef>
#include <vector>

#include "store/variants.h"

namespace refit::experiment {

// Requested shares of the active variants, kept as shares of all traffic (summing to 1). Pure.

// Gives variant `index` `share` of the whole; the other active ones shrink or grow in proportion
// to what they had, so that "25 % of traffic" means that whatever the others were set to. If they
// had nothing and share < 1, they divide the rest evenly. Requires 0 <= share <= 1.
void give_share(std::vector<store::Variant>& variants, std::size_t index, double share);

// Scales the active variants to a sum of 1; evenly if they had nothing.
void normalise_shares(std::vector<store::Variant>& variants);

// What the holdback is served and the guardrails never stop: the first active variant in the order
// of the draw that is not stopped, or else the first active one. nullptr if none is active.
[[nodiscard]] const store::Variant* control_of(const std::vector<store::Variant>& variants);

}  // namespace refit::experiment
