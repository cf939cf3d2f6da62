#pragma once

#include <span>
#include <vector>

namespace refit::learn {

// A number with a mass >= 0.
struct Weighted {
    double value{0};
    double mass{1};
};

// The smallest value v with mass(<= v) >= (1 - alpha)(total + rest); infinity if the masses do not
// reach it. `rest` is the mass of the one not yet seen. With masses 1 and rest 1 this is the
// ceil((1 - alpha)(n + 1))-th smallest: the split-conformal quantile.
//
// With one mass of 1 per person, shared equally by the person's residuals, and rest 1, the interval
// prediction +- quantile holds a result of a new person with probability >= 1 - alpha, if the
// people are exchangeable and none of them trained the model; results of one person may depend on
// each other as they like.
// Sources: Papadopoulos et al., ECML 2002 (split conformal); Lee, Barber & Willett,
// "Distribution-free inference with hierarchical data", 2023 (one mass per person).
// Checked against: numpy.quantile(method="inverted_cdf") (tests/vectors/learn/conformal.tsv).
// Requires 0 < alpha < 1, finite values, masses >= 0, rest >= 0 (asserted). O(n log n).
[[nodiscard]] double conformal_quantile(std::vector<Weighted> values, double alpha, double rest);

}  // namespace refit::learn
