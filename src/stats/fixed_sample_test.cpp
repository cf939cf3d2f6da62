#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "base/rng.h"
#include "stats/multiple_comparisons.h"
#include "stats/power.h"
#include "stats/srm.h"
#include "stats/two_proportion.h"
#include "stats/vector_table.h"
#include "stats/welch.h"
#include "stats/wilson.h"

namespace refit::stats {
namespace {

Proportion proportion(double successes, double trials) {
    return {static_cast<std::int64_t>(successes), static_cast<std::int64_t>(trials)};
}

TEST(TwoProportion, TestAndIntervalsAgreeWithStatsmodels) {
    for (const auto& row : read_vectors("stats/proportions.tsv")) {
        const auto x = to_numbers(row);
        const auto a = proportion(x[0], x[1]);
        const auto b = proportion(x[2], x[3]);
        const auto pooled = two_proportion_test(a, b).value();
        EXPECT_CLOSE(pooled.z, x[4], 1e-8);
        EXPECT_CLOSE(pooled.p_value, x[5], 1e-8);
        const auto unpooled = two_proportion_test(a, b, ZVariance::Unpooled).value();
        EXPECT_CLOSE(unpooled.z, x[6], 1e-8);
        EXPECT_CLOSE(unpooled.p_value, x[7], 1e-8);
        const auto newcombe = newcombe_interval(a, b).value();
        EXPECT_NEAR(newcombe.low, x[8], 1e-10);
        EXPECT_NEAR(newcombe.high, x[9], 1e-10);
        const auto wilson = wilson_interval(a).value();
        EXPECT_NEAR(wilson.low, x[10], 1e-10);
        EXPECT_NEAR(wilson.high, x[11], 1e-10);
    }
}

TEST(TwoProportion, EmptyOrUniformArmsGiveNoInference) {
    EXPECT_FALSE(two_proportion_test({0, 0}, {3, 5}));
    EXPECT_FALSE(two_proportion_test({5, 5}, {9, 9}));
    EXPECT_FALSE(two_proportion_test({0, 5}, {0, 9}));
    EXPECT_FALSE(newcombe_interval({0, 0}, {3, 5}));
    EXPECT_FALSE(wilson_interval({0, 0}));
    // The interval says what it can even then: 0 of 5 against 5 of 5 is not a point.
    const auto interval = newcombe_interval({0, 5}, {5, 5}).value();
    EXPECT_GE(interval.low, -1.0);
    EXPECT_LT(interval.high, 0.0);
}

TEST(TwoProportion, SwappingTheArmsMirrorsTheAnswer) {
    SeededRng rng{7};
    for (int i = 0; i < 200; ++i) {
        const auto n_a = static_cast<std::int64_t>(1 + uniform_below(rng, 300));
        const auto n_b = static_cast<std::int64_t>(1 + uniform_below(rng, 300));
        const Proportion a{static_cast<std::int64_t>(uniform_below(rng, std::uint64_t(n_a) + 1)),
                           n_a};
        const Proportion b{static_cast<std::int64_t>(uniform_below(rng, std::uint64_t(n_b) + 1)),
                           n_b};
        const auto forward = newcombe_interval(a, b).value();
        const auto backward = newcombe_interval(b, a).value();
        EXPECT_NEAR(forward.low, -backward.high, 1e-12);
        EXPECT_LE(forward.low, forward.high);
        EXPECT_GE(forward.low, -1.0 - 1e-12);
        const auto test = two_proportion_test(a, b);
        if (test) {
            EXPECT_NEAR(test->z, -two_proportion_test(b, a)->z, 1e-12);
        }
    }
}

TEST(Welch, AgreesWithScipy) {
    for (const auto& row : read_vectors("stats/welch.tsv")) {
        const auto x = to_numbers(row);
        const auto test =
            welch_test(Moments{x[0], x[1], x[2] * x[2]}, Moments{x[3], x[4], x[5] * x[5]}).value();
        EXPECT_CLOSE(test.t, x[6], 1e-9);
        EXPECT_CLOSE(test.p_value, x[7], 1e-9);
        EXPECT_CLOSE(test.df, x[8], 1e-9);
        EXPECT_NEAR(test.interval.low, x[9], 1e-9 * (1.0 + std::abs(x[9])));
        EXPECT_NEAR(test.interval.high, x[10], 1e-9 * (1.0 + std::abs(x[10])));
    }
}

Summary summary(std::initializer_list<double> values) {
    Summary result;
    for (const double value : values) result.add(value);
    return result;
}

TEST(Welch, TooFewOrConstantOutcomesGiveNoInference) {
    EXPECT_FALSE(welch_test(Summary{}, summary({0.1, 0.2})));
    EXPECT_FALSE(welch_test(summary({0.5}), summary({0.1, 0.2})));
    EXPECT_FALSE(welch_test(summary({1, 1, 1}), summary({0, 0})));
    EXPECT_FALSE(mean_interval(summary({0.5})));
    EXPECT_FALSE(mean_interval(summary({1, 1, 1})));
    EXPECT_TRUE(welch_test(summary({1, 1, 1}), summary({0, 0.25})));
}

TEST(Summary, MergingEqualsAddingAllAndRatingsStayExact) {
    Summary left = summary({0.25, 1.0, 0.0});
    Summary all = left;
    const Summary right = summary({0.75, 0.5});
    left.merge(right);
    all.add(0.75);
    all.add(0.5);
    EXPECT_EQ(left, all);
    EXPECT_DOUBLE_EQ(all.mean(), 0.5);
    EXPECT_DOUBLE_EQ(all.variance().value(), 0.15625);
    Summary constant;
    for (int i = 0; i < 1'000'000; ++i) constant.add(0.75);
    EXPECT_EQ(constant.variance(), 0.0);
    EXPECT_FALSE(summary({0.5}).variance().has_value());
}

TEST(Srm, AgreesWithScipyOverTheArmsInUse) {
    for (const auto& row : read_vectors("stats/srm.tsv")) {
        std::vector<std::int64_t> users;
        for (const double n : to_numbers(row[0])) users.push_back(static_cast<std::int64_t>(n));
        const auto test = sample_ratio_test(users, to_numbers(row[1])).value();
        EXPECT_EQ(test.df, to_number(row[2]));
        EXPECT_CLOSE(test.p_value, to_number(row[3]), 1e-10) << row[0];
    }
}

TEST(Srm, AlarmsOnBrokenSplitsOnly) {
    const std::array<std::int64_t, 2> even = {500, 500};
    const std::array<std::int64_t, 2> broken = {500, 640};
    const std::array<double, 2> expected = {510.0, 490.0};
    EXPECT_FALSE(sample_ratio_test(even, expected)->alarm());
    EXPECT_TRUE(sample_ratio_test(broken, expected)->alarm());
    const std::array<double, 2> never = {1000.0, 0.0};
    EXPECT_FALSE(sample_ratio_test(even, never).has_value());
    const std::array<std::int64_t, 3> impossible = {500, 500, 3};
    const std::array<double, 3> without_third = {500.0, 500.0, 0.0};
    EXPECT_TRUE(sample_ratio_test(impossible, without_third)->alarm());
    const std::array<std::int64_t, 2> nobody = {0, 0};
    EXPECT_FALSE(sample_ratio_test(nobody, expected).has_value());
}

TEST(Srm, SequentialEvidenceStartsAtZeroAndGrowsWithTheMismatch) {
    const std::array<double, 2> shares = {0.5, 0.5};
    EXPECT_NEAR(sequential_srm_log_e(std::array<std::int64_t, 2>{0, 0}, shares), 0.0, 1e-9);
    const double fair = sequential_srm_log_e(std::array<std::int64_t, 2>{1000, 1010}, shares);
    const double skewed = sequential_srm_log_e(std::array<std::int64_t, 2>{1000, 1400}, shares);
    EXPECT_LT(fair, 0.0);
    EXPECT_GT(skewed, std::log(1000.0));
}

TEST(MultipleComparisons, AgreeWithStatsmodels) {
    for (const auto& row : read_vectors("stats/multiple_comparisons.tsv")) {
        const auto p = to_numbers(row[0]);
        const auto bh = to_numbers(row[1]);
        const auto adjusted = to_numbers(row[2]);
        for (std::size_t i = 0; i < p.size(); ++i) {
            EXPECT_NEAR(benjamini_hochberg(p)[i], bh[i], 1e-12);
            EXPECT_NEAR(holm(p)[i], adjusted[i], 1e-12);
        }
    }
    EXPECT_TRUE(benjamini_hochberg({}).empty());
}

TEST(MultipleComparisons, EBhRejectsTheLargestWhoseMeanPassesTheThreshold) {
    // m = 4, alpha = .05: thresholds 80, 40, 26.7, 20 for k = 1..4.
    const std::array<double, 4> log_e = {std::log(45.0), std::log(50.0), std::log(1.0),
                                         std::log(0.1)};
    EXPECT_EQ(e_bh(log_e, 0.05), (std::vector<bool>{true, true, false, false}));
    const std::array<double, 2> none = {std::log(19.0), std::log(19.0)};
    EXPECT_EQ(e_bh(none, 0.05), (std::vector<bool>{false, false}));
}

TEST(Power, SampleSizeAgreesWithTheClosedForm) {
    for (const auto& row : read_vectors("stats/power.tsv")) {
        const auto x = to_numbers(row);
        const auto n = sample_size_proportions(x[0], x[1], {.alpha = x[2], .power = x[3]}, x[4]);
        EXPECT_CLOSE(n.value(), x[5], 1e-6);
    }
}

TEST(Power, NeededShrinksWithDataAndIsAbsentWithoutADifference) {
    const auto few = needed_proportions({12, 20}, {14, 20}).value();
    const auto more = needed_proportions({120, 200}, {140, 200}).value();
    EXPECT_GT(few, more);
    EXPECT_EQ(few - more, 360);
    EXPECT_EQ(needed_proportions({6000, 10'000}, {7000, 10'000}), 0);
    EXPECT_FALSE(needed_proportions({5, 10}, {5, 10}).has_value());
    EXPECT_FALSE(needed_proportions({0, 0}, {5, 10}).has_value());
    EXPECT_FALSE(needed_proportions({500'000, 1'000'000}, {500'001, 1'000'000}).has_value());
    EXPECT_FALSE(needed_means(summary({0.5}), summary({0.25, 0.75})).has_value());
    EXPECT_GT(needed_means(summary({0.5, 0.25, 0.75}), summary({0.5, 0.5, 1.0})).value(), 0);
}

}  // namespace
}  // namespace refit::stats
