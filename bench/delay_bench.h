#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace refit::bench {

// refit-bench delays [--runs 2000] [--length 2000] [--seed 1] [--world NAME|all]
//
// Error rates and power of the verdict where ratings come late, are revised, or do not come. Beside
// the product's order (first words, as they arrive) the one it replaced: the present words in the
// order of assignment, gone through anew at every look. bench/results/delays.txt.
[[nodiscard]] Result<void> run_delays(const std::vector<std::string>& words);

}  // namespace refit::bench
