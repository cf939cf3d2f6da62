#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "stats/summary.h"
#include "store/user_outcomes.h"

namespace refit::experiment {

// Outcomes a warm start is worth at most, and the share of the other arm's that it may be.
inline constexpr std::int64_t kWarmOutcomesMax = 20;
inline constexpr double kWarmShareMax = 0.2;

// The ratings of one arm, in stars, each worth 2^(-age / half life) with its age in whole days:
// n = sum of the worths, rounded; mean and second moment weighted by them. Requires half_life_days
// above 0. Source: Raj & Kalyani, "Taming non-stationary bandits", 2017 (arXiv 1707.09727).
[[nodiscard]] stats::Summary discounted(const std::vector<store::OutcomeDay>& days,
                                        std::string_view variant_id, std::int64_t today,
                                        double half_life_days);

// `own` and, while it has few, as many outcomes like `other`'s as bring it to
// min(kWarmOutcomesMax, kWarmShareMax * other.n); each outcome of its own takes one's place.
[[nodiscard]] stats::Summary warmed(const stats::Summary& own, const stats::Summary& other);

}  // namespace refit::experiment
