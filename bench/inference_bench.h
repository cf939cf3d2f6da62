#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace refit::bench {

// refit-bench inference [--runs 2000] [--length 2000] [--seed 1] [--scenario NAME|all]
//
// Error rates and power of what the product says about two arms, beside the tests others use, with
// a look after every rating. Prints a table; see bench/results/inference.txt.
[[nodiscard]] Result<void> run_inference(const std::vector<std::string>& words);

}  // namespace refit::bench
