#include "stats/e_process.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "base/rng.h"
#include "stats/bayes.h"
#include "stats/vector_table.h"

namespace refit::stats {
namespace {

using Arm = BettingEProcess::Arm;
using Pair = std::array<double, 2>;

TEST(EProcess, EveryPrefixAgreesWithTheReference) {
    CategoryEProcess two(2, 2);
    CategoryEProcess five(2, 5);
    BettingEProcess bet_two;
    BettingEProcess bet_five;
    for (const auto& row : read_vectors("stats/e_processes.tsv")) {
        const auto x = to_numbers(row);
        auto& difference = x[0] == 2.0 ? two : five;
        auto& mean = x[0] == 2.0 ? bet_two : bet_five;
        const Pair pi = {1.0 - x[1], x[1]};
        ASSERT_TRUE(
            difference.update(static_cast<std::size_t>(x[3]), static_cast<std::size_t>(x[2]), pi));
        ASSERT_TRUE(mean.update(x[3] / (x[0] - 1.0), x[2] == 1.0 ? Arm::Treatment : Arm::Control,
                                pi[0], pi[1]));
        ASSERT_NEAR(difference.log_e(), x[4], 1e-9);
        ASSERT_NEAR(mean.log_e(), x[5], 1e-9);
    }
}

TEST(EProcess, NoDataIsNoEvidence) {
    const CategoryEProcess difference(3, 5);
    EXPECT_EQ(difference.log_e(), 0.0);
    EXPECT_EQ(difference.p_value(), 1.0);
    const BettingEProcess mean;
    EXPECT_EQ(mean.log_e(), 0.0);
    EXPECT_EQ(mean.p_value(), 1.0);
    EXPECT_EQ(mean.interval(0.05), (Interval{-1.0, 1.0}));
    EXPECT_EQ(confidence_percent(1.0), 0);
    EXPECT_EQ(confidence_percent(0.05), 95);
    EXPECT_EQ(confidence_percent(0.0), 99);
}

TEST(EProcess, AUserSeenAgainChangesNothing) {
    CategoryEProcess difference(2, 2);
    BettingEProcess mean;
    ASSERT_TRUE(difference.update(1, 0, Pair{0.3, 0.7}));
    ASSERT_TRUE(mean.update(1.0, Arm::Control, 0.3, 0.7));
    const double before = difference.log_e();
    const double mean_before = mean.log_e();
    ASSERT_TRUE(difference.update(1, 0, Pair{1.0, 0.0}));
    ASSERT_TRUE(mean.update(1.0, Arm::Control, 1.0, 0.0));
    EXPECT_EQ(difference.log_e(), before);
    EXPECT_EQ(mean.log_e(), mean_before);
    EXPECT_EQ(mean.units(), 1);
}

TEST(EProcess, ImpossibleInputIsRefusedAndChangesNothing) {
    CategoryEProcess difference(2, 2);
    EXPECT_FALSE(difference.update(2, 0, Pair{0.5, 0.5}));
    EXPECT_FALSE(difference.update(0, 2, Pair{0.5, 0.5}));
    EXPECT_FALSE(difference.update(0, 0, Pair{0.0, 1.0}));
    EXPECT_FALSE(difference.update(0, 0, Pair{0.5, 0.6}));
    EXPECT_FALSE(difference.update(0, 0, Pair{1.2, -0.2}));
    EXPECT_FALSE(difference.update(0, 0, Pair{NAN, 0.5}));
    EXPECT_EQ(difference.units(), 0);
    BettingEProcess mean;
    EXPECT_FALSE(mean.update(1.5, Arm::Control, 0.5, 0.5));
    EXPECT_FALSE(mean.update(NAN, Arm::Control, 0.5, 0.5));
    EXPECT_FALSE(mean.update(0.5, Arm::Control, 0.0, 0.5));
    EXPECT_FALSE(mean.update(0.5, Arm::Control, 0.7, 0.7));
    EXPECT_EQ(mean.units(), 0);
}

// Outcomes of two arms with success rates `rates`, drawn with treatment probability `treatment`.
struct Stream {
    SeededRng rng;
    Pair rates;

    struct Unit {
        bool treated;
        double y;
    };
    Unit draw(double treatment) {
        const bool treated = uniform01(rng) < treatment;
        return {treated, uniform01(rng) < rates[treated ? 1 : 0] ? 1.0 : 0.0};
    }
};

void add(BettingEProcess& process, const Stream::Unit& unit, double treatment) {
    ASSERT_TRUE(process.update(unit.y, unit.treated ? Arm::Treatment : Arm::Control,
                               1.0 - treatment, treatment));
}

TEST(EProcess, SwappingTheArmsMirrorsTheInterval) {
    Stream stream{SeededRng{3}, {0.4, 0.6}};
    BettingEProcess forward;
    BettingEProcess backward;
    for (int i = 0; i < 400; ++i) {
        const auto unit = stream.draw(0.35);
        add(forward, unit, 0.35);
        add(backward, {!unit.treated, unit.y}, 0.65);
    }
    EXPECT_NEAR(forward.estimate(), -backward.estimate(), 1e-12);
    EXPECT_NEAR(forward.interval(0.05).low, -backward.interval(0.05).high, 1e-12);
    EXPECT_NEAR(forward.log_e(), backward.log_e(), 1e-9);
}

TEST(EProcess, StricterIntervalsContainLooserOnesAtEveryTime) {
    Stream stream{SeededRng{5}, {0.5, 0.7}};
    BettingEProcess process;
    for (int i = 0; i < 500; ++i) {
        add(process, stream.draw(0.5), 0.5);
        const auto wide = process.interval(0.01);
        const auto narrow = process.interval(0.05);
        ASSERT_LE(wide.low, narrow.low);
        ASSERT_GE(wide.high, narrow.high);
    }
    EXPECT_TRUE(process.interval(0.05).contains(0.2));
}

TEST(EProcess, AThirdArmIsConditionedAway) {
    // The pair's conditional probabilities are .25 : .25 = 1 : 1 whatever the third arm gets.
    Stream stream{SeededRng{9}, {0.5, 0.6}};
    BettingEProcess with_third;
    BettingEProcess alone;
    for (int i = 0; i < 100; ++i) {
        const auto unit = stream.draw(0.5);
        ASSERT_TRUE(
            with_third.update(unit.y, unit.treated ? Arm::Treatment : Arm::Control, 0.25, 0.25));
        add(alone, unit, 0.5);
    }
    EXPECT_NEAR(with_third.log_e(), alone.log_e(), 1e-12);
}

// Share of `runs` A/A experiments in which a test that is looked at after every unit ever claims a
// difference, while Thompson sampling with a 10 % floor moves the weights and taste drifts.
struct FalseAlarms {
    double category;
    double betting;
};

FalseAlarms simulate_null(int runs, int units, std::uint64_t seed) {
    const double threshold = std::log(20.0);
    int category = 0;
    int betting = 0;
    for (int run = 0; run < runs; ++run) {
        Stream stream{SeededRng{seed + static_cast<std::uint64_t>(run)}, {0.0, 0.0}};
        CategoryEProcess difference(2, 2);
        BettingEProcess mean;
        std::array<Summary, 2> arms;
        double treatment = 0.5;
        for (int t = 0; t < units; ++t) {
            const double rate = 0.8 - 0.4 * t / units;
            stream.rates = {rate, rate};
            const auto unit = stream.draw(treatment);
            const Pair pi = {1.0 - treatment, treatment};
            EXPECT_TRUE(difference.update(unit.y > 0.5 ? 1 : 0, unit.treated ? 1 : 0, pi));
            add(mean, unit, treatment);
            arms[unit.treated ? 1 : 0].add(unit.y);
            if (t % 10 == 9) {
                const std::array posteriors = {normal_posterior(arms[0]),
                                               normal_posterior(arms[1])};
                treatment = 0.05 + 0.9 * probability_best(posteriors)[1];
            }
        }
        category += difference.log_e_max() >= threshold ? 1 : 0;
        betting += mean.log_e_max() >= threshold ? 1 : 0;
    }
    return {category / static_cast<double>(runs), betting / static_cast<double>(runs)};
}

TEST(EProcess, FalseAlarmsStayBelowAlphaUnderPeekingAdaptationAndDrift) {
    constexpr int kRuns = 300;
    const auto alarms = simulate_null(kRuns, 300, 20260101);
    const double bound = 0.05 + 3.0 * std::sqrt(0.05 * 0.95 / kRuns);
    EXPECT_LE(alarms.category, bound);
    EXPECT_LE(alarms.betting, bound);
    RecordProperty("category", std::to_string(alarms.category));
    RecordProperty("betting", std::to_string(alarms.betting));
}

TEST(EProcess, ARealDifferenceIsFound) {
    int found = 0;
    for (std::uint64_t run = 0; run < 20; ++run) {
        Stream stream{SeededRng{100 + run}, {0.5, 0.7}};
        BettingEProcess process;
        for (int i = 0; i < 1500; ++i) add(process, stream.draw(0.5), 0.5);
        found += process.p_value() <= 0.05 && process.interval(0.05).low > 0.0 ? 1 : 0;
        EXPECT_TRUE(process.interval(0.001).contains(0.2));
    }
    EXPECT_GE(found, 19);
}

}  // namespace
}  // namespace refit::stats
