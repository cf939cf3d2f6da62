#include "learn/ridge.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "base/rng.h"
#include "stats/vector_table.h"

namespace refit::learn {
namespace {

const std::vector<std::string> kThree = {"a", "b", "c"};

struct Reference {
    std::vector<RidgeRow> rows;
    std::vector<double> coefficients;
    double intercept{0};
    double lambda{0};
    std::vector<RidgeRow> predictions;
};

Reference read_reference() {
    Reference reference;
    for (const auto& row : stats::read_vectors("stats/ridge.tsv")) {
        const RidgeRow values{stats::to_numbers(row[1]), stats::to_number(row[2]),
                              stats::to_number(row[3])};
        if (row[0] == "row") {
            reference.rows.push_back(values);
        } else if (row[0] == "predict") {
            reference.predictions.push_back(values);
        } else {
            reference.coefficients = values.features;
            reference.intercept = values.target;
            reference.lambda = values.weight;
        }
    }
    return reference;
}

TEST(Ridge, FitAgreesWithTheExactNormalEquations) {
    const auto reference = read_reference();
    const auto model =
        RidgeModel::fit(kThree, reference.rows, {.lambda = reference.lambda}).value();
    EXPECT_NEAR(model.intercept(), reference.intercept, 1e-12);
    for (std::size_t j = 0; j < 3; ++j) {
        EXPECT_NEAR(model.coefficients()[j], reference.coefficients[j], 1e-12);
    }
    for (const auto& one : reference.predictions) {
        EXPECT_NEAR(model.predict(one.features), one.target, 1e-12);
    }
    EXPECT_EQ(model.rows(), 14);
}

TEST(Ridge, JsonReadsBackBitForBit) {
    const auto reference = read_reference();
    const auto model = RidgeModel::fit(kThree, reference.rows).value();
    const auto again = RidgeModel::from_json(model.to_json()).value();
    EXPECT_EQ(again.to_json(), model.to_json());
    EXPECT_EQ(again.feature_names(), kThree);
    for (const auto& row : reference.rows) {
        EXPECT_EQ(again.predict(row.features), model.predict(row.features));
    }
}

TEST(Ridge, JsonOfAnotherKindOrBrokenIsRefused) {
    EXPECT_FALSE(RidgeModel::from_json("{").has_value());
    EXPECT_FALSE(RidgeModel::from_json("[]").has_value());
    EXPECT_FALSE(RidgeModel::from_json(R"({"kind":"tree","format":1})").has_value());
    EXPECT_FALSE(RidgeModel::from_json(R"({"kind":"ridge","format":2})").has_value());
    EXPECT_FALSE(RidgeModel::from_json(R"({"kind":"ridge","format":1,"rows":2})").has_value());
    EXPECT_FALSE(RidgeModel::from_json(R"({"kind":"ridge","format":1,"rows":2,"lambda":1,
        "intercept":0,"features":[{"name":"a","mean":0,"scale":0,"coefficient":1}]})"));
    EXPECT_TRUE(RidgeModel::from_json(R"({"kind":"ridge","format":1,"rows":2,"lambda":1,
        "intercept":0.5,"features":[]})"));
}

TEST(Ridge, RowsThatCannotBeLearnedFromAreRefused) {
    const RidgeRow good{{1, 2, 3}, 0.5, 1};
    const auto fit = [](std::vector<RidgeRow> rows) { return RidgeModel::fit(kThree, rows); };
    EXPECT_FALSE(fit({}).has_value());
    EXPECT_FALSE(fit({good}).has_value());
    EXPECT_FALSE(fit({good, {{1, 2}, 0.5, 1}}).has_value());
    EXPECT_FALSE(fit({good, {{1, 2, NAN}, 0.5, 1}}).has_value());
    EXPECT_FALSE(fit({good, {{1, 2, 3}, INFINITY, 1}}).has_value());
    EXPECT_FALSE(fit({good, {{1, 2, 3}, 0.5, 0}}).has_value());
    EXPECT_FALSE(RidgeModel::fit(kThree, std::array{good, good}, {.lambda = 0}).has_value());
    const std::vector<std::string> many(kRidgeFeaturesMax + 1, "x");
    EXPECT_EQ(RidgeModel::fit(many, std::array{good, good}).error().code, ErrorCode::TooLarge);
}

TEST(Ridge, AConstantFeatureAndADuplicateDoNoHarm) {
    std::vector<RidgeRow> rows;
    for (int i = 0; i < 50; ++i) {
        const double x = i / 50.0;
        rows.push_back({{x, 0.1, x}, 0.2 + 0.5 * x, 1});
    }
    const auto model = RidgeModel::fit(kThree, rows, {.lambda = 0.001}).value();
    EXPECT_EQ(model.coefficients()[1], 0.0);
    EXPECT_NEAR(model.coefficients()[0], model.coefficients()[2], 1e-9);
    EXPECT_NEAR(model.predict(std::array{0.5, 0.1, 0.5}), 0.45, 1e-4);
    // Far outside the data the prediction stops growing.
    EXPECT_EQ(model.predict(std::array{100.0, 0.1, 100.0}),
              model.predict(std::array{1000.0, 5000.0, 1000.0}));
}

TEST(Ridge, RecoversALinearRuleFromNoisyRows) {
    SeededRng rng{3};
    std::vector<RidgeRow> train;
    std::vector<double> predictions;
    std::vector<double> targets;
    for (int i = 0; i < 2000; ++i) {
        const std::vector<double> x = {uniform01(rng), 1000 * uniform01(rng), uniform01(rng) - 0.5};
        train.push_back({x, 0.3 + 0.4 * x[0] - 0.0002 * x[1] + 0.05 * standard_normal(rng), 1});
    }
    const auto model = RidgeModel::fit(kThree, train).value();
    for (int i = 0; i < 500; ++i) {
        const std::vector<double> x = {uniform01(rng), 1000 * uniform01(rng), uniform01(rng) - 0.5};
        predictions.push_back(model.predict(x));
        targets.push_back(0.3 + 0.4 * x[0] - 0.0002 * x[1]);
    }
    const auto metrics = regression_metrics(predictions, targets).value();
    EXPECT_GT(metrics.r2.value(), 0.99);
    EXPECT_GT(metrics.spearman.value(), 0.99);
    EXPECT_GT(metrics.pairwise_accuracy.value(), 0.96);
    EXPECT_LT(metrics.rmse, 0.02);
}

TEST(RegressionMetrics, AreTheTextbookNumbers) {
    const std::array predictions = {1.0, 2.0, 3.0, 4.0};
    const std::array targets = {1.0, 3.0, 2.0, 4.0};
    const auto metrics = regression_metrics(predictions, targets).value();
    EXPECT_DOUBLE_EQ(metrics.mae, 0.5);
    EXPECT_DOUBLE_EQ(metrics.rmse, std::sqrt(0.5));
    EXPECT_DOUBLE_EQ(metrics.r2.value(), 0.6);
    EXPECT_DOUBLE_EQ(metrics.spearman.value(), 0.8);
    EXPECT_DOUBLE_EQ(metrics.pairwise_accuracy.value(), 5.0 / 6.0);
}

TEST(RegressionMetrics, AreAbsentWhereUndefined) {
    EXPECT_FALSE(regression_metrics({}, {}).has_value());
    const std::array same = {0.5, 0.5};
    const std::array different = {0.1, 0.9};
    const auto metrics = regression_metrics(different, same).value();
    EXPECT_FALSE(metrics.r2.has_value());
    EXPECT_FALSE(metrics.spearman.has_value());
    EXPECT_FALSE(metrics.pairwise_accuracy.has_value());
    EXPECT_EQ(regression_metrics(same, different)->pairwise_accuracy, 0.5);
}

}  // namespace
}  // namespace refit::learn
