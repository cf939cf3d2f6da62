#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace refit {

// refit-bench ope FILE.csv|- [--delta D]: off-policy estimates of one log.
Result<void> run_ope(const std::vector<std::string>& words);

// refit-bench bo FUNCTION|speed [--seeds N | --seed S] [--evals N] [--json]: regret of the Bayesian
// optimiser.
Result<void> run_bo(const std::vector<std::string>& words);

// refit-bench quality [--seeds N]: ridge against the stack on unseen people.
Result<void> run_quality(const std::vector<std::string>& words);

}  // namespace refit
