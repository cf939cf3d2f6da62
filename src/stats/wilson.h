#pragma once

#include <optional>

#include "stats/interval.h"
#include "stats/two_proportion.h"

namespace refit::stats {

// Wilson's score interval for one success rate at `level` (0 < level < 1):
//
//   ( p + z^2/2n  -+  z sqrt( p(1-p)/n + z^2/4n^2 ) ) / (1 + z^2/n)
//
// Within [0, 1] always, and sensible for 0 or n successes. nullopt without trials.
// Source: Wilson, "Probable inference, the law of succession, and statistical inference", JASA
// 22, 1927. Checked against: statsmodels 0.13.5 proportion_confint(method="wilson").
[[nodiscard]] std::optional<Interval> wilson_interval(Proportion proportion, double level = 0.95);

}  // namespace refit::stats
