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

// A parameter to be tuned, between two finite bounds, low < high.
struct TunedParameter {
    std::string name{};
    double low{0};
    double high{1};
};

struct OptimizerOptions {
    std::uint64_t seed{1};
    // Points spread evenly over the box before the model has a say; 0: 2 per parameter, 8 to 30.
    std::size_t initial{0};
    // What an observation is to help to choose between, beside the point believed best: so many of
    // the known points, and where so many draws of the function have their maximum.
    std::size_t baseline{8};  // 1 to 50
    int draws{32};            // 1 to 1000
};

// What was seen at a point. Larger is better.
struct Observation {
    std::vector<double> x{};  // in the order of the parameters, in their units
    double y{0};
    // Standard deviation of the error of y, if known (e.g. s / sqrt(m) of m ratings).
    std::optional<double> noise{};
};

// What an optimiser carries from one suggestion to the next.
struct SearchState {
    static constexpr double kSideFirst = 0.8;
    static constexpr double kSideMin = 0.3;

    std::vector<double> log_lengths{};  // of the model's shape, of inputs scaled to [0, 1]
    double log_signal{0};
    double log_noise{-2};
    std::size_t fitted_at{0};  // observations when the shape was fitted; 0: never
    double side{kSideFirst};   // of the trust region, where inputs are [0, 1]
    int successes{0};
    int failures{0};
    std::size_t judged{0};  // observations counted as success or failure
};

struct Recommendation {
    std::vector<double> x{};
    double mean{0};  // posterior of the function there, in the units of y
    double deviation{0};
};

// Maximises an expensive, noisy function of up to 50 continuous parameters: suggests where to look
// next, learns what was seen, and says which point it believes best.
//
//   model           Gaussian process, Matern-5/2, a length per parameter, dimension-scaled priors,
//                   the most probable shape (learn/gaussian_process.h)
//   suggestion      largest knowledge gradient (how much one more noisy observation is expected to
//                   raise the best posterior mean) within a trust region around the point with
//                   the highest one; the region doubles after 3 successes and halves after
//                   max(4, d) failures, judged by posterior means, not by luck
//   recommendation  highest posterior mean, never the luckiest observation
//
// Deterministic: the same observations, options and seeds give the same suggestions, also after
// to_json() and from_json(). Method, sources and measured regret:
// docs/methods/bayesian-optimisation.md. A value type; not thread-safe.
class Optimizer {
public:
    static constexpr std::size_t kParametersMax = 50;
    static constexpr std::size_t kObservationsMax = 2'000;

    // ErrorCode::InvalidInput: no parameters, more than kParametersMax, names empty or twice,
    // bounds not finite or low >= high, options out of range.
    [[nodiscard]] static Result<Optimizer> create(std::vector<TunedParameter> parameters,
                                                  const OptimizerOptions& options = {});
    // Reads what to_json() wrote; ErrorCode::InvalidInput for anything else.
    [[nodiscard]] static Result<Optimizer> from_json(std::string_view text);
    [[nodiscard]] std::string to_json() const;

    // The next point to try. `pending`: points suggested and not observed yet; they are taken to
    // turn out as the model expects, so that a batch does not ask the same question twice.
    // O(n^3) for n observations. ErrorCode::InvalidInput for a pending point outside the bounds.
    [[nodiscard]] Result<std::vector<double>> suggest(
        std::uint64_t seed, std::span<const std::vector<double>> pending = {});

    // ErrorCode::InvalidInput, and no change: wrong length, outside the bounds, not finite, noise
    // not above 0. ErrorCode::TooLarge beyond kObservationsMax.
    [[nodiscard]] Result<void> observe(Observation observation);

    // ErrorCode::NotFound without observations.
    [[nodiscard]] Result<Recommendation> recommend() const;

    [[nodiscard]] const std::vector<TunedParameter>& parameters() const { return parameters_; }
    [[nodiscard]] const std::vector<Observation>& observations() const { return observations_; }

private:
    [[nodiscard]] Result<void> check_point(std::span<const double> x) const;

    std::vector<TunedParameter> parameters_;
    OptimizerOptions options_;
    std::vector<Observation> observations_;
    SearchState search_;
};

}  // namespace refit::learn
