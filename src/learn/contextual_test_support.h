#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <vector>

#include "learn/contextual.h"

// Small policies and made-up feedback for the tests of contextual policies.

namespace refit::learn {

inline constexpr std::array kRules{ExplorationRule::SquareCb, ExplorationRule::Thompson,
                                   ExplorationRule::EpsilonGreedy};

inline ContextualPolicy make_policy(ContextualOptions options, std::size_t arms) {
    auto policy = ContextualPolicy::create(options).value();
    for (std::size_t i = 0; i < arms; ++i)
        EXPECT_EQ(policy.add_arm("arm" + std::to_string(i)).value(), i);
    return policy;
}

inline ContextualOptions small(std::size_t dimension = 3) {
    ContextualOptions options;
    options.dimension = dimension;
    options.map.random_features = 16;
    return options;
}

inline std::vector<std::size_t> all_of(const ContextualPolicy& policy) {
    std::vector<std::size_t> arms(policy.arms().size());
    std::iota(arms.begin(), arms.end(), std::size_t{0});
    return arms;
}

struct Feedback {
    std::vector<double> context;
    std::size_t arm{0};
    double reward{0};
};

// Arm a pays 1 where context[a] is the largest coordinate, with noise; contexts in [0, 1]^d.
inline std::vector<Feedback> made_feedback(Rng& rng, std::size_t count, std::size_t dimension,
                                           std::size_t arms) {
    std::vector<Feedback> result;
    for (std::size_t i = 0; i < count; ++i) {
        Feedback one{.context = {}, .arm = uniform_below(rng, arms)};
        for (std::size_t j = 0; j < dimension; ++j) one.context.push_back(uniform01(rng));
        const auto best = std::max_element(one.context.begin(), one.context.end());
        const bool pays = one.arm == static_cast<std::size_t>(best - one.context.begin());
        one.reward = (pays ? 0.8 : 0.2) + 0.1 * (uniform01(rng) - 0.5);
        result.push_back(std::move(one));
    }
    return result;
}

inline void learn_all(ContextualPolicy& policy, const std::vector<Feedback>& feedback) {
    for (const Feedback& one : feedback)
        ASSERT_TRUE(policy.update(one.context, one.arm, one.reward).has_value());
}

inline ContextualOptions few_behind_widths() {
    ContextualOptions options = small();
    options.width_features = 4;
    return options;
}

}  // namespace refit::learn
