#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "learn/ridge.h"

namespace refit::learn {

// A probability by weighted, ridge-penalised logistic regression on standardised features:
//
//   p(x) = 1 / (1 + exp(-(b + z . beta))),  z_j = (x_j - mean_j) / scale_j, |z_j| <= 5 in predict
//   minimise  -sum_i w_i (y_i ln p_i + (1 - y_i) ln(1 - p_i)) + lambda/2 |beta|^2
//
// Targets may be any number in [0, 1] (a fraction), so the same fit answers "was it rated" and
// "what does a prediction mean" (calibration). Newton's method with step halving; the penalty keeps
// separable data finite, the intercept is not penalised.
// Source: Hosmer & Lemeshow 2000; fractional targets: Papke & Wooldridge, J. Appl. Econometrics 11,
// 1996. Checked against: scikit-learn and scipy, 1e-6 (tests/vectors/learn/logistic.tsv).
// Cost: O(rows features^2) a step, at most kNewtonStepsMax steps.
class LogisticModel {
public:
    // InvalidInput: fewer than two rows, rows of another length than `features`, weights <= 0,
    // targets outside [0, 1] or all 0 or all 1, numbers that are not finite, lambda <= 0.
    // TooLarge: the limits of ridge.h.
    [[nodiscard]] static Result<LogisticModel> fit(std::size_t features,
                                                   std::span<const RidgeRow> rows,
                                                   const RidgeOptions& options = {});

    // Requires one finite number per feature (asserted).
    [[nodiscard]] double predict(std::span<const double> features) const;

    // In the features' own units: p = sigma(intercept + slopes . x) wherever no z is clipped.
    [[nodiscard]] double intercept() const;
    [[nodiscard]] std::vector<double> slopes() const;

private:
    LogisticModel() = default;
    std::vector<double> means_;
    std::vector<double> scales_;
    std::vector<double> coefficients_;
    double intercept_{0};
};
inline constexpr int kNewtonStepsMax = 100;

}  // namespace refit::learn
