#pragma once

// The workings of learn/bayes_optimizer.h and learn/pareto_optimizer.h, in the unit cube.

#include <optional>
#include <span>
#include <vector>

#include "base/rng.h"
#include "learn/bayes_optimizer.h"
#include "learn/gaussian_process.h"

namespace refit::learn {

[[nodiscard]] Eigen::VectorXd to_unit(std::span<const TunedParameter> parameters,
                                      std::span<const double> x);
[[nodiscard]] std::vector<double> from_unit(std::span<const TunedParameter> parameters,
                                            const Eigen::VectorXd& unit);

// Point `index` of a Latin hypercube of `count` points in d dimensions: in every input, each of the
// `count` equal stretches holds one point. The same seed gives the same hypercube.
[[nodiscard]] Eigen::VectorXd latin_point(std::size_t index, std::size_t count, std::size_t d,
                                          std::uint64_t seed);

// The process conditioned on observations, with y standardised.
class OptimizerModel {
public:
    [[nodiscard]] static Result<OptimizerModel> create(std::span<const TunedParameter> parameters,
                                                       std::span<const Observation> seen,
                                                       const SearchState& search);

    // The same model after `pending` points turned out as it expects.
    [[nodiscard]] Result<OptimizerModel> expecting(
        std::span<const TunedParameter> parameters,
        std::span<const std::vector<double>> pending) const;

    [[nodiscard]] const GaussianProcess& process() const { return *process_; }
    // Standardised value -> units of y, and the standard deviation that was divided by.
    [[nodiscard]] double to_units(double value) const { return centre_ + spread_ * value; }
    [[nodiscard]] double spread() const { return spread_; }

    // Rows of the data from the highest posterior mean down.
    [[nodiscard]] std::vector<Eigen::Index> ranked() const;

    // The point with the highest posterior mean in the cube that is reached from the best rows.
    [[nodiscard]] Eigen::VectorXd best_point() const;

private:
    std::optional<GaussianProcess> process_;
    double centre_{0};
    double spread_{1};
};

// Fits the shape anew where that is due; true if it was.
[[nodiscard]] bool refit_shape(const GaussianProcess& process, SearchState& search);

// Counts observations not counted yet as successes and failures, and sizes the trust region.
void judge(const GaussianProcess& process, SearchState& search);

// The point of the trust region around the believed best point whose observation is expected to
// raise the best posterior mean most (learn/knowledge_gradient.h).
[[nodiscard]] Eigen::VectorXd propose(const OptimizerModel& model, const SearchState& search,
                                      const OptimizerOptions& options, std::uint64_t seed);

}  // namespace refit::learn
