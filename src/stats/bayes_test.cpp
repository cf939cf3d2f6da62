#include "stats/bayes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/rng.h"
#include "stats/vector_table.h"

namespace refit::stats {
namespace {

TEST(Bayes, ProbabilityBestOfNormalArmsAgreesWithQuadrature) {
    for (const auto& row : read_vectors("stats/normal_best.tsv")) {
        const auto means = to_numbers(row[0]);
        const auto sds = to_numbers(row[1]);
        const auto expected = to_numbers(row[2]);
        std::vector<NormalPosterior> arms;
        for (std::size_t i = 0; i < means.size(); ++i) arms.push_back({means[i], sds[i]});
        const auto best = probability_best(arms);
        for (std::size_t i = 0; i < best.size(); ++i) EXPECT_NEAR(best[i], expected[i], 1e-8);
    }
}

TEST(Bayes, BetaPairsAgreeWithQuadrature) {
    for (const auto& row : read_vectors("stats/beta_pairs.tsv")) {
        const auto x = to_numbers(row);
        const BetaPosterior a{x[0], x[1]};
        const BetaPosterior b{x[2], x[3]};
        EXPECT_NEAR(probability_greater(b, a), x[4], 1e-9);
        EXPECT_NEAR(expected_loss(a, b), x[5], 1e-9);
        EXPECT_NEAR(expected_loss(b, a), x[6], 1e-9);
        EXPECT_NEAR(credible_interval(a).low, x[7], 1e-9);
        EXPECT_NEAR(credible_interval(a).high, x[8], 1e-9);
    }
}

TEST(Bayes, ProbabilitiesSumToOneForArmsOfVeryDifferentWidths) {
    SeededRng rng{11};
    for (int i = 0; i < 200; ++i) {
        std::vector<NormalPosterior> arms(2 + uniform_below(rng, 6));
        for (auto& arm : arms) {
            arm = {.mean = uniform01(rng), .sd = std::pow(10.0, -6.0 * uniform01(rng))};
        }
        const auto best = probability_best(arms);
        EXPECT_NEAR(std::accumulate(best.begin(), best.end(), 0.0), 1.0, 1e-12);
        for (const double p : best) EXPECT_TRUE(p >= 0.0 && p <= 1.0);
        if (arms.size() == 2) {
            EXPECT_NEAR(best[0], probability_greater(arms[0], arms[1]), 1e-9);
        }
    }
}

TEST(Bayes, EqualArmsShareAlikeAndOneArmIsBest) {
    const std::vector<NormalPosterior> three(3, {.mean = 0.4, .sd = 0.01});
    for (const double p : probability_best(three)) EXPECT_NEAR(p, 1.0 / 3.0, 1e-12);
    const std::vector<NormalPosterior> one(1);
    EXPECT_EQ(probability_best(one), std::vector<double>{1.0});
    // Far apart, none undefined.
    const std::vector<NormalPosterior> apart = {{0.0, 1e-9}, {1.0, 1e-9}, {0.5, 1e-9}};
    EXPECT_EQ(probability_best(apart), (std::vector<double>{0.0, 1.0, 0.0}));
}

TEST(Bayes, PosteriorIsThePriorWithoutDataAndTheMeanWithMuch) {
    const NormalPrior prior;
    const auto empty = normal_posterior({}, prior);
    EXPECT_EQ(empty.mean, prior.mean);
    EXPECT_EQ(empty.sd, prior.sd);
    Summary constant;
    for (int i = 0; i < 1000; ++i) constant.add(1.0);
    const auto certain = normal_posterior(constant);
    EXPECT_NEAR(certain.mean, 1.0, 1e-5);
    EXPECT_GT(certain.sd, 0.0);
    Summary one;
    one.add(1.0);
    EXPECT_GT(normal_posterior(one).mean, 0.5);
    EXPECT_LT(normal_posterior(one).mean, 1.0);
}

TEST(Bayes, ExpectedLossOfTheBetterArmIsSmallerAndDiffersByTheMeans) {
    const NormalPosterior a{0.6, 0.02};
    const NormalPosterior b{0.65, 0.03};
    EXPECT_LT(expected_loss(b, a), expected_loss(a, b));
    EXPECT_NEAR(expected_loss(a, b) - expected_loss(b, a), b.mean - a.mean, 1e-12);
    const auto posterior = beta_posterior({3, 10});
    EXPECT_EQ(posterior.alpha, 3.5);
    EXPECT_EQ(posterior.beta, 7.5);
    EXPECT_NEAR(credible_interval(a).high - a.mean, 1.959963984540054 * a.sd, 1e-12);
}

}  // namespace
}  // namespace refit::stats
