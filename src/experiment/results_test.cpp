#include "experiment/results.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "experiment/significance.h"
#include "experiment/test_house.h"
#include "experiment/variants.h"

namespace refit::experiment {
namespace {

class ResultsTest : public House {
protected:
    // `users` people rate once; `stars(variant, i)` says how.
    template <typename Stars>
    void people(int users, const Stars& stars) {
        for (int i = 0; i < users; ++i) {
            store::SessionFacts session = serve(assign_to("user-" + std::to_string(i)));
            rate(session, stars(*session.variant_id, i));
        }
    }
    Results all() {
        return run([&](store::Transaction& tx) { return results(tx, "default"); });
    }
};

TEST_F(ResultsTest, NothingIsClaimedWithoutData) {
    const Results empty = all();
    ASSERT_EQ(empty.variants.size(), 2U);
    ASSERT_EQ(empty.comparisons.size(), 1U);
    EXPECT_EQ(empty.exposures, 0);
    EXPECT_FALSE(empty.srm.alarm);
    EXPECT_EQ(empty.variants[0].estimate, std::nullopt);
    EXPECT_NEAR(empty.variants[0].probability_best, 0.5, 1e-9);
    const Comparison& comparison = empty.comparisons[0];
    EXPECT_EQ(comparison.a, "original");
    EXPECT_EQ(comparison.b, "enhanced");
    EXPECT_FALSE(comparison.always_valid.significant);
    EXPECT_EQ(comparison.always_valid.confidence, 0);
    EXPECT_DOUBLE_EQ(comparison.always_valid.e_value, 1.0);
    EXPECT_EQ(comparison.fixed_sample.z_p_value, std::nullopt);
    EXPECT_EQ(comparison.verdict, "Not enough data to tell the two apart.");
}

TEST_F(ResultsTest, AClearDifferenceIsFoundAndSaidInOneSentence) {
    people(200, [](const std::string& variant, int i) {
        return variant == "enhanced" ? 4 + i % 2 : 1 + i % 2;
    });
    const Results found = all();
    const Comparison& comparison = found.comparisons[0];
    EXPECT_TRUE(comparison.always_valid.significant);
    EXPECT_GE(comparison.always_valid.confidence, 95);
    EXPECT_LE(comparison.always_valid.confidence, 99);
    EXPECT_LE(comparison.always_valid.p_value, kAlpha);
    EXPECT_GT(comparison.difference.low, 0.0);
    EXPECT_LE(comparison.difference.low, comparison.difference.mean);
    EXPECT_LE(comparison.difference.mean, comparison.difference.high);
    EXPECT_EQ(comparison.needed, std::nullopt);
    EXPECT_EQ(comparison.verdict.find("Enhanced is rated higher than Original by about"), 0U)
        << comparison.verdict;
    EXPECT_GT(found.variants[1].probability_best, 0.99);
    EXPECT_GT(found.variants[1].weight, found.variants[0].weight);
    EXPECT_FALSE(found.srm.alarm);
    EXPECT_EQ(found.exposures, 200);
    EXPECT_GT(found.policy_history.size(), 10U);
}

TEST_F(ResultsTest, EqualArmsAreNotCalledDifferent) {
    people(200, [](const std::string&, int i) { return 1 + i % 5; });
    const Comparison comparison = all().comparisons[0];
    EXPECT_FALSE(comparison.always_valid.significant);
    EXPECT_LE(comparison.difference.low, 0.0);
    EXPECT_GE(comparison.difference.high, 0.0);
    EXPECT_EQ(comparison.verdict.find("Not enough data"), 0U) << comparison.verdict;
}

TEST_F(ResultsTest, MetricsCountEverySessionAndOutcomesEveryUser) {
    const Arm arm = assign_to("ada");
    for (int i = 0; i < 4; ++i) {
        store::SessionFacts session = serve(arm);
        if (i < 2) rate(session, i == 0 ? 5 : 2);
    }
    for (const VariantResult& variant : all().variants) {
        if (variant.id != arm.variant_id) continue;
        EXPECT_EQ(variant.metrics.total_uses, 4);
        EXPECT_EQ(variant.metrics.users, 1);
        EXPECT_EQ(variant.metrics.ratings, 2);
        EXPECT_DOUBLE_EQ(variant.metrics.avg_rating, 3.5);
        EXPECT_DOUBLE_EQ(variant.metrics.success_rate, 50);
        EXPECT_DOUBLE_EQ(variant.metrics.feedback_rate, 50);
        EXPECT_DOUBLE_EQ(variant.metrics.avg_processing_time, 20);
        EXPECT_EQ(variant.outcomes, 1);
        ASSERT_TRUE(variant.estimate);
        EXPECT_GE(variant.estimate->low, 1.0);
        EXPECT_LE(variant.estimate->high, 5.0);
    }
}

TEST_F(ResultsTest, PerformanceIsSortedByRatingTimesSuccess) {
    people(60, [](const std::string& variant, int) { return variant == "original" ? 5 : 2; });
    const auto arms = run([&](store::Transaction& tx) { return performance(tx, "default"); });
    ASSERT_EQ(arms.size(), 2U);
    EXPECT_EQ(arms[0].id, "original");
    EXPECT_DOUBLE_EQ(arms[0].metrics.success_rate, 100);
}

TEST_F(ResultsTest, SwappingTheArmsSwapsTheSign) {
    people(80, [](const std::string& variant, int i) {
        return variant == "enhanced" ? 3 + i % 3 : 1 + i % 3;
    });
    const auto pair = [&](std::string_view a, std::string_view b) {
        return run([&](store::Transaction& tx) { return compare(tx, "default", a, b); });
    };
    const Comparison forth = pair("original", "enhanced");
    const Comparison back = pair("enhanced", "original");
    EXPECT_NEAR(forth.difference.mean, -back.difference.mean, 1e-9);
    EXPECT_NEAR(forth.difference.low, -back.difference.high, 1e-9);
    EXPECT_NEAR(forth.always_valid.e_value, back.always_valid.e_value,
                1e-9 * forth.always_valid.e_value);
}

TEST_F(ResultsTest, UnknownNamesAreNotFound) {
    const auto code = [&](std::string_view a, std::string_view b) {
        return failure([&](store::Transaction& tx) { return compare(tx, "default", a, b); });
    };
    EXPECT_EQ(code("original", "nothing"), ErrorCode::NotFound);
    EXPECT_EQ(code("original", "original"), ErrorCode::InvalidInput);
    EXPECT_EQ(failure([&](store::Transaction& tx) { return results(tx, "nothing"); }),
              ErrorCode::NotFound);
}

TEST_F(ResultsTest, UnitsThatCouldOnlyGetOneArmDecideNothing) {
    std::vector<DrawOutcome> draws;
    for (int i = 0; i < 50; ++i) {
        draws.push_back({"a", 5, {{"a", 1.0}, {"b", 0.0}}});
        draws.push_back({"b", 1, {{"a", 0.0}, {"b", 1.0}}});
    }
    const auto comparison = compare_pair(draws, {"a", "b"});
    ASSERT_TRUE(comparison);
    EXPECT_DOUBLE_EQ(comparison->always_valid.e_value, 1.0);
}

TEST_F(ResultsTest, ADamagedPropensityIsAnErrorNotAFinding) {
    const auto comparison = compare_pair({{"a", 5, {{"b", 1.0}}}}, {"a", "b"});
    ASSERT_FALSE(comparison);
    EXPECT_EQ(comparison.error().code, ErrorCode::Internal);
}

}  // namespace
}  // namespace refit::experiment
