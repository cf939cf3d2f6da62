#pragma once

#include <span>

namespace refit::learn {

// How much each of two predictors counts in their sum; >= 0.
struct StackWeights {
    double first{1};
    double second{0};
};

// Minimises sum_i mass_i (target_i - a first_i - b second_i)^2 over a, b >= 0, exactly: the two
// unknowns leave four cases. Predictions of people not trained on go in, else the predictor that
// knows its rows by heart takes all. {0, 0} if neither helps or nothing is given.
// Sources: Wolpert, "Stacked generalization", Neural Networks 5, 1992; non-negative weights:
// Breiman, "Stacked regressions", Machine Learning 24, 1996.
// Checked against: scipy.optimize.nnls, 1e-9 (tests/vectors/learn/stacking.tsv).
// Requires spans of equal length, finite numbers, masses >= 0 (asserted). O(n).
[[nodiscard]] StackWeights stack_weights(std::span<const double> first,
                                         std::span<const double> second,
                                         std::span<const double> targets,
                                         std::span<const double> masses);

}  // namespace refit::learn
