#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "learn/arm_posterior.h"

namespace refit::learn {

// Rules that turn the eligible arms' estimates into the probabilities with which each is drawn.
// All: pure functions; one entry per estimate, each > 0 where `floor` > 0 (at least floor / K), the
// sum 1 within 1e-12. Require 1 or more estimates of finite mean and width >= 0, 0 <= floor <= 1.

// Arms whose upper bound mean + v width lies below another's lower bound mean - v width. Never all;
// none for v = 0, which says that widths are not to be used.
[[nodiscard]] std::vector<bool> dominated(std::span<const LinearEstimate> arms, double v);

// SquareCB with elimination: inverse-gap weighting of the arms that are not dominated, by their
// upper bounds u = mean + v width; m of them, b the one with the largest u:
//
//   p_a = 1 / (m + gamma (u_b - u_a)),  p_b = 1 - sum p_a >= 1/m;  dominated: 0
//   then  p <- (1 - floor) p + floor / K
//
// Measuring the gap between upper bounds instead of means makes the rule explore where it knows
// little; with v = 0 it is SquareCB as published. Decision 0090 has what that gave.
// Source: Foster & Rakhlin, "Beyond UCB", ICML 2020; Foster, Agarwal, Dudik, Luo & Schapire,
// "Practical contextual bandits with regression oracles", ICML 2018 (elimination). Cost O(K).
[[nodiscard]] std::vector<double> squarecb_pmf(std::span<const LinearEstimate> arms, double v,
                                               double gamma, double floor);

// Thompson sampling with its exact probabilities: P(arm is best) when the values are independent
// Normal(mean, (v width)^2), by quadrature (stats/bayes.h), then the floor. Requires v width > 0.
// Source: Agrawal & Goyal, "Thompson sampling for contextual bandits with linear payoffs", 2013.
[[nodiscard]] std::vector<double> thompson_pmf(std::span<const LinearEstimate> arms, double v,
                                               double floor);

// 1 on the largest mean (shared by equal ones), then the floor: epsilon-greedy, or greedy at 0.
[[nodiscard]] std::vector<double> greedy_pmf(std::span<const LinearEstimate> arms, double floor);

}  // namespace refit::learn
