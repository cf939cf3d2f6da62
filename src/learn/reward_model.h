#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace refit::learn {

// A round from which a reward model learns.
struct RewardRow {
    std::vector<double> context{};  // the same length in all rows; may be empty
    std::size_t arm{0};
    double reward{0};
    std::uint64_t group{0};  // user or session: its rows are never split over folds
};

struct CrossFitOptions {
    std::size_t folds{3};  // 2 to 100
    double lambda{1};      // of each arm's ridge, > 0
    double shrinkage{10};  // rounds for which the mean of all arms counts in an arm's own
    std::uint64_t seed{1};
};

// Predicted reward of every arm in every round, [rows][arms] row by row, each round predicted by
// models that never saw its group: that makes the doubly robust estimate unbiased whatever the
// model's quality. Per fold and arm a ridge regression (learn/ridge.h) of the reward on the
// context; an arm with fewer than 2 rounds outside the fold, or without context, gets its mean,
// shrunk towards the mean of all arms. Groups go to folds by a hash of group and seed; a fold that
// gets no rows does no harm.
// Predictions are kept within the rewards seen outside the fold.
// ErrorCode::InvalidInput: fewer than two groups, an arm >= arms, contexts of different lengths, a
// number that is not finite, options out of range.
// O(folds * arms * d^3 + folds * n d^2) for d features.
[[nodiscard]] Result<std::vector<double>> cross_fitted_rewards(std::span<const RewardRow> rows,
                                                               std::size_t arms,
                                                               const CrossFitOptions& options = {});

}  // namespace refit::learn
