#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "learn/off_policy.h"

namespace refit::learn {

// Lower bounds on a mean, each holding with probability >= 1 - delta. `values` are contributions
// of independent rounds. All O(n) (the betting bound O(60 n)); n >= 2 and 0 < delta < 1 asserted.
// Checked against: Open Bandit Pipeline 0.5.5 (t, Hoeffding, Bernstein), 1e-9.

// Asymptotic: mean - t_{n-1, 1-delta} sd / sqrt(n).
[[nodiscard]] double student_lower_bound(std::span<const double> values, double delta);
// Values in [0, bound]: mean - bound sqrt(ln(1/delta) / 2n).
[[nodiscard]] double hoeffding_lower_bound(std::span<const double> values, double bound,
                                           double delta);
// Values in [0, bound]: mean - sqrt(2 V ln(2/delta) / n) - 7 bound ln(2/delta) / (3 (n - 1)).
// `bound` must be known beforehand; the sample's largest value is none. For IPS it is the largest
// weight the two policies permit. Source: Maurer & Pontil 2009.
[[nodiscard]] double bernstein_lower_bound(std::span<const double> values, double bound,
                                           double delta);
// Values >= 0, no upper bound needed, at all times together (a confidence sequence's lower end):
// the largest m with max_t prod_{i<=t} (1 + l_i (z_i - m)) >= 1/delta, where
// l_i = min(sqrt(2 ln(1/delta) / (planned s2_{i-1})), 1/(2m)) uses the past only, s2 being the
// running variance with one prior value of 1. Every factor falls with m, so bisection is exact.
// `planned`: the sample size at which it should be tightest; must not depend on the values. 0: n.
// 0 if nothing can be said. Source: Waudby-Smith & Ramdas, JRSS-B 86, 2024.
[[nodiscard]] double betting_lower_bound(std::span<const double> values, double delta,
                                         std::size_t planned = 0);

// Evidence that the target policy earns more than the logging mixture did, by at least `margin`:
//   g_i = (w_i - 1) r_i - margin,  W = prod (1 + l_i g_i),  l_i = clip(mu/(s2 + mu^2), 0, cap)
//   mu = sum g / i,  s2 = (sum g^2 + 1/4) / i - mu^2  over the i - 1 earlier rounds,
//   cap = 1 / (2 (1 + margin))
// For r in [0, 1], g >= -1 - margin whatever the weight, so W is a test martingale without any
// bound on weights and may be looked at after every round: under "no better by margin"
// P(sup W >= 1/delta) <= delta. Needs exact propensities and a target fixed before the data.
// `Worse` turns it round: g_i = (w_i - 1)(1 - r_i) - margin.
// Source: Waudby-Smith et al., arXiv 2210.10768. Checked against: a Python run of the same
// definition on the four logs, 1e-9; and 1000 null simulations. O(1) per round.
class PairedBetting {
public:
    enum class Claim : std::uint8_t { Better, Worse };
    // Requires 0 <= margin < 1 (asserted).
    explicit PairedBetting(Claim claim, double margin = 0.0);

    // ErrorCode::InvalidInput, and no change, unless reward is in [0, 1] and weight finite, >= 0.
    [[nodiscard]] Result<void> update(double weight, double reward);

    [[nodiscard]] double log_wealth() const { return log_wealth_; }
    [[nodiscard]] double log_wealth_max() const { return log_wealth_max_; }

private:
    Claim claim_;
    double margin_;
    double sum_{0};
    double squares_;
    double count_{1};
    double log_wealth_{0};
    double log_wealth_max_{0};
};

struct GateOptions {
    double delta{0.05};         // of a false promotion, over all looks and candidates
    double margin{0};           // by which the value must be higher, in [0, 1)
    std::size_t candidates{1};  // policies tried on this log: each gets delta / candidates
    double mean_weight_off{0.1};
    double effective_min{200};
    double effective_share_min{0.05};
    double max_share{0.01};
};

enum class Verdict : std::uint8_t { Better, Worse, Undecided, Blocked };
[[nodiscard]] std::string_view to_string(Verdict verdict);

struct GateReport {
    Verdict verdict{Verdict::Undecided};
    double log_better{0};  // largest ln W so far
    double log_worse{0};
    double threshold{0};  // ln(candidates / delta)
    OverlapReport overlap{};
    std::vector<std::string> reasons{};  // why Blocked, for people; empty otherwise
};

// The decision whether a candidate may replace the running policy. Blocked, whatever the evidence,
// if the log cannot speak for the candidate: |mean w - 1| > mean_weight_off, effective sample <
// max(effective_min, effective_share_min n), or one round with more than max_share of the weight.
// The checks only withhold a promotion, so they cannot raise its error above delta.
// Rounds in the order in which they were logged. ErrorCode::InvalidInput: no rounds, options out
// of range, or a round PairedBetting refuses.
[[nodiscard]] Result<GateReport> promotion_gate(std::span<const OffPolicyRound> rounds,
                                                const GateOptions& options = {});

// Are propensities true? Per arm (times drawn - sum of its logged probabilities), in standard
// deviations: beyond 4 for any arm the logging is wrong. `distributions` is [rounds][arms] row by
// row. ErrorCode::InvalidInput for lengths that differ or an arm out of range. 0 where an arm was
// certain or impossible throughout and it came so; infinite if an impossible arm was drawn.
[[nodiscard]] Result<std::vector<double>> propensity_deviations(
    std::span<const std::size_t> arms, std::span<const double> distributions, std::size_t count);

}  // namespace refit::learn
