#include "shared_vectors.h"
#include "stats/cuped.h"
#include "stats/multiple_comparisons.h"
#include "stats/power.h"
#include "stats/srm.h"
#include "stats/two_proportion.h"
#include "stats/welch.h"
#include "stats/wilson.h"

namespace refit::statistics_test {
namespace {

using stats::Interval;
using stats::Proportion;

Proportion proportion(const json::Node& one, std::size_t index) {
    return {.successes = one.find("count")->at(index).integer().value(),
            .trials = one.find("nobs")->at(index).integer().value()};
}

void expect_interval(const std::optional<Interval>& actual, const std::vector<double>& expected,
                     const json::Node& one) {
    ASSERT_TRUE(actual.has_value()) << one.raw();
    EXPECT_NEAR(actual->low, expected[0], 1e-9 + 1e-8 * std::abs(expected[0])) << one.raw();
    EXPECT_NEAR(actual->high, expected[1], 1e-9 + 1e-8 * std::abs(expected[1])) << one.raw();
}

TEST(ProportionVectors, TestsAndIntervalsAgreeWithStatsmodels) {
    REFIT_LOAD_VECTORS(document, "proportions.json");
    int tested = 0;
    for (const auto& one : document.root().find("cases")->elements()) {
        const Proportion a = proportion(one, 0);
        const Proportion b = proportion(one, 1);
        for (const auto kind : {stats::ZVariance::Pooled, stats::ZVariance::Unpooled}) {
            const bool pooled = kind == stats::ZVariance::Pooled;
            auto expected = numbers(one, pooled ? "z_pooled_two-sided" : "z_unpooled");
            if (expected.empty()) expected = {std::nan(""), std::nan("")};  // the library threw
            const auto actual = stats::two_proportion_test(a, b, kind);
            ASSERT_EQ(actual.has_value(), std::isfinite(expected[0])) << one.raw();
            if (!actual) continue;
            EXPECT_LE(relative_error(actual->z, expected[0]), 1e-8) << one.raw();
            EXPECT_NEAR(actual->p_value, expected[1], 1e-8 * expected[1] + 1e-300) << one.raw();
            ++tested;
        }
        expect_interval(stats::newcombe_interval(a, b), numbers(one, "diff_ci_newcomb"), one);
        expect_interval(stats::wilson_interval(a), numbers(one, "ci1_wilson"), one);
    }
    EXPECT_GE(tested, 120);
}

TEST(WelchVectors, StatisticDegreesAndIntervalAgreeWithScipy) {
    REFIT_LOAD_VECTORS(document, "welch.json");
    int tested = 0;
    for (const auto& one : document.root().find("cases")->elements()) {
        const auto n = numbers(one, "n");
        const auto mean = numbers(one, "mean");
        const auto sd = numbers(one, "sd");
        const auto expected = numbers(one, "welch_two-sided");
        const auto actual = stats::welch_test(stats::Moments{n[0], mean[0], sd[0] * sd[0]},
                                              stats::Moments{n[1], mean[1], sd[1] * sd[1]});
        ASSERT_EQ(actual.has_value(), std::isfinite(expected[0]) && std::isfinite(expected[1]))
            << one.raw();
        if (!actual) continue;
        ++tested;
        EXPECT_LE(relative_error(actual->t, expected[0]), 1e-9) << one.raw();
        EXPECT_LE(relative_error(actual->p_value, expected[1]), 1e-9) << one.raw();
        const auto reference = *one.find("df_ci95");
        EXPECT_LE(relative_error(actual->df, number(reference, "df")), 1e-9) << one.raw();
        expect_interval(actual->interval, numbers(reference, "ci"), one);
    }
    EXPECT_GE(tested, 60);
}

// The reference has sums; these are units with just such sums: multiples of a cosine and a sine,
// which have mean 0 and are orthogonal.
std::vector<stats::CupedUnit> units_with_sums(const json::Node& arm) {
    const double n = number(arm, "n");
    const json::Node post = *arm.find("post");
    const json::Node pre = *arm.find("pre");
    const double mean_y = number(post, "sum") / n;
    const double mean_x = number(pre, "sum") / n;
    const double yy = number(post, "sum_squares") - n * mean_y * mean_y;
    const double xx = number(pre, "sum_squares") - n * mean_x * mean_x;
    const double xy = number(arm, "post_pre_sum_of_products") - n * mean_x * mean_y;
    const double along = xy / std::sqrt(xx);
    const double across = std::sqrt(std::max(0.0, yy - along * along));
    std::vector<stats::CupedUnit> units;
    for (int i = 0; i < static_cast<int>(n); ++i) {
        const double angle = 2 * 3.14159265358979323846 * i / n;
        const double u = std::cos(angle) * std::sqrt(2 / n);
        const double v = std::sin(angle) * std::sqrt(2 / n);
        units.push_back({mean_y + along * u + across * v, mean_x + std::sqrt(xx) * u});
    }
    return units;
}

TEST(CupedVectors, AdjustedDifferencesAgreeWithGbstats) {
    REFIT_LOAD_VECTORS(document, "gb_frequentist_ttest.json");
    int tested = 0;
    for (const auto& one : document.root().find("cases")->elements()) {
        if (!one.string("name")->starts_with("cuped") ||
            one.string("difference_type") != "absolute" || number(*one.find("a"), "n") < 3 ||
            number(*one.find("b"), "n") < 3)
            continue;
        const json::Node expected = *one.find("two_sided");
        const auto effect =
            stats::cuped_effect(units_with_sums(*one.find("b")), units_with_sums(*one.find("a")),
                                1 - number(one, "alpha"));
        ASSERT_TRUE(effect) << one.raw();
        const double error = number(expected, "stddev");
        EXPECT_NEAR(effect->adjusted.difference, number(expected, "expected"), 1e-9 * (1 + error));
        EXPECT_LE(relative_error(effect->adjusted.standard_error, error), 1e-9) << one.raw();
        EXPECT_LE(relative_error(effect->adjusted.df, number(expected, "dof")), 1e-8) << one.raw();
        expect_interval(effect->adjusted.interval, numbers(expected, "ci"), one);
        ++tested;
    }
    EXPECT_EQ(tested, 45);
}

TEST(SrmVectors, ChiSquareAgreesWithScipyAndCountsOnlyArmsInUse) {
    REFIT_LOAD_VECTORS(document, "srm.json");
    int tested = 0;
    for (const auto& one : document.root().find("cases")->elements()) {
        std::vector<std::int64_t> users;
        for (const auto& n : one.find("users")->elements()) users.push_back(*n.integer());
        const auto actual = stats::sample_ratio_test(users, numbers(one, "weights"));
        const double expected = number(one, "chisq_p");
        if (one.string("name") == "zero_weight_but_users") {
            EXPECT_EQ(actual->p_value, 0.0);
            continue;
        }
        ASSERT_EQ(actual.has_value(), std::isfinite(expected)) << one.raw();
        if (!actual) continue;
        ++tested;
        EXPECT_EQ(actual->df, one.integer("df_right")) << one.raw();
        if (expected > 1e-300) {
            EXPECT_LE(relative_error(actual->p_value, expected), 1e-9) << one.raw();
        }
        EXPECT_LE(actual->p_value, expected + 1e-9);
    }
    EXPECT_GE(tested, 65);
}

TEST(SrmVectors, SequentialEvidenceAgrees) {
    REFIT_LOAD_VECTORS(document, "srm.json");
    for (const auto& one : document.root().find("sequential")->elements()) {
        std::vector<std::int64_t> counts;
        for (const auto& n : one.find("counts")->elements()) counts.push_back(*n.integer());
        const double log_e =
            stats::sequential_srm_log_e(counts, numbers(one, "theta0"), number(one, "k"));
        EXPECT_NEAR(log_e, number(one, "log_odds"), 1e-8 + 1e-10 * std::abs(log_e)) << one.raw();
    }
}

void expect_all_near(const std::vector<double>& actual, const std::vector<double>& expected) {
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 1e-12);
}

TEST(MultipleComparisonVectors, AdjustedValuesAgreeWithStatsmodels) {
    REFIT_LOAD_VECTORS(document, "multiple_comparisons.json");
    for (const auto& one : document.root().find("cases")->elements()) {
        const auto p = numbers(one, "p");
        expect_all_near(stats::benjamini_hochberg(p), numbers(*one.find("fdr_bh"), "adjusted"));
        expect_all_near(stats::holm(p), numbers(*one.find("holm"), "adjusted"));
    }
}

TEST(MultipleComparisonVectors, EValuesAreRejectedAsPublished) {
    REFIT_LOAD_VECTORS(document, "multiple_comparisons.json");
    for (const auto& one : document.root().find("e_values")->elements()) {
        std::vector<double> log_e;
        for (const double e : numbers(one, "e")) log_e.push_back(std::log(e));
        const auto rejected = stats::e_bh(log_e, number(one, "alpha"));
        std::vector<double> indices;
        for (std::size_t i = 0; i < rejected.size(); ++i) {
            if (rejected[i]) indices.push_back(static_cast<double>(i));
        }
        auto expected = numbers(one, "ebh_reject");
        std::sort(expected.begin(), expected.end());
        EXPECT_EQ(indices, expected) << one.raw();
    }
}

TEST(PowerVectors, ClosedFormAgrees) {
    REFIT_LOAD_VECTORS(document, "power.json");
    for (const auto& one : document.root().find("cases")->elements()) {
        const auto n = stats::sample_size_proportions(
            number(one, "p1"), number(one, "p2"),
            {.alpha = number(one, "alpha"), .power = number(one, "power")}, number(one, "ratio"));
        ASSERT_TRUE(n.has_value());
        EXPECT_LE(relative_error(*n, number(one, "n1_unpooled_closed")), 1e-6) << one.raw();
    }
}

}  // namespace
}  // namespace refit::statistics_test
