#pragma once

#include <string>

#include "training/retrain.h"

namespace refit::training {

// The report as the seed's clients read it:
//   {"success", "timestamp", "metrics": {…}, "patterns": {"successful", "problematic", "findings"},
//    "improvedPrompts", "recommendations", "model", "proposedVariant"}
// or {"message", "sessionsFound": 0} when there was nothing to learn from.
[[nodiscard]] std::string to_json(const RetrainReport& report);

}  // namespace refit::training
