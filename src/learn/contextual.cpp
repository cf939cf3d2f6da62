#include "learn/contextual.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/assert.h"
#include "learn/exploration.h"

namespace refit::learn {
namespace {

bool in_range(double value, double low, double high) {
    return value >= low && value <= high;  // False for NaN.
}

Result<void> check_options(const ContextualOptions& options) {
    const auto refuse = [](const char* what) { return fail(ErrorCode::InvalidInput, what); };
    if (!in_range(options.width, 0.0, 1e6)) return refuse("width: expected 0 to 1e6");
    if (!in_range(options.gamma, 0.0, 1e9)) return refuse("gamma: expected 0 to 1e9");
    if (!in_range(options.floor, 0.0, 1.0)) return refuse("floor: expected 0 to 1");
    if (!in_range(options.linear_precision, 1e-6, 1e6) ||
        !in_range(options.random_precision, 1e-6, 1e6)) {
        return refuse("linear_precision and random_precision: expected 1e-6 to 1e6");
    }
    if (options.half_life < 0) return refuse("half_life: expected 0 (never) or more feedbacks");
    if (options.rule == ExplorationRule::Thompson && options.width < 1e-6)
        return refuse("width: Thompson sampling needs 1e-6 or more");
    return {};
}

std::size_t draw(std::span<const double> pmf, Rng& rng) {
    double left = uniform01(rng);
    for (std::size_t i = 0; i < pmf.size(); ++i) {
        left -= pmf[i];
        if (left < 0.0) return i;
    }
    // Rounding left a sliver at the end: it belongs to the likeliest arm.
    return static_cast<std::size_t>(std::max_element(pmf.begin(), pmf.end()) - pmf.begin());
}

}  // namespace

ContextualPolicy::ContextualPolicy(const ContextualOptions& options, FeatureMap map)
    : options_{options}, map_{std::move(map)} {
    const std::size_t waves = options.map.random_features;
    const std::size_t chosen = std::min(options.width_features, waves);
    for (std::size_t i = 0; i <= options.dimension; ++i) width_indices_.push_back(i);
    for (std::size_t i = 0; i < chosen; ++i)
        width_indices_.push_back(options.dimension + 1 + (2 * i + 1) * waves / (2 * chosen));
}

Result<ContextualPolicy> ContextualPolicy::create(const ContextualOptions& options) {
    REFIT_CHECK(check_options(options));
    REFIT_TRY(map, FeatureMap::create(options.dimension, options.map));
    return ContextualPolicy{options, std::move(map)};
}

std::string_view ContextualPolicy::name() const {
    switch (options_.rule) {
        case ExplorationRule::SquareCb:
            return "squarecb/2";
        case ExplorationRule::Thompson:
            return "lints/2";
        case ExplorationRule::EpsilonGreedy:
            break;
    }
    return "epsilon-greedy/1";
}

std::optional<std::size_t> ContextualPolicy::find_arm(std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names_.begin());
}

ArmPosterior ContextualPolicy::prior(std::vector<double> mean) const {
    std::vector<double> precision(map_.features(), options_.random_precision);
    const auto linear = static_cast<std::ptrdiff_t>(options_.dimension + 1);
    std::fill(precision.begin(), precision.begin() + linear, options_.linear_precision);
    return {std::move(precision), std::move(mean)};
}

// Fewer waves stand for all: each of its share of the variance is as many times larger.
Result<ArmPosterior> ContextualPolicy::spread_of(const ArmPosterior& posterior) const {
    const std::size_t linear = options_.dimension + 1;
    const auto waves = static_cast<double>(std::max<std::size_t>(1, options_.map.random_features));
    const auto chosen = static_cast<double>(width_indices_.size() - linear);
    std::vector<double> precision(width_indices_.size(), options_.linear_precision);
    for (std::size_t i = linear; i < precision.size(); ++i)
        precision[i] = options_.random_precision * chosen / waves;
    return posterior.of_features(width_indices_, std::move(precision));
}

std::vector<double> ContextualPolicy::width_features(std::span<const double> features) const {
    std::vector<double> result;
    result.reserve(width_indices_.size());
    for (const std::size_t i : width_indices_) result.push_back(features[i]);
    return result;
}

std::vector<double> ContextualPolicy::average_coefficients() const {
    std::vector<double> average(map_.features(), 0.0);
    double total = 0.0;
    for (const ArmPosterior& arm : posteriors_) total += arm.evidence();
    if (!(total > 0.0)) return average;
    for (const ArmPosterior& arm : posteriors_) {
        const double share = arm.evidence() / total;
        for (std::size_t j = 0; j < average.size(); ++j)
            average[j] += share * arm.coefficients()[j];
    }
    return average;
}

Result<std::size_t> ContextualPolicy::add_arm(std::string name) {
    if (name.empty()) return fail(ErrorCode::InvalidInput, "an arm needs a name");
    if (find_arm(name)) return fail(ErrorCode::Conflict, "there is an arm '" + name + "' already");
    if (names_.size() == kContextualArmsMax)
        return fail(ErrorCode::TooLarge, "a contextual policy takes at most 100 arms");
    ArmPosterior posterior = prior(average_coefficients());
    REFIT_TRY(spread, spread_of(posterior));
    posteriors_.push_back(std::move(posterior));
    spreads_.push_back(std::move(spread));
    names_.push_back(std::move(name));
    ++version_;
    return names_.size() - 1;
}

Result<void> ContextualPolicy::check_eligible(std::span<const std::size_t> eligible) const {
    if (eligible.empty()) return fail(ErrorCode::InvalidInput, "eligible: expected an arm or more");
    std::vector<bool> seen(names_.size(), false);
    for (const std::size_t arm : eligible) {
        if (arm >= names_.size()) {
            return fail(ErrorCode::InvalidInput,
                        "eligible: there is no arm of index " + std::to_string(arm));
        }
        if (seen[arm])
            return fail(ErrorCode::InvalidInput, "eligible: '" + names_[arm] + "' stands twice");
        seen[arm] = true;
    }
    return {};
}

std::vector<LinearEstimate> ContextualPolicy::estimates(std::span<const double> features,
                                                        std::span<const std::size_t> arms) const {
    const bool needs_width = options_.rule != ExplorationRule::EpsilonGreedy;
    const std::vector<double> few = width_features(features);
    std::vector<LinearEstimate> result;
    result.reserve(arms.size());
    for (const std::size_t arm : arms)
        result.push_back({.mean = posteriors_[arm].mean(features),
                          .width = needs_width ? spreads_[arm].width(few) : 0.0});
    return result;
}

Result<std::vector<double>> ContextualPolicy::pmf(std::span<const double> context,
                                                  std::span<const std::size_t> eligible) const {
    REFIT_CHECK(check_eligible(eligible));
    REFIT_TRY(features, map_.apply(context));
    return probabilities(features, eligible);
}

std::vector<double> ContextualPolicy::probabilities(std::span<const double> features,
                                                    std::span<const std::size_t> eligible) const {
    const std::vector<LinearEstimate> arms = estimates(features, eligible);
    switch (options_.rule) {
        case ExplorationRule::Thompson:
            return thompson_pmf(arms, options_.width, options_.floor);
        case ExplorationRule::EpsilonGreedy:
            return greedy_pmf(arms, options_.floor);
        case ExplorationRule::SquareCb:
            break;
    }
    double evidence = 0.0;
    for (const ArmPosterior& arm : posteriors_) evidence += arm.evidence();
    const double gamma = options_.gamma * std::sqrt(evidence);
    return squarecb_pmf(arms, options_.width, gamma, options_.floor);
}

Result<ContextualDecision> ContextualPolicy::decide(std::span<const double> context,
                                                    std::span<const std::size_t> eligible,
                                                    Rng& rng) const {
    REFIT_CHECK(check_eligible(eligible));
    REFIT_TRY(features, map_.apply(context));
    ContextualDecision decision;
    decision.pmf = probabilities(features, eligible);
    const std::size_t drawn = draw(decision.pmf, rng);
    decision.arm = eligible[drawn];
    decision.propensity = decision.pmf[drawn];
    decision.eligible.assign(eligible.begin(), eligible.end());
    decision.policy = name();
    decision.model_version = version_;
    decision.features = std::move(features);
    return decision;
}

Result<void> ContextualPolicy::check_feedback(std::size_t arm, double reward, double weight) const {
    if (arm >= names_.size()) {
        return fail(ErrorCode::InvalidInput,
                    "arm: there is no arm of index " + std::to_string(arm));
    }
    if (!in_range(reward, -kRewardMagnitudeMax, kRewardMagnitudeMax))
        return fail(ErrorCode::InvalidInput, "reward: expected a number, meant for [0, 1]");
    if (!(weight > 0.0) || !(weight <= kRewardWeightMax))
        return fail(ErrorCode::InvalidInput, "weight: expected a number above 0, at most 1000");
    return {};
}

void ContextualPolicy::forget_if_due() {
    if (options_.half_life == 0 || feedbacks_ % kForgetEvery != 0) return;
    const double halvings =
        static_cast<double>(kForgetEvery) / static_cast<double>(options_.half_life);
    const double keep = std::max(std::exp2(-halvings), 1e-12);
    for (ArmPosterior& arm : posteriors_) arm.forget(keep);
    for (ArmPosterior& arm : spreads_) arm.forget(keep);
}

void ContextualPolicy::add(std::span<const double> features, std::size_t arm, double reward,
                           double weight) {
    posteriors_[arm].add(features, reward, weight);
    spreads_[arm].add(width_features(features), reward, weight);
    ++version_;
    ++feedbacks_;
    forget_if_due();
}

Result<void> ContextualPolicy::learn(const ContextualDecision& decision, double reward,
                                     double weight) {
    REFIT_CHECK(check_feedback(decision.arm, reward, weight));
    if (decision.features.size() != map_.features())
        return fail(ErrorCode::InvalidInput, "features: expected those of a decision of this map");
    add(decision.features, decision.arm, reward, weight);
    return {};
}

Result<void> ContextualPolicy::update(std::span<const double> context, std::size_t arm,
                                      double reward, double weight) {
    REFIT_CHECK(check_feedback(arm, reward, weight));
    REFIT_TRY(features, map_.apply(context));
    add(features, arm, reward, weight);
    return {};
}

Result<void> ContextualPolicy::revise(std::span<const double> context, std::size_t arm,
                                      double before, double after, double weight) {
    REFIT_CHECK(check_feedback(arm, before, weight));
    REFIT_CHECK(check_feedback(arm, after, weight));
    REFIT_TRY(features, map_.apply(context));
    posteriors_[arm].revise(features, after - before, weight);
    ++version_;
    return {};
}

Result<void> ContextualPolicy::forget(double keep) {
    if (!(keep > 0.0) || !(keep <= 1.0))
        return fail(ErrorCode::InvalidInput, "keep: expected a number above 0, at most 1");
    for (ArmPosterior& arm : posteriors_) arm.forget(keep);
    for (ArmPosterior& arm : spreads_) arm.forget(keep);
    ++version_;
    return {};
}

void ContextualPolicy::refactor() {
    for (ArmPosterior& arm : posteriors_) arm.refactor();
    for (ArmPosterior& arm : spreads_) arm.refactor();
}

Result<LinearEstimate> ContextualPolicy::estimate(std::span<const double> context,
                                                  std::size_t arm) const {
    REFIT_CHECK(check_feedback(arm, 0.0, 1.0));
    REFIT_TRY(features, map_.apply(context));
    return estimates(features, std::array{arm})[0];
}

}  // namespace refit::learn
