#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "base/result.h"
#include "experiment/draws.h"
#include "experiment/interval.h"

namespace refit::experiment {

// By id, every arm with an outcome: mean rating (1..5) and share of ratings >= 4 (percent) of the
// first words of its units, in the order in which these came, held-back units left out, and those
// that contextual allocation drew: it gives an arm the units that will like it. Each interval holds
// at level 1 - kAlpha however often one looks (stats/bounded_mean.h, hedged bets), for an arm whose
// mean stays put. O(units), some 140 times.
[[nodiscard]] Result<std::map<std::string, ArmIntervals>> arm_intervals(
    std::span<const DrawOutcome> draws);

}  // namespace refit::experiment
