#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "stats/welch.h"

namespace refit::stats {

// One unit of a two-arm experiment: its outcome, and the same kind of figure from BEFORE it was
// first exposed (its earlier mean rating, say); nullopt for a unit with no past.
struct CupedUnit {
    double outcome{0};
    std::optional<double> before{};
};

struct CupedEffect {
    double theta{0};               // outcome per unit of the figure before
    WelchTest adjusted{};          // difference a - b of the adjusted outcomes
    WelchTest unadjusted{};        // the same without the adjustment
    double variance_reduction{0};  // 1 - (adjusted / unadjusted squared standard error); may be < 0
    std::int64_t with_past{0};     // units with a figure from before, both arms
};

// CUPED: the part of the outcome that the past foretells is taken out, so that less chance is left
// in the difference, which stays what it is on average.
//
//   Y' = Y - theta X,   theta = cov(X, Y) / var(X) over both arms together
//   difference and interval: Welch's on Y' (welch.h), so for ONE look at a fixed sample
//
// A unit without a past gets the mean X of those that have one, which adjusts nothing for it. The
// variance falls by about the squared correlation of X and Y times the share of units with a past.
// X must not be touched by the experiment: what is measured after the exposure would take part of
// the effect out with it. theta = 0 if X does not vary.
// nullopt as welch_test: below two units in an arm, or no variance. O(n).
// Source: Deng, Xu, Kohavi, Walker, "Improving the sensitivity of online controlled experiments by
// utilizing pre-experiment data", WSDM 2013.
// Checked against: gbstats 0.8.0 (absolute, from sums), 45 pairs, 1e-9; numpy by least squares;
// level, coverage and variance by simulation (cuped_test.cpp).
[[nodiscard]] std::optional<CupedEffect> cuped_effect(std::span<const CupedUnit> a,
                                                      std::span<const CupedUnit> b,
                                                      double level = 0.95);

}  // namespace refit::stats
