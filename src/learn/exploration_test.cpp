#include "learn/exploration.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/rng.h"
#include "stats/vector_table.h"

namespace refit::learn {
namespace {

double sum(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

std::vector<LinearEstimate> random_arms(Rng& rng, std::size_t count) {
    std::vector<LinearEstimate> arms;
    for (std::size_t i = 0; i < count; ++i)
        arms.push_back({.mean = uniform01(rng), .width = 0.01 + uniform01(rng)});
    return arms;
}

TEST(Exploration, SquareCbAgreesWithTheRuleInExactFractions) {
    std::size_t cases = 0;
    for (const auto& row : stats::read_vectors("learn/squarecb_pmf.tsv")) {
        const auto means = stats::to_numbers(row[0]);
        const auto widths = stats::to_numbers(row[1]);
        std::vector<LinearEstimate> arms;
        for (std::size_t i = 0; i < means.size(); ++i) arms.push_back({means[i], widths[i]});
        const auto pmf = squarecb_pmf(arms, stats::to_number(row[2]), stats::to_number(row[3]),
                                      stats::to_number(row[4]));
        const auto expected = stats::to_numbers(row[5]);
        ASSERT_EQ(pmf.size(), expected.size());
        for (std::size_t i = 0; i < pmf.size(); ++i) EXPECT_NEAR(pmf[i], expected[i], 1e-14);
        ++cases;
    }
    EXPECT_EQ(cases, 16U);
}

TEST(Exploration, EveryRuleGivesAProbabilityOfAtLeastTheFloorToEveryArm) {
    SeededRng rng{1};
    for (int round = 0; round < 500; ++round) {
        const std::size_t count = 1 + uniform_below(rng, 30);
        const auto arms = random_arms(rng, count);
        const double floor = round % 3 == 0 ? 0.0 : 0.2 * uniform01(rng);
        const double gamma = std::pow(10.0, 6.0 * uniform01(rng));
        const double least = floor / static_cast<double>(count);
        for (const auto& pmf :
             {squarecb_pmf(arms, uniform01(rng), gamma, floor),
              thompson_pmf(arms, 0.01 + uniform01(rng), floor), greedy_pmf(arms, floor)}) {
            ASSERT_EQ(pmf.size(), count);
            EXPECT_NEAR(sum(pmf), 1.0, 1e-12);
            for (const double p : pmf) EXPECT_GE(p, least * (1.0 - 1e-12));
        }
    }
}

TEST(Exploration, ADominatedArmGetsTheFloorOnly) {
    const std::vector<LinearEstimate> arms{{0.9, 0.1}, {0.85, 0.1}, {0.2, 0.1}};
    EXPECT_EQ(dominated(arms, 1.0), (std::vector<bool>{false, false, true}));
    const auto pmf = squarecb_pmf(arms, 1.0, 10.0, 0.03);
    EXPECT_NEAR(pmf[2], 0.01, 1e-15);
    // The weight of a survivor counts survivors, not arms: 1 / (2 + 10 * .05).
    EXPECT_NEAR(pmf[1], 0.97 / 2.5 + 0.01, 1e-12);
}

TEST(Exploration, ArmsThatLookAlikeShareAlike) {
    const std::vector<LinearEstimate> arms(4, {0.5, 0.3});
    for (const auto& pmf : {squarecb_pmf(arms, 0.25, 1000, 0.0), thompson_pmf(arms, 0.25, 0.0),
                            greedy_pmf(arms, 0.0)}) {
        for (const double p : pmf) EXPECT_NEAR(p, 0.25, 1e-9);
    }
}

TEST(Exploration, ThompsonOfTwoArmsIsTheNormalDistribution) {
    const std::vector<LinearEstimate> arms{{0.6, 0.4}, {0.5, 0.3}};
    const double v = 0.5;
    const double z = 0.1 / (v * std::hypot(0.4, 0.3));
    const double expected = 0.5 * std::erfc(-z / std::sqrt(2.0));
    EXPECT_NEAR(thompson_pmf(arms, v, 0.0)[0], expected, 1e-8);
}

TEST(Exploration, WithoutWidthSquareCbIsAsPublished) {
    const std::vector<LinearEstimate> arms{{0.5, 9}, {0.875, 1}, {0.75, 0.1}};
    const auto pmf = squarecb_pmf(arms, 0.0, 100.0, 0.0);
    EXPECT_NEAR(pmf[0], 1.0 / (3 + 37.5), 1e-15);
    EXPECT_NEAR(pmf[2], 1.0 / (3 + 12.5), 1e-15);
}

}  // namespace
}  // namespace refit::learn
