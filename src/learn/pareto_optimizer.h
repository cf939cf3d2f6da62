#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "learn/bayes_optimizer.h"

namespace refit::learn {

// Rows of `values` ([rows][objectives], larger is better) that no other row beats: none is at least
// as good in every objective and better in one. Equal rows are all kept. O(rows^2 objectives).
[[nodiscard]] std::vector<std::size_t> non_dominated(std::span<const std::vector<double>> values);

// The augmented Chebyshev value of objectives scaled to [0, 1], larger is better:
//   min_k w_k (u_k - 1) + 0.05 sum_k w_k (u_k - 1)
// Every point of the front is the best for some weights, also where the front is not convex.
[[nodiscard]] double chebyshev(std::span<const double> scaled, std::span<const double> weights);

// Weights >= 0 with the sum 1, drawn evenly from the simplex by `seed`: shares of exponential
// draws.
[[nodiscard]] std::vector<double> simplex_weights(std::size_t count, std::uint64_t seed);

// Maximises 2 to 4 objectives at once (ParEGO): each suggestion draws weights evenly from the
// simplex by its seed, joins the objectives by chebyshev() over their observed ranges, and asks an
// Optimizer for the best next point of that. Suggestions with different seeds spread over the
// front. Source: Knowles, "ParEGO", IEEE Trans. Evolutionary Computation 10, 2006. Checked against:
// hypervolume of random search on a problem with a known front. Deterministic for equal
// observations, options and seeds. Not thread-safe.
class ParetoOptimizer {
public:
    static constexpr std::size_t kObjectivesMax = 4;

    // ErrorCode::InvalidInput as for Optimizer, or another number of objectives than 2 to 4.
    [[nodiscard]] static Result<ParetoOptimizer> create(std::vector<TunedParameter> parameters,
                                                        std::size_t objectives,
                                                        const OptimizerOptions& options = {});

    // As Optimizer::suggest, which runs once with a shape fitted from scratch.
    [[nodiscard]] Result<std::vector<double>> suggest(
        std::uint64_t seed, std::span<const std::vector<double>> pending = {}) const;

    // `y`: one value per objective. Errors as Optimizer::observe.
    [[nodiscard]] Result<void> observe(std::vector<double> x, std::vector<double> y);

    // Observed points on the front of posterior means, one model per objective: a point is not on
    // it for having been lucky. ErrorCode::NotFound without observations.
    [[nodiscard]] Result<std::vector<std::size_t>> front() const;

    [[nodiscard]] std::size_t observations() const { return points_.size(); }
    [[nodiscard]] const std::vector<double>& point(std::size_t i) const { return points_.at(i); }

private:
    // An optimiser of one value per observation.
    [[nodiscard]] Result<Optimizer> scalar(std::span<const double> values) const;

    std::vector<TunedParameter> parameters_;
    OptimizerOptions options_;
    std::size_t objectives_{2};
    std::vector<std::vector<double>> points_;
    std::vector<std::vector<double>> values_;
};

}  // namespace refit::learn
