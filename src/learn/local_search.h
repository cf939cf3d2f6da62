#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "learn/gaussian_process.h"

namespace refit::learn {

// What was seen at a point of [0, 1]^d.
struct SeenPoint {
    Eigen::VectorXd x;
    double y{0};
    double deviation{1};  // of the error of y, > 0
};

struct LocalSearchOptions {
    double scale{0.5};  // standard deviation of f believed before data, in units of y
    int draws{32};      // of f at the best points, for the noisy improvement
    std::size_t baseline{8};
};

// What is believed of a point beside the one that serves.
struct StepBelief {
    double mean{0};  // of f, in units of y
    double deviation{0};
    double gain{0};  // of f less f at the serving point, and its deviation
    double gain_deviation{0};
    double log_improvement{0};  // ln of the expected gain over the best point, in units of y

    // P(f < f at the serving point - margin).
    [[nodiscard]] double harm(double margin) const;
};

// A step that may not do harm: the free inputs and how far they may move.
struct StepRequest {
    std::vector<std::size_t> free{};  // inputs; the others stay where they serve
    double reach{0.2};                // largest move of an input, in [0, 1] units
    double margin{0.1};               // harm is a loss of more than this, in units of y …
    double harm_max{0.2};             // … and may have this probability
    std::uint64_t seed{1};
};

struct Step {
    Eigen::VectorXd x;
    StepBelief belief;
};

// Searches near a point that serves people, from very few points of very different precision: what
// Optimizer (learn/bayes_optimizer.h) is for a machine with hundreds of trials of its own, this is
// for traffic, where a trial is a week of somebody's designs. The same process (Matern-5/2, a
// length per input, dimension-scaled priors), but
//   - its scale is given, not estimated, until there are kShapeFrom points: two means that happen
//     to agree do not make the function flat;
//   - its mean is a constant;
//   - a step is the largest noisy log expected improvement within `reach` of the serving point in
//     the free inputs, halved towards it until P(harm) <= harm_max.
// Source: as learn/bayes_optimizer.h; the guard is that of Sui et al., "Safe exploration for
// optimization with Gaussian processes", ICML 2015, for one comparison. Checked against: numpy's
// own conditioning of the difference on the same shape, 1e-9. Deterministic.
class LocalSearch {
public:
    static constexpr std::size_t kShapeFrom = 8;
    static constexpr std::size_t kPointsMax = 500;

    // `serving`: the point that people get now; need not be among `seen`. Without any point seen it
    // is taken to have been seen once, at 0, with the deviation `scale`.
    // ErrorCode::InvalidInput: sizes that differ, not finite, deviation not above 0, a point
    // outside [0, 1], scale not above 0. ErrorCode::TooLarge: more than kPointsMax.
    [[nodiscard]] static Result<LocalSearch> create(std::span<const SeenPoint> seen,
                                                    Eigen::VectorXd serving,
                                                    const LocalSearchOptions& options = {});

    // O(n^2 + n d) each.
    [[nodiscard]] StepBelief belief(const Eigen::VectorXd& x) const;
    // Requires free inputs below d, reach > 0 and 0 < harm_max < 1 (asserted). Falls back on the
    // serving point itself when no step of a 32nd of the reach is harmless.
    [[nodiscard]] Step step(const StepRequest& request) const;

    [[nodiscard]] const Eigen::VectorXd& serving() const { return serving_; }
    [[nodiscard]] const Eigen::VectorXd& log_lengths() const;

private:
    [[nodiscard]] double covariance_with_serving(const Eigen::VectorXd& x) const;

    std::shared_ptr<const GaussianProcess> process_;  // never changed, so copies share it
    Eigen::VectorXd serving_;
    LocalSearchOptions options_;
    double centre_{0};
    double serving_mean_{0};  // standardised, as the two below
    double serving_variance_{0};
    Eigen::VectorXd serving_half_;  // L^-1 k(X, serving)
    std::vector<Eigen::Index> baseline_;
};

// low -> 0, middle -> 1/2, high -> 1, linear in between; the middle lies strictly between.
[[nodiscard]] double to_half(double value, double low, double middle, double high);
[[nodiscard]] double from_half(double unit, double low, double middle, double high);

}  // namespace refit::learn
