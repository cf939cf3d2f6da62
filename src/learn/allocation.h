#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "stats/bayes.h"
#include "stats/summary.h"

namespace refit::learn {

// What a policy may know about one arm.
struct ArmEvidence {
    stats::Summary outcomes{};            // of y = (rating - 1) / 4 in [0, 1], one per user
    double requested_share{1};            // >= 0, relative to the other arms'
    std::optional<double> traffic_cap{};  // largest share the arm may get, in (0, 1]
};

// Turns evidence about the arms into the probabilities with which each is shown.
//
// Contract, held by every implementation and tested for all in allocation_test.cpp:
//   - one entry per arm, a multiple of 1 / kBuckets, summing to 1 within 1e-12; every entry is > 0
//     (except, under the fixed policy, an arm whose requested share is 0), so the logged
//     propensity is exact and always usable for off-policy evaluation;
//   - traffic caps are held, unless all arms are capped with a sum below 1: then shares are
//     proportional to the caps;
//   - a pure function: equal inputs give equal outputs. Drawing the arm is the caller's.
// Requires 1 to kArmsMax arms and valid evidence (asserted).
// Thread-safety: const methods may be called concurrently.
class AllocationPolicy {
public:
    virtual ~AllocationPolicy() = default;

    // Stored with each decision. Changes when the same inputs would give other probabilities.
    [[nodiscard]] virtual std::string_view name() const = 0;
    [[nodiscard]] virtual std::vector<double> weights(std::span<const ArmEvidence> arms) const = 0;
};

inline constexpr std::size_t kArmsMax = 100;

// The requested shares, normalised ("fixed/1"). If all are 0, every arm alike.
[[nodiscard]] std::unique_ptr<AllocationPolicy> make_fixed_policy();

// Every arm alike ("uniform/1").
[[nodiscard]] std::unique_ptr<AllocationPolicy> make_uniform_policy();

struct ThompsonOptions {
    // Share of traffic spread evenly over all arms: each gets at least f = exploration / k. More of
    // it buys power to declare a winner: docs/methods/allocation.md has the measured price.
    double exploration{0.20};
    // Outcomes after which requested shares and evidence count alike, per arm.
    double share_weight{10};
    // An arm added to a running experiment keeps its requested share until it has this many.
    std::int64_t outcomes_min{10};
    stats::NormalPrior prior{};
};

// Probability matching ("thompson/1"), exact by quadrature instead of by drawing:
//
//   p      P(arm is best) under Normal posteriors of the mean outcome (stats/bayes.h)
//   p'     f + (1 - k f) p                                       the ADDITIVE floor
//   s'     requested shares, each raised to f
//   t      N / (N + k share_weight), N = all outcomes            trust in the evidence
//   w      (1 - t) s' + t p'
//
// So an experiment starts at the requested shares, the very first rating moves the weights, and
// evidence takes over. A NEW arm (fewer than outcomes_min outcomes while another has at least ten
// times as many plus ten) keeps s', and the other arms divide the rest by the rule above.
// Then traffic caps (the excess goes to the uncapped arms in proportion), then rounding to the
// grid.
//
// Source: Thompson, Biometrika 25, 1933; Scott, "A modern Bayesian look at the multi-armed
// bandit", 2010; additive floor as GrowthBook's bandits. Checked against: exact P(best) of 92
// cases, 1e-8. See docs/methods/allocation.md and decision 0032.
[[nodiscard]] std::unique_ptr<AllocationPolicy> make_thompson_policy(
    const ThompsonOptions& options = {});

// f + (1 - k f) p for each arm, f = floor per arm; uniform if k f >= 1. Requires p summing to 1.
[[nodiscard]] std::vector<double> with_floor(std::span<const double> probabilities, double floor);

// Nearest multiples of 1 / kBuckets that still sum to 1 (largest remainder); a positive weight
// stays positive. Requires weights >= 0 summing to 1 within 1e-9.
[[nodiscard]] std::vector<double> round_to_buckets(std::span<const double> weights);

}  // namespace refit::learn
