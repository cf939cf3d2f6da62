#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "stats/interval.h"

namespace refit::stats {

// Always-valid tests: they may be looked at after every rating, and stopped whenever one likes.
//
// An e-process E satisfies E[E_tau] <= 1 under the null for every stopping time tau; by Ville's
// inequality P(sup_t E_t >= 1/alpha) <= alpha. Only ln E is kept: E itself overflows.
// Both processes here stay valid while the allocation learns and while users' taste drifts,
// because they use the logged probability of each draw and nothing else about the policy.
//
// Units: one outcome per user, in the order of assignment, with the propensities AS LOGGED at that
// user's draw. A user seen again has propensity 1 for his arm and changes nothing.

// Evidence for "the arms differ in the distribution of the outcome", for K arms and outcomes in C
// categories (2 for success, 5 for ratings, 6 with "not rated" as an outcome):
//
//   E_t = prod_{i<=t}  q_i(Y_i | A_i) / sum_a pi_i(a) q_i(Y_i | a)
//   pool(y) = (sum_a n_a(y) + 1/C) / (sum_a n_a + 1),  q(y|a) = (n_a(y) + 10 pool(y)) / (n_a + 10)
//
// with the counts n BEFORE unit i. Exact in finite samples: under the null each factor has mean 1
// whatever the distribution of Y. It says nothing about direction; BettingEProcess does.
// Source: Gruenwald, Henzi, Lardy, "Anytime-valid tests of conditional independence under
// model-X", JASA 2023 (arXiv 2209.12637); plug-in forecast: docs/methods/e-processes.md.
// Checked against: 44 streams, every prefix, 1e-9.
// update() is O(K); memory O(KC). Not thread-safe.
class CategoryEProcess {
public:
    // Requires arms >= 2 and categories >= 2 (asserted).
    CategoryEProcess(std::size_t arms, std::size_t categories);

    // One unit: its outcome's category (from 0), its arm, and the probabilities [arms] with which
    // the arm was drawn. ErrorCode::InvalidInput, and no change, unless category and arm are in
    // range, the probabilities are in [0, 1] and sum to 1 within 1e-6, and the arm's is > 0.
    [[nodiscard]] Result<void> update(std::size_t category, std::size_t arm,
                                      std::span<const double> propensities);

    [[nodiscard]] std::int64_t units() const { return units_; }
    // ln E now, and the largest so far; both 0 for no data.
    [[nodiscard]] double log_e() const { return log_e_; }
    [[nodiscard]] double log_e_max() const { return log_e_max_; }
    // min(1, 1 / max E): below alpha at any time with probability <= alpha under the null.
    [[nodiscard]] double p_value() const;

private:
    [[nodiscard]] double forecast(std::size_t category, std::size_t arm) const;

    std::size_t categories_;
    std::vector<std::int64_t> counts_;  // [arm][category]
    std::vector<std::int64_t> category_totals_;
    std::vector<std::int64_t> arm_totals_;
    std::int64_t units_{0};
    double log_e_{0};
    double log_e_max_{0};
};

// Evidence about Delta = mean_1 - mean_0 of outcomes in [0, 1], and a confidence sequence for it:
//
//   r_a = (sum_y_a + 1/2) / (n_a + 1),   m = pi_0 r_1 + pi_1 r_0
//   Z = (Y - m)/pi_1 if A = 1, -(Y - m)/pi_0 if A = 0        so E[Z | past] = Delta
//   K_t(d) = prod (1 + lambda_i(d) (Z_i - d)),   |lambda_i| <= 1/2 / (b_i + |d|)
//   interval(alpha) = hull { d in a grid on [-1, 1] : max_{s<=t} K_s(d) < 1/alpha }
//
// log_e() is the test of Delta = 0. The interval holds the true Delta at ALL times together with
// probability >= 1 - alpha. It is widened by one grid step at each end, because the truth may lie
// between two points; if no point survives, it is the least rejected one with that margin.
// Source: Waudby-Smith & Ramdas, "Estimating means of bounded random variables by betting",
// JRSS-B 86, 2024 (arXiv 2010.09686); off-policy form: Waudby-Smith, Wu, Ramdas, Karampatziakis,
// Mineiro, "Anytime-valid off-policy inference for contextual bandits" (arXiv 2210.10768).
// Checked against: 44 streams, every prefix, 1e-9.
// update() is O(kGridPoints). Not thread-safe.
class BettingEProcess {
public:
    static constexpr std::size_t kGridPoints = 401;  // d = -1, -0.995, ..., 1

    BettingEProcess();
    // Bets against one candidate difference in [-1, 1] only (asserted): log_e() is about that one,
    // bit for bit the grid's, and interval() knows nothing. update() is O(1).
    explicit BettingEProcess(double candidate);

    enum class Arm : std::uint8_t { Control, Treatment };

    // One unit of either arm. `control` and `treatment` are the probabilities of the two arms at
    // the draw. With more than two arms pass those of this pair as logged: they are conditioned on
    // the pair here, and units of other arms are simply not passed.
    // If either is 0 the unit cannot inform the difference and changes nothing.
    // ErrorCode::InvalidInput, and no change, unless y is in [0, 1], the probabilities are in
    // [0, 1] with a sum <= 1 + 1e-6, and the unit's own is > 0.
    [[nodiscard]] Result<void> update(double y, Arm arm, double control, double treatment);

    [[nodiscard]] std::int64_t units() const { return units_; }
    [[nodiscard]] double log_e() const;
    [[nodiscard]] double log_e_max() const;
    [[nodiscard]] double p_value() const;
    // Mean of Z so far, an unbiased estimate of Delta (for few units possibly outside [-1, 1]); 0
    // for no data.
    [[nodiscard]] double estimate() const;
    // [-1, 1] for no data, and always without the grid. Requires 0 < alpha < 1 (asserted).
    [[nodiscard]] Interval interval(double alpha) const;

private:
    // The wealth of the bet against one candidate difference, kept as base + ln(now): products are
    // cheap and logarithms are not, and 401 of either are due per unit.
    struct Wealth {
        double now{1};   // since the last rebase
        double best{1};  // its maximum since then
        double log_base{0};
        double log_best{0};  // maximum of ln K before the last rebase, at least 0

        void multiply(double factor);
        [[nodiscard]] double log_max() const;
    };
    void bet(double z, double bound);

    std::vector<double> candidates_;  // ascending; the tested one in the middle
    std::vector<Wealth> wealth_;      // per candidate
    std::vector<double> arm_sum_;     // [control, treatment] of y
    std::vector<std::int64_t> arm_count_;
    double z_sum_{0};
    double z_sum_squares_{0};
    std::int64_t units_{0};
};

// ln E -> "confidence" in percent for people: floor(100 (1 - p)), 0 to 99; never 100.
[[nodiscard]] int confidence_percent(double p_value);

}  // namespace refit::stats
