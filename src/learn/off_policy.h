#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "stats/interval.h"

namespace refit::learn {

// What would a policy have earned that we did not run? Answered from decisions another policy
// logged with the probability of each draw. Methods page: docs/methods/off-policy-evaluation.md.

// One logged decision. `target` and `predicted` have one entry per arm.
struct LoggedDecision {
    std::size_t arm{0};
    double reward{0};
    double propensity{1};                 // with which the logger drew `arm`, in (0, 1]
    std::span<const double> target{};     // the policy in question, sums to 1
    std::span<const double> predicted{};  // E[reward | context, arm]; empty: 0 for every arm
};

// All that the estimators need to know of one decision.
struct OffPolicyRound {
    double weight{1};  // w = target[arm] / propensity
    double reward{0};
    double predicted{0};  // q of the arm that was shown
    double direct{0};     // sum over arms of target * predicted
};

// ErrorCode::InvalidInput: arm out of range, propensity outside (0, 1], target no distribution (a
// negative entry, or a sum off 1 by more than 1e-6 per arm), lengths that differ, or a number that
// is not finite. O(arms).
[[nodiscard]] Result<OffPolicyRound> off_policy_round(const LoggedDecision& decision);

// With w, r, q, d = weight, reward, predicted, direct and [.] the mean over rounds:
//   Direct            [d]                              all bias of the model, no weights
//   Ips               [w r]                            unbiased, wide
//   SelfNormalisedIps [w r] / [w]
//   DoublyRobust      [d + w (r - q)]                  unbiased if q was cross-fitted
//   SelfNormalisedDr  [d] + [w (r - q)] / [w]
//   SwitchDr          [d + w 1{w <= switch_at} (r - q)]
//   OptimisticDr      [d + s w / (w^2 + s) (r - q)]    s = shrinkage; DRos
// and for Ips and DoublyRobust w is replaced by min(w, clip), which biases: see clipped_share().
// Sources: Horvitz & Thompson 1952; Swaminathan & Joachims 2015; Dudik, Langford, Li 2011; Wang,
// Agarwal, Dudik 2017; Su et al. 2020.
// Checked against: Open Bandit Pipeline 0.5.5 on two real and two synthetic logs, 1e-9 (recorded
// figures in bench/results/ope.txt; a small numpy vector in tests/vectors/learn/off_policy.tsv).
enum class Estimator : std::uint8_t {
    Direct,
    Ips,
    SelfNormalisedIps,
    DoublyRobust,
    SelfNormalisedDr,
    SwitchDr,
    OptimisticDr,
};

struct EstimatorOptions {
    double clip{std::numeric_limits<double>::infinity()};  // > 0
    double switch_at{10};                                  // > 0
    double shrinkage{100};                                 // > 0
};

[[nodiscard]] std::string_view to_string(Estimator estimator);

// Each round's part of the estimate: their mean is the estimate. O(n). Requires at least one round
// and options in range (asserted). All weights 0 make the self-normalised ones equal to [d].
[[nodiscard]] std::vector<double> contributions(std::span<const OffPolicyRound> rounds,
                                                Estimator estimator,
                                                const EstimatorOptions& options = {});

[[nodiscard]] double off_policy_value(std::span<const OffPolicyRound> rounds, Estimator estimator,
                                      const EstimatorOptions& options = {});

// Percentile bootstrap of an estimate: whole rounds are drawn with replacement, and self-normalised
// estimates are normalised anew in each resample. O(n resamples), deterministic for a seed.
// Requires 0 < level < 1, resamples >= 20, at least one round (asserted).
// With an effective sample of a handful it is far too narrow: read OverlapReport first.
[[nodiscard]] stats::Interval bootstrap_interval(std::span<const OffPolicyRound> rounds,
                                                 Estimator estimator,
                                                 const EstimatorOptions& options, double level,
                                                 int resamples, std::uint64_t seed);

// How far the log can speak for the policy at all.
struct OverlapReport {
    std::size_t rounds{0};
    double mean_weight{0};  // near 1 unless propensities are wrong or support is missing
    double max_weight{0};
    double effective_sample{0};  // (sum w)^2 / sum w^2
    double max_share{0};         // largest weight / sum of weights
};
[[nodiscard]] OverlapReport overlap(std::span<const OffPolicyRound> rounds);

// Share of all weight that min(w, clip) removes: how much of the policy clipping leaves unheard.
[[nodiscard]] double clipped_share(std::span<const OffPolicyRound> rounds, double clip);

}  // namespace refit::learn
