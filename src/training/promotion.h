#pragma once

#include <optional>
#include <string>

#include "training/model_metrics.h"

namespace refit::training {

// Fewer held-out rows or people than this decide nothing: the serving model stays.
inline constexpr std::int64_t kHeldOutRowsMin = 10;
inline constexpr std::int64_t kHeldOutUsersMin = 3;
// A candidate may be this much worse in mean absolute error than the serving model (0.02 stars)
// and still replace it, because it has seen newer designs.
inline constexpr double kMaeMarginMax = 0.005;

struct Verdict {
    bool promote{false};
    std::string reason;  // a sentence with the numbers
};

// The promotion rule, on one set of held-out rows seen by none of the models:
//   1. at least kHeldOutRowsMin rows of kHeldOutUsersMin people, else no;
//   2. the candidate's error is not above the constant model's (it must know something);
//   3. with a serving model, not above that model's error + kMaeMarginMax.
[[nodiscard]] Verdict decide_promotion(const ModelMetrics& candidate, const ModelMetrics& constant,
                                       const std::optional<ModelMetrics>& serving);

}  // namespace refit::training
