#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "learn/arm_posterior.h"
#include "store/assignments.h"
#include "store/contextual_arms.h"
#include "store/database.h"
#include "store/experiments.h"
#include "store/weights.h"

namespace refit::experiment {

// Contextual allocation (docs/methods/contextual-bandit.md, decision 0093): shares of traffic that
// depend on the canvas. phi(x) is learn::FeatureMap with kContextualWaves, rounded to multiples of
// 2^-12, and a reward is (rating - 1) / 4: so every sum is exact, and neither order nor repetition
// of additions and removals can change one bit of it (up to 2^28 outcomes an arm).
inline constexpr std::size_t kContextualWaves = 24;
inline constexpr const char* kContextualMap = "rff24/1";  // of 49 features; others, another name

struct ContextualShares {
    store::Weights weights;  // the draw's: multiples of 1 / learn::kBuckets, sum 1, all > 0
    std::string context;     // JSON: rule, model version, versions of the features, the features
};

// The shares of the arms of `fallback` (the latest policy: active, not stopped) for these features:
//   p = squarecb(v = .25, gamma = 1000 sqrt(n)),  w = (1 - t) fallback + t (floor + (1 - eps) p)
//   t = n / (n + 10 k), n outcomes learned from, k arms; then traffic caps, then the hash's grid.
// nullopt if the features are not what layout::features gives (length, not finite), or an arm is
// not known yet: then the fallback is drawn from. O(k d^3), d = 49.
[[nodiscard]] Result<std::optional<ContextualShares>> contextual_shares(
    store::Transaction& tx, const store::Experiment& experiment, const store::Weights& fallback,
    std::span<const double> features);

// Gives each arm that has none a row of this phase: the prior mean is the mean of the others'
// coefficients, weighted by outcomes. The caller holds the experiment's lock; so in learn().
[[nodiscard]] Result<void> welcome_arms(store::Transaction& tx, const store::Experiment& experiment,
                                        std::span<const std::string> variant_ids);

// The arm of this draw earned `rating` (before: another one, which is taken back). Nothing if the
// draw was not a contextual one.
[[nodiscard]] Result<void> learn(store::Transaction& tx, const store::Assignment& assignment,
                                 std::optional<int> before, int rating);

// Makes all sums of the current phases anew from assignments and outcomes, and drops those of past
// phases, which nothing reads: after somebody was erased. O(outcomes).
[[nodiscard]] Result<void> relearn(store::Transaction& tx);

struct RecountedArm;
// The arms of the current phase, with the sums that follow from assignments and outcomes. Prior
// means are taken as they stand: they are what was known when an arm came. O(outcomes).
[[nodiscard]] Result<std::vector<RecountedArm>> recounted_arms(store::Transaction& tx,
                                                               const store::Experiment& experiment);

// --- Of the files of this method alone.

// phi on the grid; nullopt as above.
[[nodiscard]] std::optional<std::vector<double>> mapped(std::span<const double> features);
[[nodiscard]] std::size_t mapped_features();

// The arms of a phase whose sums are of this map; another version's count as not known yet.
[[nodiscard]] Result<std::vector<store::ContextualArm>> arms_of_map(store::Transaction& tx,
                                                                    std::string_view experiment_id,
                                                                    std::int64_t bucket_version);

struct ArmSums {
    std::int64_t version{0};
    double outcomes{0};
    std::vector<double> prior_mean{};
    std::vector<double> moment{};
    std::vector<double> gram{};  // lower triangle, column by column

    [[nodiscard]] static ArmSums none(std::vector<double> prior_mean);
    void add(std::span<const double> phi, double reward);
    void revise(std::span<const double> phi, double change);
    [[nodiscard]] std::string to_json() const;
    // Errors: Internal (a damaged row).
    [[nodiscard]] static Result<ArmSums> parse(const store::ContextualArm& row);
    [[nodiscard]] Result<learn::ArmPosterior> posterior() const;
};

struct RecountedArm {
    store::ContextualArm stored;
    ArmSums recounted;

    [[nodiscard]] bool agrees() const;  // to the bit
};

}  // namespace refit::experiment
