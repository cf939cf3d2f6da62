#include "learn/contextual.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "learn/contextual_test_support.h"

namespace refit::learn {
namespace {

TEST(ContextualPolicy, DrawsExactlyByThePmfItReports) {
    for (const auto rule : kRules) {
        ContextualOptions options = small();
        options.rule = rule;
        options.gamma = 2;
        options.floor = 0.1;
        auto policy = make_policy(options, 3);
        SeededRng rng{11};
        learn_all(policy, made_feedback(rng, 60, 3, 3));
        const std::vector<double> context{0.5, 0.6, 0.4};
        const auto eligible = all_of(policy);
        const auto pmf = policy.pmf(context, eligible).value();
        // The quadrature takes its time.
        const int draws = rule == ExplorationRule::Thompson ? 10'000 : 200'000;
        std::vector<double> counts(3, 0.0);
        for (int i = 0; i < draws; ++i) {
            const auto decision = policy.decide(context, eligible, rng).value();
            ASSERT_EQ(decision.pmf, pmf);
            ASSERT_EQ(decision.propensity, pmf[decision.arm]);
            counts[decision.arm] += 1.0;
        }
        double chi_square = 0.0;
        for (std::size_t a = 0; a < 3; ++a) {
            const double expected = draws * pmf[a];
            ASSERT_GT(expected, 100.0);
            chi_square += (counts[a] - expected) * (counts[a] - expected) / expected;
        }
        EXPECT_LT(chi_square, 13.82) << policy.name();  // 99.9 % of chi-square with 2 degrees
    }
}

TEST(ContextualPolicy, DecisionsCarryWhatOffPolicyEvaluationNeeds) {
    auto policy = make_policy(small(), 4);
    SeededRng rng{12};
    learn_all(policy, made_feedback(rng, 300, 3, 3));
    const std::vector<std::size_t> eligible{3, 1};
    for (int i = 0; i < 200; ++i) {
        const std::vector<double> x{uniform01(rng), uniform01(rng), uniform01(rng)};
        const auto decision = policy.decide(x, eligible, rng).value();
        EXPECT_EQ(decision.eligible, eligible);
        EXPECT_TRUE(decision.arm == 3 || decision.arm == 1);
        EXPECT_EQ(decision.pmf.size(), 2U);
        EXPECT_NEAR(decision.pmf[0] + decision.pmf[1], 1.0, 1e-12);
        for (const double p : decision.pmf) EXPECT_GE(p, 0.005 / 2 * (1 - 1e-12));
        EXPECT_EQ(decision.policy, "squarecb/2");
        EXPECT_EQ(decision.model_version, policy.version());
    }
}

TEST(ContextualPolicy, LearnsWhichArmSuitsWhichContext) {
    for (const auto rule : kRules) {
        ContextualOptions options = small();
        options.rule = rule;
        if (rule == ExplorationRule::EpsilonGreedy) options.floor = 0.1;
        auto policy = make_policy(options, 3);
        SeededRng rng{13};
        const auto eligible = all_of(policy);
        int right_late = 0;
        for (int i = 0; i < 3000; ++i) {
            const std::vector<double> x{uniform01(rng), uniform01(rng), uniform01(rng)};
            const auto decision = policy.decide(x, eligible, rng).value();
            const auto best =
                static_cast<std::size_t>(std::max_element(x.begin(), x.end()) - x.begin());
            const bool is_right = decision.arm == best;
            ASSERT_TRUE(policy.update(x, decision.arm, is_right ? 0.8 : 0.2).has_value());
            if (i >= 2000 && is_right) ++right_late;
        }
        EXPECT_GT(right_late, 850) << policy.name();
    }
}

// Arm 0 pays where both coordinates lie on the same side of the middle, arm 1 elsewhere.
TEST(ContextualPolicy, RandomFeaturesLearnWhatALinearModelCannot) {
    std::vector<double> right_share;
    for (const std::size_t random_features : {0U, 64U}) {
        ContextualOptions options;
        options.dimension = 2;
        options.map.random_features = random_features;
        auto policy = make_policy(options, 2);
        SeededRng rng{21};
        const auto eligible = all_of(policy);
        double right = 0.0;
        for (int i = 0; i < 3000; ++i) {
            const std::vector<double> x{uniform01(rng), uniform01(rng)};
            const std::size_t best = (x[0] > 0.5) == (x[1] > 0.5) ? 0 : 1;
            const auto decision = policy.decide(x, eligible, rng).value();
            const bool is_right = decision.arm == best;
            ASSERT_TRUE(policy.update(x, decision.arm, is_right ? 1.0 : 0.0).has_value());
            if (i >= 1000 && is_right) right += 1.0 / 2000;
        }
        right_share.push_back(right);
    }
    EXPECT_LT(right_share[0], 0.7);
    EXPECT_GT(right_share[1], 0.9);
}

TEST(ContextualPolicy, TheOrderOfFeedbackDoesNotMatter) {
    SeededRng rng{14};
    const auto feedback = made_feedback(rng, 1500, 3, 3);
    auto reversed = feedback;
    std::reverse(reversed.begin(), reversed.end());
    auto one = make_policy(small(), 3);
    auto other = make_policy(small(), 3);
    learn_all(one, feedback);
    learn_all(other, reversed);
    const auto eligible = all_of(one);
    for (int i = 0; i < 100; ++i) {
        const std::vector<double> x{uniform01(rng), uniform01(rng), uniform01(rng)};
        const auto p = one.pmf(x, eligible).value();
        const auto q = other.pmf(x, eligible).value();
        for (std::size_t a = 0; a < p.size(); ++a) EXPECT_NEAR(p[a], q[a], 1e-9);
    }
}

TEST(ContextualPolicy, ANewArmStartsAsTheAverageOneAndWhollyUncertain) {
    auto policy = make_policy(small(1), 2);
    SeededRng rng{16};
    for (std::size_t i = 0; i < 2000; ++i) {
        const std::vector<double> x{uniform01(rng)};
        ASSERT_TRUE(policy.update(x, i % 2, i % 2 == 0 ? 0.6 : 0.8).has_value());
    }
    const std::vector<double> x{0.4};
    const std::size_t added = policy.add_arm("newcomer").value();
    const LinearEstimate fresh = policy.estimate(x, added).value();
    EXPECT_NEAR(fresh.mean, 0.7, 0.01);
    EXPECT_GT(fresh.width, 10 * policy.estimate(x, 0).value().width);
    // Its uncertainty gets it tried.
    const auto pmf = policy.pmf(x, all_of(policy)).value();
    EXPECT_GT(pmf[added], 0.9);
}

TEST(ContextualPolicy, FollowsADriftWhenItForgets) {
    ContextualOptions forgetful = small(1);
    forgetful.half_life = 400;
    const ContextualOptions faithful = small(1);
    std::vector<int> right;
    for (const auto& options : {forgetful, faithful}) {
        auto policy = make_policy(options, 2);
        SeededRng rng{17};
        const auto eligible = all_of(policy);
        int good = 0;
        for (int i = 0; i < 12'000; ++i) {
            const std::vector<double> x{uniform01(rng)};
            const auto decision = policy.decide(x, eligible, rng).value();
            const std::size_t best = i < 9000 ? 0 : 1;
            const double chance = decision.arm == best ? 0.7 : 0.3;
            const double reward = uniform01(rng) < chance ? 1.0 : 0.0;
            ASSERT_TRUE(policy.update(x, decision.arm, reward).has_value());
            if (i >= 10'000 && decision.arm == best) ++good;
        }
        right.push_back(good);
        EXPECT_LE(policy.posterior(0).evidence() + policy.posterior(1).evidence(),
                  options.half_life == 0 ? 12'000.0 : 1100.0);
    }
    EXPECT_GT(right[0], 1800);
    EXPECT_GT(right[0], right[1]);
}

TEST(ContextualPolicy, ForgettingOnRequestHalvesTheEvidence) {
    auto policy = make_policy(small(), 3);
    SeededRng rng{18};
    learn_all(policy, made_feedback(rng, 100, 3, 3));
    const double before = policy.posterior(1).evidence();
    ASSERT_TRUE(policy.forget(0.5).has_value());
    EXPECT_DOUBLE_EQ(policy.posterior(1).evidence(), before / 2);
    EXPECT_FALSE(policy.forget(0.0).has_value());
    EXPECT_FALSE(policy.forget(1.5).has_value());
    EXPECT_FALSE(policy.forget(NAN).has_value());
}

TEST(ContextualPolicy, ARevisedRatingIsLearnedAsIfItHadComeSo) {
    auto revised = make_policy(small(1), 1);
    auto direct = make_policy(small(1), 1);
    const std::vector<double> x{0.3};
    ASSERT_TRUE(revised.update(x, 0, 0.25).has_value());
    ASSERT_TRUE(revised.revise(x, 0, 0.25, 1.0).has_value());
    ASSERT_TRUE(direct.update(x, 0, 1.0).has_value());
    EXPECT_NEAR(revised.estimate(x, 0)->mean, direct.estimate(x, 0)->mean, 1e-14);
    EXPECT_EQ(revised.version(), direct.version() + 1);
}

TEST(ContextualPolicy, BadInputIsNamedAndChangesNothing) {
    auto policy = make_policy(small(2), 2);
    SeededRng rng{19};
    const std::vector<double> x{0.1, 0.2};
    const std::string before = policy.to_json();
    const std::vector<std::size_t> both{0, 1};
    const auto refused = [&](const std::vector<double>& context, std::vector<std::size_t> arms) {
        return policy.decide(context, arms, rng).error().message;
    };
    EXPECT_EQ(refused(x, {}), "eligible: expected an arm or more");
    EXPECT_EQ(refused(x, {0, 2}), "eligible: there is no arm of index 2");
    EXPECT_EQ(refused(x, {1, 1}), "eligible: 'arm1' stands twice");
    EXPECT_EQ(refused({0.1}, both), "context: expected 2 numbers, found 1");
    EXPECT_TRUE(refused({0.1, NAN}, both).starts_with("context[1]"));
    EXPECT_FALSE(policy.update({x.data(), 1}, 0, 0.5).has_value());
    EXPECT_FALSE(policy.update(x, 2, 0.5).has_value());
    EXPECT_FALSE(policy.update(x, 0, NAN).has_value());
    EXPECT_FALSE(policy.update(x, 0, 0.5, 0.0).has_value());
    EXPECT_FALSE(policy.update(x, 0, 0.5, INFINITY).has_value());
    EXPECT_FALSE(policy.update(x, 0, 0.5, 2 * kRewardWeightMax).has_value());
    EXPECT_FALSE(policy.revise(x, 0, NAN, 0.5).has_value());
    EXPECT_FALSE(policy.revise(x, 0, 0.5, INFINITY).has_value());
    EXPECT_FALSE(policy.estimate(x, 5).has_value());
    EXPECT_EQ(policy.add_arm("arm1").error().code, ErrorCode::Conflict);
    EXPECT_EQ(policy.add_arm("").error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(policy.to_json(), before);
}

// The largest numbers allowed, collinear: the sums' rounding is far above the prior.
TEST(ContextualPolicy, SurvivesTheLargestContextsAndWeights) {
    auto policy = make_policy(small(3), 1);
    SeededRng rng{22};
    for (int i = 0; i < 20'000; ++i) {
        const double x = kContextMagnitudeMax * (2.0 * uniform01(rng) - 1.0);
        ASSERT_TRUE(policy.update(std::array{x, -x, x}, 0, uniform01(rng), kRewardWeightMax));
    }
    const std::array x{kContextMagnitudeMax, 0.0, 1.0};
    EXPECT_TRUE(std::isfinite(policy.estimate(x, 0)->mean));
    EXPECT_TRUE(std::isfinite(policy.estimate(x, 0)->width));
    EXPECT_TRUE(ContextualPolicy::parse(policy.to_json()).has_value());
}

TEST(ContextualPolicy, OptionsOutsideTheirRangesAreRefused) {
    const auto refused = [](auto change) {
        ContextualOptions options;
        change(options);
        return !ContextualPolicy::create(options).has_value();
    };
    EXPECT_FALSE(refused([](auto&) {}));
    EXPECT_TRUE(refused([](auto& o) { o.dimension = 0; }));
    EXPECT_TRUE(refused([](auto& o) { o.width = -1; }));
    EXPECT_TRUE(refused([](auto& o) { o.gamma = NAN; }));
    EXPECT_TRUE(refused([](auto& o) { o.floor = 1.5; }));
    EXPECT_TRUE(refused([](auto& o) { o.linear_precision = 0; }));
    EXPECT_TRUE(refused([](auto& o) { o.random_precision = INFINITY; }));
    EXPECT_TRUE(refused([](auto& o) { o.half_life = -1; }));
    EXPECT_TRUE(refused([](auto& o) {
        o.rule = ExplorationRule::Thompson;
        o.width = 0;
    }));
}

TEST(ContextualPolicy, TakesAtMostAHundredArms) {
    ContextualOptions options;
    options.map.random_features = 0;
    auto policy = make_policy(options, kContextualArmsMax);
    EXPECT_EQ(policy.add_arm("one more").error().code, ErrorCode::TooLarge);
    EXPECT_EQ(policy.find_arm("arm99"), 99U);
    EXPECT_EQ(policy.find_arm("nobody"), std::nullopt);
}

TEST(ContextualPolicy, LearningFromADecisionIsUpdating) {
    auto one = make_policy(few_behind_widths(), 3);
    auto other = one;
    SeededRng rng{22};
    for (int i = 0; i < 50; ++i) {
        const auto x = made_feedback(rng, 1, 3, 3)[0].context;
        auto decision = one.decide(x, all_of(one), rng).value();
        ASSERT_TRUE(one.learn(decision, 0.5, 2.0));
        ASSERT_TRUE(other.update(x, decision.arm, 0.5, 2.0));
        decision.features.pop_back();
        EXPECT_FALSE(one.learn(decision, 0.5));
    }
    EXPECT_EQ(one.to_json(), other.to_json());
}

}  // namespace
}  // namespace refit::learn
