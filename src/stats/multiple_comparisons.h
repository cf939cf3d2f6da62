#pragma once

#include <span>
#include <vector>

namespace refit::stats {

// Corrections for asking many questions of the same data. Results are in the order of the input.
// Every p must be in [0, 1] (asserted).

// Benjamini-Hochberg q-values: reject q <= alpha to keep the expected share of false findings
// at or below alpha (independent or positively dependent tests).  q_(i) = min_{j >= i} p_(j) m / j.
// Source: Benjamini & Hochberg, JRSS-B 57, 1995.
[[nodiscard]] std::vector<double> benjamini_hochberg(std::span<const double> p_values);

// Holm's adjusted p-values: reject <= alpha to keep the chance of ANY false finding at alpha,
// under every dependence.  p~_(i) = max_{j <= i} min(1, p_(j) (m - j + 1)).
// Source: Holm, Scandinavian Journal of Statistics 6, 1979.
[[nodiscard]] std::vector<double> holm(std::span<const double> p_values);

// e-BH on ln e-values: rejects the k* largest, k* = max{k : e_(k) >= m / (alpha k)}. Controls the
// false discovery rate at alpha under every dependence. true = rejected.
// Source: Wang & Ramdas, "False discovery rate control with e-values", JRSS-B 84, 2022.
[[nodiscard]] std::vector<bool> e_bh(std::span<const double> log_e_values, double alpha);

// Checked against: statsmodels 0.13.5 multipletests, 50 families, 1e-12; e-BH 45 families.

}  // namespace refit::stats
