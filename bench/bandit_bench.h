#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace refit::bench {

// refit-bench bandit FILE.csv... [--policy NAME]... [--seeds N] [--random-features D]
//               [--width-features D] [--json]
//
// Plays classification sets as bandits (bandit_data.h) in the order of the file: decide, see the
// reward of the drawn arm, update. Prints per policy the progressive loss (share of rows whose
// drawn arm was wrong), mean and standard deviation over seeds 1..N, decisions with their updates
// per CPU second, and the smallest probability any arm had in any decision; for several files also
// the mean over them. A seed sets the draws and the feature map.
[[nodiscard]] Result<void> run_bandit(const std::vector<std::string>& words);

inline constexpr const char* kBanditUsage =
    "refit-bench bandit FILE.csv... [--policy NAME]... [--seeds N] [--random-features D] "
    "[--width-features D] [--json]";

}  // namespace refit::bench
