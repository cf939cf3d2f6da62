#pragma once

#include <string_view>
#include <vector>

#include "experiment/draws.h"
#include "experiment/results.h"
#include "stats/summary.h"
#include "stats/two_proportion.h"

namespace refit::experiment {

inline constexpr double kRatingSpan = 4;  // stars between the lowest and the highest rating

// (rating - 1) / 4, in [0, 1].
[[nodiscard]] double reward(int rating);

// What ln E, the largest so far, of an e-process says to people.
[[nodiscard]] AlwaysValid always_valid(double log_e_max, std::string_view method);

// One arm's outcomes as the familiar tests want them.
struct ArmSample {
    stats::Summary rewards;       // y = (rating - 1) / 4
    stats::Proportion successes;  // rating >= 4
};

struct Pair {
    std::string_view a;
    std::string_view b;
};

// The two arms side by side, everything but the verdict worked out. Units of other arms do not
// inform a pair; a unit that could only get one of the two neither. Pure.
// Errors: Internal, if a stored propensity is not a probability (a damaged row).
[[nodiscard]] Result<Comparison> compare_pair(const std::vector<DrawOutcome>& draws, Pair pair);

// One sentence: what is known, how sure, and what is missing. `name_a`, `name_b` for people.
[[nodiscard]] std::string make_verdict(const Comparison& comparison, std::string_view name_a,
                                       std::string_view name_b);

}  // namespace refit::experiment
