#include "training/model_metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/rng.h"

namespace refit::training {
namespace {

const FeatureTable kTable{"features/test", {"a", "b", "c"}};

// Quality follows feature "a"; "b" is noise and "c" never varies.
std::vector<Example> examples(std::uint64_t seed, std::size_t users, std::size_t rows_each) {
    SeededRng rng{seed};
    std::vector<Example> result;
    for (std::size_t user = 0; user < users; ++user) {
        for (std::size_t row = 0; row < rows_each; ++row) {
            const double a = 2.0 * uniform01(rng) - 1.0;
            const double b = 2.0 * uniform01(rng) - 1.0;
            const double quality =
                std::clamp(0.5 + 0.4 * a + 0.05 * standard_normal(rng), 0.0, 1.0);
            result.push_back({"user" + std::to_string(user), {a, b, 0.5}, quality, 1.0});
        }
    }
    return result;
}

TEST(QualityModel, LearnsAKnownRelation) {
    const auto model = QualityModel::fit(examples(1, 40, 5), kTable);
    ASSERT_TRUE(model) << model.error().message;
    const auto fresh = examples(2, 20, 5);
    const ModelMetrics metrics = evaluate(*model, fresh);
    EXPECT_EQ(metrics.rows, 100);
    EXPECT_EQ(metrics.users, 20);
    EXPECT_LT(metrics.mae, 0.06);  // The noise alone has a mean absolute value of 0.04.
    EXPECT_GT(metrics.pairwise, 0.9);
    EXPECT_LT(metrics.mae, evaluate_constant(mean_quality(examples(1, 40, 5)), fresh).mae / 3);
    EXPECT_GT(model->predict(std::vector{1.0, 0.0, 0.5}),
              model->predict(std::vector{-1.0, 0.0, 0.5}));
}

TEST(QualityModel, PredictionsStayInRangeFarOutsideTheData) {
    const auto model = QualityModel::fit(examples(1, 40, 5), kTable);
    ASSERT_TRUE(model);
    for (const double a : {-1e6, -2.0, 0.0, 2.0, 1e6}) {
        const double quality = model->predict(std::vector{a, 1.0, -3.0});
        EXPECT_GE(quality, 0.0);
        EXPECT_LE(quality, 1.0);
    }
}

TEST(QualityModel, WithoutARelationThePenaltyIsTheLargest) {
    auto noise = examples(3, 30, 3);
    SeededRng rng{4};
    for (Example& example : noise) example.quality = uniform01(rng) < 0.5 ? 0.25 : 0.75;
    const auto model = QualityModel::fit(noise, kTable);
    ASSERT_TRUE(model);
    EXPECT_GE(model->lambda(), 100.0);
}

TEST(QualityModel, TooFewRowsAreRefused) {
    const auto all = examples(1, kFitRowsMin, 1);
    EXPECT_TRUE(QualityModel::fit(all, kTable));
    const auto few = QualityModel::fit(std::span{all}.first(kFitRowsMin - 1), kTable);
    ASSERT_FALSE(few);
    EXPECT_EQ(few.error().code, ErrorCode::InvalidInput);
}

TEST(QualityModel, ReadsBackWhatItPrints) {
    const auto model = QualityModel::fit(examples(1, 40, 5), kTable);
    ASSERT_TRUE(model);
    const auto again = QualityModel::parse(model->to_json());
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->to_json(), model->to_json());
    EXPECT_TRUE(again->understands(kTable));
    EXPECT_FALSE(again->understands({"features/2", kTable.names}));
    EXPECT_EQ(again->predict(std::vector{0.3, 0.1, 0.5}),
              model->predict(std::vector{0.3, 0.1, 0.5}));
    EXPECT_FALSE(QualityModel::parse("{}"));
    EXPECT_FALSE(QualityModel::parse(R"({"featuresVersion":"x","lambda":1,"ridge":{}})"));
}

TEST(QualityModel, OnePersonWithAThousandRowsDoesNotBuyTheModel) {
    auto rows = examples(1, 60, 5);
    for (int i = 0; i < 1000; ++i) {  // Says the opposite of everybody else.
        const double a = (i % 200) / 100.0 - 1.0;
        rows.push_back({"loud", {a, 0.0, 0.5}, 0.5 - 0.4 * a, 1.0});
    }
    const auto model = QualityModel::fit(rows, kTable);
    ASSERT_TRUE(model);
    EXPECT_GT(model->predict(std::vector{0.8, 0.0, 0.5}),
              model->predict(std::vector{-0.8, 0.0, 0.5}) + 0.3);
}

TEST(QualityModel, MetricsOfNothingAreNumbers) {
    const auto model = QualityModel::fit(examples(1, 40, 5), kTable);
    ASSERT_TRUE(model);
    const ModelMetrics metrics = evaluate(*model, {});
    EXPECT_EQ(metrics.rows, 0);
    EXPECT_EQ(metrics.mae, 0.0);
    EXPECT_EQ(mean_quality({}), 0.5);
    const std::vector<Example> one{{"u", {0.0, 0.0, 0.0}, 0.5, 1.0}};
    EXPECT_TRUE(std::isfinite(evaluate(*model, one).pairwise));
    EXPECT_TRUE(std::isfinite(evaluate_constant(0.5, one).spearman));
}

TEST(HeldOut, IsAboutAFifthOfTheUsersAndAlwaysTheSame) {
    int held_out = 0;
    for (int i = 0; i < 10'000; ++i) held_out += is_held_out("user" + std::to_string(i)) ? 1 : 0;
    EXPECT_NEAR(held_out, 2000, 160);  // Four standard deviations of a fair draw.
    // Pinned: a changed hash would let people who trained the serving model judge it.
    const std::vector<int> pinned{2, 3, 15};
    for (int i = 0; i < 20; ++i) {
        const bool expected = std::ranges::find(pinned, i) != pinned.end();
        EXPECT_EQ(is_held_out("user" + std::to_string(i)), expected) << i;
    }
}

}  // namespace
}  // namespace refit::training
