#include "learn/arm_posterior.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/rng.h"
#include "stats/vector_table.h"

namespace refit::learn {
namespace {

std::vector<double> random_features(Rng& rng, std::size_t count) {
    std::vector<double> phi;
    for (std::size_t i = 0; i + 1 < count; ++i) phi.push_back(uniform01(rng));
    phi.push_back(1.0);
    return phi;
}

ArmPosterior unit_prior(std::size_t features) {
    return {std::vector<double>(features, 1.0), std::vector<double>(features, 0.0)};
}

TEST(ArmPosterior, AgreesWithTheBatchSolution) {
    ArmPosterior arm = unit_prior(1);
    double keep = 1.0;
    std::size_t compared = 0;
    bool forgotten = false;
    for (const auto& row : stats::read_vectors("learn/arm_posterior.tsv")) {
        const auto vector = stats::to_numbers(row[1]);
        if (row[0] == "case") {
            arm = ArmPosterior{vector, stats::to_numbers(row[2])};
            keep = stats::to_number(row[3]);
            forgotten = false;
        } else if (row[0] == "row") {
            arm.add(vector, stats::to_number(row[2]), stats::to_number(row[3]));
        } else if (row[0] == "all" || row[0] == "kept") {
            if (row[0] == "kept" && !forgotten) arm.forget(keep);
            forgotten = row[0] == "kept";
            EXPECT_CLOSE(arm.evidence(), stats::to_number(row[2]), 1e-12);
            for (std::size_t j = 0; j < vector.size(); ++j)
                EXPECT_NEAR(arm.coefficients()[j], vector[j], 1e-9);
        } else {
            const LinearEstimate estimate = arm.estimate(vector);
            EXPECT_NEAR(estimate.mean, stats::to_number(row[2]), 1e-9);
            EXPECT_CLOSE(estimate.width, stats::to_number(row[3]), 1e-9);
            ++compared;
        }
    }
    EXPECT_EQ(compared, 24U);
}

TEST(ArmPosterior, StaysPositiveDefiniteOverAHundredThousandUpdates) {
    // Almost collinear features of different size: what an explicit inverse does not survive.
    SeededRng rng{1};
    constexpr std::size_t kFeatures = 8;
    ArmPosterior arm = unit_prior(kFeatures);
    for (int i = 0; i < 100'000; ++i) {
        const double base = uniform01(rng);
        std::vector<double> phi(kFeatures, base);
        for (std::size_t j = 0; j < kFeatures; ++j)
            phi[j] =
                std::pow(10.0, static_cast<double>(j) - 4.0) * base + 1e-7 * standard_normal(rng);
        arm.add(phi, base, 1.0);
        if (i % 1000 != 0) continue;
        const LinearEstimate estimate = arm.estimate(phi);
        ASSERT_TRUE(std::isfinite(estimate.mean));
        ASSERT_GT(estimate.width, 0.0);
        ASSERT_LT(estimate.width, 1.0);
    }
    ArmPosterior fresh = arm;
    fresh.refactor();
    const std::vector<double> phi = random_features(rng, kFeatures);
    EXPECT_CLOSE(arm.estimate(phi).width, fresh.estimate(phi).width, 1e-6);
    EXPECT_EQ(arm.evidence(), 100'000.0);
}

TEST(ArmPosterior, RankOneUpdatesAgreeWithAFreshFactorBetweenRefactorings) {
    SeededRng rng{2};
    ArmPosterior arm = unit_prior(40);
    for (std::int64_t i = 0; i < kRefactorEvery - 1; ++i)
        arm.add(random_features(rng, 40), uniform01(rng), 0.1 + uniform01(rng));
    ArmPosterior fresh = arm;
    fresh.refactor();
    for (int i = 0; i < 20; ++i) {
        const auto phi = random_features(rng, 40);
        EXPECT_NEAR(arm.estimate(phi).mean, fresh.estimate(phi).mean, 1e-12);
        EXPECT_CLOSE(arm.estimate(phi).width, fresh.estimate(phi).width, 1e-12);
    }
}

TEST(ArmPosterior, AWeightCountsTheObservationThatOften) {
    SeededRng rng{3};
    const auto phi = random_features(rng, 4);
    ArmPosterior heavy = unit_prior(4);
    heavy.add(phi, 0.7, 3.0);
    ArmPosterior thrice = unit_prior(4);
    for (int i = 0; i < 3; ++i) thrice.add(phi, 0.7, 1.0);
    EXPECT_NEAR(heavy.estimate(phi).mean, thrice.estimate(phi).mean, 1e-14);
    EXPECT_NEAR(heavy.estimate(phi).width, thrice.estimate(phi).width, 1e-14);
}

TEST(ArmPosterior, ARevisedRewardIsAsIfReportedAtOnce) {
    SeededRng rng{4};
    const auto phi = random_features(rng, 4);
    ArmPosterior revised = unit_prior(4);
    revised.add(phi, 0.2, 2.0);
    revised.revise(phi, 0.7, 2.0);
    ArmPosterior direct = unit_prior(4);
    direct.add(phi, 0.9, 2.0);
    EXPECT_NEAR(revised.estimate(phi).mean, direct.estimate(phi).mean, 1e-14);
    EXPECT_EQ(revised.estimate(phi).width, direct.estimate(phi).width);
}

TEST(ArmPosterior, GainSolvesTheSystem) {
    SeededRng rng{5};
    ArmPosterior arm = unit_prior(6);
    for (int i = 0; i < 30; ++i) arm.add(random_features(rng, 6), uniform01(rng), 1.0);
    const auto phi = random_features(rng, 6);
    const auto gain = arm.gain(phi);
    double square = 0.0;
    for (std::size_t j = 0; j < gain.size(); ++j) square += gain[j] * phi[j];
    const double width = arm.estimate(phi).width;
    EXPECT_NEAR(square, width * width, 1e-14);
}

TEST(ArmPosterior, AllForgottenIsThePrior) {
    SeededRng rng{6};
    ArmPosterior arm{{0.5, 2.0}, {0.3, -0.1}};
    const ArmPosterior prior = arm;
    for (int i = 0; i < 50; ++i) arm.add(random_features(rng, 2), uniform01(rng), 1.0);
    for (int i = 0; i < 60; ++i) arm.forget(0.5);
    const auto phi = random_features(rng, 2);
    EXPECT_NEAR(arm.estimate(phi).mean, prior.estimate(phi).mean, 1e-9);
    EXPECT_NEAR(arm.estimate(phi).width, prior.estimate(phi).width, 1e-9);
}

TEST(ArmPosterior, StatisticsOfNoDataAreRefused) {
    const auto restore = [](std::vector<double> gram, std::vector<double> moment, double evidence) {
        return ArmPosterior::restore(unit_prior(2), gram, moment, evidence).has_value();
    };
    EXPECT_TRUE(restore({2, 1, 2}, {1, 0}, 2));
    EXPECT_FALSE(restore({2, 1}, {1, 0}, 2));
    EXPECT_FALSE(restore({2, 1, 2}, {1}, 2));
    EXPECT_FALSE(restore({2, 1, 2}, {1, NAN}, 2));
    EXPECT_FALSE(restore({2, INFINITY, 2}, {1, 0}, 2));
    EXPECT_FALSE(restore({2, 1, 2}, {1, 0}, -1));
    EXPECT_FALSE(restore({2, 5, 2}, {1, 0}, 2));     // not positive definite
    EXPECT_FALSE(restore({-0.9, 0, 2}, {1, 0}, 2));  // definite with the prior only
}

}  // namespace
}  // namespace refit::learn
