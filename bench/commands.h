#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace refit {

// refit-bench ope [FILE.csv | -] [--bound B] [--delta D]: off-policy estimates of one log.
Result<void> run_ope(const std::vector<std::string>& words);

}  // namespace refit
