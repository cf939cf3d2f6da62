// The realised share of false findings, in simulation: p-values as the report has them, from
// features (two-sided normal, correlated through a common cause) and from pairs of arms (1/e).

#include "analytics/findings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/rng.h"
#include "stats/special_functions.h"

namespace refit::analytics {
namespace {

constexpr int kFeatures = 38;
constexpr int kPairs = 6;
constexpr int kRuns = 4000;

struct World {
    int features_with_effect{0};
    int pairs_with_effect{0};
    double common{0};  // correlation of the features
};

double two_sided_p(double z) {
    return std::min(1.0, std::erfc(std::abs(z) / std::sqrt(2.0)));
}

// e of a likelihood ratio of N(mu, 1) against N(0, 1): its mean is 1 if there is no effect.
double pair_p(SeededRng& rng, double effect) {
    constexpr double kBet = 2.5;
    const double x = standard_normal(rng) + effect;
    return std::min(1.0, std::exp(-(kBet * x - kBet * kBet / 2)));
}

std::vector<Hypothesis> report_of(const World& world, SeededRng& rng) {
    std::vector<Hypothesis> all;
    const double common = standard_normal(rng);
    for (int i = 0; i < kFeatures; ++i) {
        const bool real = i < world.features_with_effect;
        const double z = std::sqrt(world.common) * common +
                         std::sqrt(1 - world.common) * standard_normal(rng) + (real ? 3.5 : 0);
        all.push_back({"feature", real ? "true" : "false", two_sided_p(z)});
    }
    for (int i = 0; i < kPairs; ++i) {
        const bool real = i < world.pairs_with_effect;
        all.push_back({"pair", real ? "true" : "false", pair_p(rng, real ? 4.5 : 0)});
    }
    return all;
}

struct Realised {
    double share{0};  // mean false share of what was found
    double error{0};  // its standard error
    double found{0};  // true effects found, share
};

Realised simulate(const World& world, std::uint64_t seed) {
    SeededRng rng{seed};
    double sum = 0;
    double squares = 0;
    double hits = 0;
    for (int run = 0; run < kRuns; ++run) {
        const Findings findings = test_together(report_of(world, rng));
        const auto wrong =
            static_cast<double>(std::ranges::count(findings.found, "false", &Hypothesis::sentence));
        const double n = static_cast<double>(findings.found.size());
        const double share = n > 0 ? wrong / n : 0;
        sum += share;
        squares += share * share;
        hits += n - wrong;
    }
    const double mean = sum / kRuns;
    const int effects = world.features_with_effect + world.pairs_with_effect;
    return {mean, std::sqrt((squares / kRuns - mean * mean) / kRuns),
            effects == 0 ? 0 : hits / kRuns / effects};
}

class RealisedShare : public ::testing::TestWithParam<World> {};

TEST_P(RealisedShare, IsNotAboveTheLevel) {
    const Realised realised = simulate(GetParam(), 20261123);
    RecordProperty("share", std::to_string(realised.share));
    EXPECT_LE(realised.share, kFindingsFdr + 3 * realised.error);
    const World& world = GetParam();
    if (world.features_with_effect + world.pairs_with_effect > 0) {
        EXPECT_GT(realised.found, 0.5) << "held at its level by finding nothing";
    }
}

INSTANTIATE_TEST_SUITE_P(Worlds, RealisedShare,
                         ::testing::Values(World{0, 0, 0}, World{0, 0, 0.5}, World{10, 2, 0},
                                           World{10, 2, 0.5}, World{30, 4, 0}, World{0, 3, 0}));

TEST(TestTogether, CountsEveryQuestionAndSortsByEvidence) {
    const Findings findings = test_together({{"b", "weak", 0.9},
                                             {"a", "clear", 1e-6},
                                             {"b", "clearest", 1e-9},
                                             {"b", "middling", 0.06}});
    EXPECT_EQ(findings.tested, 4);
    ASSERT_EQ(findings.asked.size(), 2U);
    EXPECT_EQ(findings.asked[0], (std::pair<std::string, std::int64_t>{"a", 1}));
    EXPECT_EQ(findings.asked[1].second, 3);
    ASSERT_EQ(findings.found.size(), 3U);
    EXPECT_EQ(findings.found[0].sentence, "clearest");
    EXPECT_NEAR(findings.found[2].q_value, 0.06 * 4 / 3, 1e-12);
    EXPECT_TRUE(test_together({}).found.empty());
}

// Asking a second family of empty questions costs the first some of its findings: that is the price
// of one level over both.
TEST(TestTogether, IsOneFamilyNotOnePerKind) {
    std::vector<Hypothesis> all{{"pair", "found alone", 0.04}};
    EXPECT_EQ(test_together(all).found.size(), 1U);
    for (int i = 0; i < 30; ++i) all.push_back({"feature", "nothing", 0.5});
    EXPECT_TRUE(test_together(all).found.empty());
}

}  // namespace
}  // namespace refit::analytics
