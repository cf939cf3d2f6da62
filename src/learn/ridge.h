#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace refit::learn {

// One observation to learn from.
struct RidgeRow {
    std::vector<double> features{};  // in the order of the model's feature names
    double target{0};
    double weight{1};  // > 0; e.g. one over the probability of having been rated
};

struct RidgeOptions {
    // Penalty on the standardised coefficients, in units of one observation each; > 0.
    double lambda{1.0};
};

// Limits of a fit: above them, ErrorCode::TooLarge.
inline constexpr std::size_t kRidgeFeaturesMax = 1'000;
inline constexpr std::size_t kRidgeRowsMax = 2'000'000;

// A linear model of a quality score, fitted by weighted ridge regression on standardised features:
//
//   z_j = (x_j - mean_j) / scale_j,  |z_j| <= 5 when predicting
//   minimise  sum_i w_i (y_i - intercept - z_i . beta)^2 + lambda |beta|^2
//   (Z' W Z + lambda I) beta = Z' W (y - ybar),  intercept = ybar (weighted mean, not penalised)
//
// solved by Cholesky in doubles. A feature that does not vary has scale 1 and coefficient 0.
// Prediction clips z because a ranker must not be carried away by one feature far outside what it
// was trained on.
// Source: Hoerl & Kennard, "Ridge regression", Technometrics 12, 1970.
// Checked against: numpy's solve of the same normal equations, 1e-9
// (tests/vectors/stats/ridge.json).
class RidgeModel {
public:
    // ErrorCode::InvalidInput: fewer than two rows, rows of another length than `names`, a weight
    // <= 0, or a number that is not finite. ErrorCode::TooLarge: see the limits.
    [[nodiscard]] static Result<RidgeModel> fit(std::vector<std::string> names,
                                                std::span<const RidgeRow> rows,
                                                const RidgeOptions& options = {});

    // Reads what to_json() wrote. ErrorCode::InvalidInput for another kind or version, or numbers
    // that do not make a model.
    [[nodiscard]] static Result<RidgeModel> from_json(std::string_view text);

    // {"kind":"ridge","format":1,"rows":…,"lambda":…,"intercept":…,"features":[{"name","mean",
    // "scale","coefficient"},…]}; numbers read back bit for bit.
    [[nodiscard]] std::string to_json() const;

    // In the unit of the target, not clipped to its range. Requires one finite number per feature
    // name (asserted).
    [[nodiscard]] double predict(std::span<const double> features) const;

    [[nodiscard]] const std::vector<std::string>& feature_names() const { return names_; }
    // Per feature, the change of the prediction for one standard deviation more.
    [[nodiscard]] const std::vector<double>& coefficients() const { return coefficients_; }
    [[nodiscard]] double intercept() const { return intercept_; }
    [[nodiscard]] std::int64_t rows() const { return rows_; }

private:
    RidgeModel() = default;

    std::vector<std::string> names_;
    std::vector<double> means_;
    std::vector<double> scales_;
    std::vector<double> coefficients_;
    double intercept_{0};
    double lambda_{1};
    std::int64_t rows_{0};
};

// How well predictions do on data the model has not seen.
struct RegressionMetrics {
    std::int64_t rows{0};
    double mae{0};
    double rmse{0};
    std::optional<double> r2{};        // nullopt if the targets are all alike
    std::optional<double> spearman{};  // nullopt if either side is all alike
    // Share of pairs with different targets that are ordered rightly (a tie counts half); over all
    // pairs up to kPairRowsMax rows, beyond that of the first kPairRowsMax.
    std::optional<double> pairwise_accuracy{};
};
inline constexpr std::size_t kPairRowsMax = 2'000;

// nullopt without rows. Requires spans of equal length and finite numbers (asserted).
[[nodiscard]] std::optional<RegressionMetrics> regression_metrics(
    std::span<const double> predictions, std::span<const double> targets);

// Expected calibration error: over ten equal bins of the prediction in [0, 1], the mean of
// |mean prediction - mean target| weighted by the rows in the bin. 0 without rows.
// Source: Naeini, Cooper & Hauskrecht, AAAI 2015, for targets that are fractions.
// Checked against numpy, 1e-12 (tests/vectors/learn/calibration.tsv). Requires spans of equal
// length and predictions in [0, 1] (asserted). O(n).
[[nodiscard]] double calibration_error(std::span<const double> predictions,
                                       std::span<const double> targets);

}  // namespace refit::learn
