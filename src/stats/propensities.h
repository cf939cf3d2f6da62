#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "base/result.h"

namespace refit::stats {

// Propensities are stored as doubles; a sum further off than this is a logging bug.
inline constexpr double kPropensityTolerance = 1e-6;

[[nodiscard]] inline bool is_probability(double value) {
    return value >= 0.0 && value <= 1.0;
}

// Whether `arm` of `arms` can have been drawn with these probabilities [arms]: each in [0, 1],
// summing to 1 within kPropensityTolerance, the arm's own > 0. ErrorCode::InvalidInput if not.
[[nodiscard]] inline Result<void> check_draw(std::size_t arm, std::size_t arms,
                                             std::span<const double> propensities) {
    if (arm >= arms || propensities.size() != arms) {
        return fail(ErrorCode::InvalidInput, "outcome, arm or propensities out of range");
    }
    double total = 0.0;
    for (const double propensity : propensities) {
        if (!is_probability(propensity)) {
            return fail(ErrorCode::InvalidInput, "a propensity is not in [0, 1]");
        }
        total += propensity;
    }
    if (propensities[arm] > 0.0 && std::abs(total - 1.0) <= kPropensityTolerance) return {};
    return fail(ErrorCode::InvalidInput,
                "propensities must sum to 1 and be positive for the arm that was drawn");
}

}  // namespace refit::stats
