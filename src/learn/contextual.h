#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/rng.h"
#include "learn/arm_posterior.h"
#include "learn/feature_map.h"

namespace refit::learn {

inline constexpr std::size_t kContextualArmsMax = 100;
inline constexpr double kRewardWeightMax = 1e3;
inline constexpr double kRewardMagnitudeMax = 1e3;  // meant for [0, 1]

enum class ExplorationRule : std::uint8_t { SquareCb, Thompson, EpsilonGreedy };

// The defaults are what is shipped and measured (docs/methods/contextual-bandit.md).
struct ContextualOptions {
    std::size_t dimension{1};  // of a context
    FeatureMapOptions map{};
    ExplorationRule rule{ExplorationRule::SquareCb};
    double width{0.3};           // v: how many posterior deviations count as possible; >= 0
    double gamma{1000};          // gap weight: gamma_t = gamma sqrt(evidence); >= 0
    double floor{0.005};         // share drawn evenly over the eligible arms; 0 to 1
    double linear_precision{1};  // of the prior, for x and 1; > 0
    double random_precision{0.3};
    // Waves, spread evenly over the map's, that widths rest on beside x and 1. Fewer than the map
    // has: how little is known of a place shows in few features, what is known needs many.
    std::size_t width_features{16};
    // Feedbacks after which an observation counts half; 0: never. Applied every kForgetEvery.
    std::int64_t half_life{0};

    friend bool operator==(const ContextualOptions&, const ContextualOptions&) = default;
};
inline constexpr std::int64_t kForgetEvery = 256;

// One draw with everything needed to learn from it later and to evaluate other policies on it.
struct ContextualDecision {
    std::size_t arm{0};                   // drawn; an index into the policy's arms
    double propensity{1};                 // of that arm: exactly the probability of the draw
    std::vector<std::size_t> eligible{};  // as asked for
    std::vector<double> pmf{};            // one per eligible arm
    std::string policy{};                 // ContextualPolicy::name()
    std::int64_t model_version{0};        // ContextualPolicy::version() at the draw
    std::vector<double> features{};       // the context as the models see it, for learn()
};

// Chooses among arms by what has been learned about each in contexts like this one: one Bayesian
// ridge per arm (arm_posterior.h) on mapped features (feature_map.h), and a rule (exploration.h)
// that turns estimates into probabilities. Rewards are meant to lie in [0, 1]. An estimate's mean
// is that of all features, its width that of a second ridge on the first's context, 1 and
// width_features waves; its sums are some of the first one's, so nothing more is stored.
//
// Feedback may come late, out of order, revised or never: without forgetting the state depends on
// the set of feedbacks only (beyond rounding). A value: copy it to compare or to serve from.
// Thread-safety: const methods may be called concurrently.
// Cost with K eligible arms, d mapped features and e of them behind widths: decide O(K (d + e^2))
// (O(K d) for EpsilonGreedy), update O(d^2). Memory: d^2 + e^2 doubles an arm.
class ContextualPolicy {
public:
    // Without arms. ErrorCode::InvalidInput or TooLarge, naming the option.
    [[nodiscard]] static Result<ContextualPolicy> create(const ContextualOptions& options);

    // A new arm; its index. It starts at the mean of the existing arms' coefficients, weighted by
    // evidence, with the prior's full width: as good as the average arm, and wholly uncertain.
    // ErrorCode::Conflict if the name is taken, InvalidInput if empty, TooLarge beyond the limit.
    [[nodiscard]] Result<std::size_t> add_arm(std::string name);

    // Draws one of `eligible` (indices, each once) with exactly the probabilities it returns.
    // ErrorCode::InvalidInput: no arms, an unknown or repeated one, or a context that
    // FeatureMap::apply refuses.
    [[nodiscard]] Result<ContextualDecision> decide(std::span<const double> context,
                                                    std::span<const std::size_t> eligible,
                                                    Rng& rng) const;
    // The same without the draw.
    [[nodiscard]] Result<std::vector<double>> pmf(std::span<const double> context,
                                                  std::span<const std::size_t> eligible) const;

    // Learns that `arm` earned `reward` in `context`, counted `weight` times (0 < weight <=
    // kRewardWeightMax; an inverse probability of being rated, or a discount for lateness). A
    // refused feedback changes nothing. ErrorCode::InvalidInput, naming the argument.
    [[nodiscard]] Result<void> update(std::span<const double> context, std::size_t arm,
                                      double reward, double weight = 1.0);
    // The same for the drawn arm of a decision, whose context need not be mapped again.
    [[nodiscard]] Result<void> learn(const ContextualDecision& decision, double reward,
                                     double weight = 1.0);
    // A reward already learned from turned out to be `after` instead of `before`.
    [[nodiscard]] Result<void> revise(std::span<const double> context, std::size_t arm,
                                      double before, double after, double weight = 1.0);

    // Everything learned so far counts only `keep` times (0 < keep <= 1): for drift by the clock.
    [[nodiscard]] Result<void> forget(double keep);

    [[nodiscard]] Result<LinearEstimate> estimate(std::span<const double> context,
                                                  std::size_t arm) const;

    // {"kind":"contextual_policy","format":1,"options":{…},"version":…,"arms":[…]}: the sufficient
    // statistics, numbers that read back bit for bit. See docs/formats/contextual-policy.md.
    [[nodiscard]] std::string to_json() const;
    // ErrorCode::InvalidInput for another kind or format, or statistics of no data. Two policies
    // read from equal texts answer alike, bit for bit; the writer itself does after refactor().
    [[nodiscard]] static Result<ContextualPolicy> parse(std::string text);
    void refactor();

    // The rule and its revision ("squarecb/2"): changes when equal statistics would give other
    // probabilities.
    [[nodiscard]] std::string_view name() const;
    [[nodiscard]] std::int64_t version() const { return version_; }  // changes of state so far
    [[nodiscard]] const ContextualOptions& options() const { return options_; }
    [[nodiscard]] const std::vector<std::string>& arms() const { return names_; }
    [[nodiscard]] std::optional<std::size_t> find_arm(std::string_view name) const;
    [[nodiscard]] const ArmPosterior& posterior(std::size_t arm) const { return posteriors_[arm]; }

private:
    ContextualPolicy(const ContextualOptions& options, FeatureMap map);
    [[nodiscard]] ArmPosterior prior(std::vector<double> mean) const;
    [[nodiscard]] Result<ArmPosterior> spread_of(const ArmPosterior& posterior) const;
    [[nodiscard]] std::vector<double> width_features(std::span<const double> features) const;
    [[nodiscard]] std::vector<double> probabilities(std::span<const double> features,
                                                    std::span<const std::size_t> eligible) const;
    void add(std::span<const double> features, std::size_t arm, double reward, double weight);
    [[nodiscard]] std::vector<double> average_coefficients() const;
    [[nodiscard]] std::vector<LinearEstimate> estimates(std::span<const double> features,
                                                        std::span<const std::size_t> arms) const;
    [[nodiscard]] Result<void> check_eligible(std::span<const std::size_t> eligible) const;
    [[nodiscard]] Result<void> check_feedback(std::size_t arm, double reward, double weight) const;
    void forget_if_due();

    ContextualOptions options_;
    FeatureMap map_;
    std::vector<std::string> names_;
    std::vector<ArmPosterior> posteriors_;
    std::vector<ArmPosterior> spreads_;       // behind widths; their means are not used
    std::vector<std::size_t> width_indices_;  // of the features behind widths
    std::int64_t version_{0};
    std::int64_t feedbacks_{0};  // learned from; what kForgetEvery counts
};

}  // namespace refit::learn
