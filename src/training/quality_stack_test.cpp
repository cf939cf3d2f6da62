#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/rng.h"
#include "training/model_metrics.h"

namespace refit::training {
namespace {

const FeatureTable kTable{"features/test", {"a", "b", "c"}};
const FitOptions kRidgeAlone{.stack_rows_min = std::numeric_limits<std::size_t>::max()};

// Two preferences that no line follows: the same side of both features is good, and so is b near 0.
double bent(double a, double b) {
    return 0.35 + (a * b > 0 ? 0.3 : 0.0) + 0.2 * (1 - std::abs(b));
}

std::vector<Example> people(std::uint64_t seed, std::size_t users, std::size_t rows_each,
                            double (*truth)(double, double)) {
    SeededRng rng{seed};
    std::vector<Example> result;
    for (std::size_t user = 0; user < users; ++user) {
        const double mood = 0.05 * standard_normal(rng);  // a person's rows depend on each other
        for (std::size_t row = 0; row < rows_each; ++row) {
            const double a = 2.0 * uniform01(rng) - 1.0;
            const double b = 2.0 * uniform01(rng) - 1.0;
            const double quality =
                std::clamp(truth(a, b) + mood + 0.05 * standard_normal(rng), 0.0, 1.0);
            result.push_back({"user" + std::to_string(user), {a, b, 0.5}, quality});
        }
    }
    return result;
}

TEST(QualityStack, BeatsTheRidgeOnUnseenPeopleWhereLinesFail) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const auto training = people(seed, 80, 5, &bent);
        const auto unseen = people(seed + 100, 60, 5, &bent);
        const auto stack = QualityModel::fit(training, kTable).value();
        const auto ridge = QualityModel::fit(training, kTable, kRidgeAlone).value();
        ASSERT_TRUE(stack.stack()) << seed;
        EXPECT_GE(stack.stack()->ridge, 0);
        EXPECT_GT(stack.stack()->trees, 0.5);
        const ModelMetrics ours = evaluate(stack, unseen);
        const ModelMetrics line = evaluate(ridge, unseen);
        EXPECT_LT(ours.mae, 0.75 * line.mae) << seed;
        EXPECT_GT(ours.pairwise, line.pairwise + 0.1) << seed;
        // What cross-validation promised is what strangers give, within a quarter.
        EXPECT_NEAR(*stack.cross_validation().stack, ours.mae, 0.25 * ours.mae) << seed;
    }
}

TEST(QualityStack, BelowThreeHundredRowsTheRidgeIsAlone) {
    const auto rows = people(1, 60, 5, &bent);
    ASSERT_EQ(rows.size(), kStackRowsMin);
    EXPECT_EQ(QualityModel::fit(rows, kTable)->form(), "stack");
    const auto fewer = QualityModel::fit(std::span{rows}.first(kStackRowsMin - 1), kTable);
    EXPECT_EQ(fewer->form(), "ridge");
    EXPECT_FALSE(fewer->cross_validation().stack);
    EXPECT_TRUE(fewer->cross_validation().ridge);
}

TEST(QualityStack, EqualDataGiveAnEqualModelThatReadsBackBitForBit) {
    const auto rows = people(2, 80, 5, &bent);
    auto model = QualityModel::fit(rows, kTable).value();
    EXPECT_EQ(QualityModel::fit(rows, kTable)->to_json(), model.to_json());
    EXPECT_NE(QualityModel::fit(rows, kTable, {.seed = 2})->to_json(), model.to_json());
    model.calibrate_margin(people(3, 30, 2, &bent));
    const auto again = QualityModel::parse(model.to_json());
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->to_json(), model.to_json());
    EXPECT_TRUE(again->understands(kTable));
    for (const Example& row : rows) {
        ASSERT_EQ(again->predict(row.features), model.predict(row.features));
        ASSERT_EQ(again->interval(row.features).low, model.interval(row.features).low);
    }
}

TEST(QualityStack, ModelsOfBeforeTheStackStillServe) {
    const auto old = QualityModel::parse(
        R"({"featuresVersion":"features/test","lambda":3,"ridge":{"kind":"ridge","format":1,)"
        R"("rows":40,"lambda":3,"intercept":0.6,"features":[)"
        R"({"name":"a","mean":0,"scale":0.5,"coefficient":0.1},)"
        R"({"name":"b","mean":0.1,"scale":1,"coefficient":-0.2},)"
        R"({"name":"c","mean":0,"scale":1,"coefficient":0}]}})");
    ASSERT_TRUE(old) << old.error().message;
    EXPECT_EQ(old->form(), "ridge");
    EXPECT_TRUE(old->understands(kTable));
    EXPECT_DOUBLE_EQ(old->predict(std::vector{0.5, 0.1, 0.0}), 0.7);
    EXPECT_EQ(old->interval(std::vector{0.5, 0.1, 0.0}).low, 0.0);
    EXPECT_EQ(old->interval(std::vector{0.5, 0.1, 0.0}).high, 1.0);
}

TEST(QualityStack, DamagedModelsAreRefusedWithWhatIsWrong) {
    const auto model = QualityModel::fit(people(2, 80, 5, &bent), kTable).value();
    const auto broken = [&model](std::string_view from, std::string_view to) {
        std::string text = model.to_json();
        const auto at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
        const auto read = QualityModel::parse(text);
        return read ? std::string{"read"} : read.error().message;
    };
    EXPECT_NE(broken(R"("format":2)", R"("format":3)").find("newer"), std::string::npos);
    EXPECT_NE(broken(R"("stack":{"ridge":)", R"("stack":{"ridge":-1)"), "read");
    EXPECT_NE(broken(R"("model":{)", R"("mode":{)").find("stack"), std::string::npos);
    EXPECT_NE(broken(R"("kind":"boosted-trees")", R"("kind":"trees")").find("boosted"),
              std::string::npos);
    EXPECT_NE(broken(R"("features":3)", R"("features":4)").find("different"), std::string::npos);
}

TEST(QualityStack, CalibrationIsKeptOnlyWhereItHelpsAndKeepsOrders) {
    // Answers pushed to the ends: a sum held to 0..1 misses how sure it may be.
    const auto pushed = [](double a, double) { return 1 / (1 + std::exp(-6 * a)); };
    const auto model = QualityModel::fit(people(5, 100, 5, pushed), kTable).value();
    const CrossValidation& found = model.cross_validation();
    ASSERT_TRUE(found.calibrated && found.ece_before && found.ece_after);
    if (model.calibration()) {
        EXPECT_GT(model.calibration()->slope, 0);
    }
    auto curved = model;
    EXPECT_LT(evaluate(curved, people(6, 50, 5, pushed)).calibration_error, 0.06);
}

TEST(QualityStack, IntervalsHoldForNewPeopleAndAreNotAllThereIs) {
    const auto model = QualityModel::fit(people(1, 80, 5, &bent), kTable).value();
    double covered = 0;
    double rows = 0;
    double width = 0;
    for (std::uint64_t seed = 200; seed < 240; ++seed) {
        auto own = model;
        own.calibrate_margin(people(seed, 40, 3, &bent));
        for (const Example& one : people(seed + 1000, 40, 3, &bent)) {
            const QualityInterval interval = own.interval(one.features);
            covered += interval.low <= one.quality && one.quality <= interval.high ? 1 : 0;
            width += interval.high - interval.low;
            rows += 1;
        }
    }
    EXPECT_GT(covered / rows, 0.88);  // 90 % and more, less the error of 1600 people
    EXPECT_LT(covered / rows, 0.95);
    EXPECT_LT(width / rows, 0.5);
    auto few = model;
    few.calibrate_margin(people(7, 8, 3, &bent));
    EXPECT_EQ(few.interval(std::vector{0.0, 0.0, 0.5}).high, 1.0);
    const auto measured = evaluate_interval(model, people(8, 100, 3, &bent));
    ASSERT_TRUE(measured);
    EXPECT_NEAR(measured->coverage, 0.92, 0.06);
    EXPECT_FALSE(evaluate_interval(model, people(8, 1, 3, &bent)));
}

TEST(QualityStack, TreesKeepTheDirectionsOfTheTable) {
    FeatureTable table = kTable;
    table.directions = {-1, 0, 0};
    const auto upward = [](double a, double b) { return 0.5 + 0.3 * a + 0.1 * b * b; };
    const auto rows = people(4, 80, 5, upward);
    const auto held_back = QualityModel::fit(rows, table).value();
    const auto free = QualityModel::fit(rows, kTable).value();
    ASSERT_TRUE(free.cross_validation().stack && held_back.cross_validation().stack);
    // Forbidden what is true, the trees know nothing of a.
    EXPECT_GT(*held_back.cross_validation().stack, *free.cross_validation().stack);
    if (held_back.stack()) {
        EXPECT_LT(held_back.stack()->trees, 0.2);
    }
}

TEST(QualityStack, LoudPeopleAreHeldWhateverTheirRowsSpeakFor) {
    auto rows = people(1, 60, 5, [](double a, double) { return 0.5 + 0.4 * a; });
    for (int i = 0; i < 1000; ++i) {  // Says the opposite, in the name of five silent ones each.
        const double a = (i % 200) / 100.0 - 1.0;
        rows.push_back({"loud", {a, 0.0, 0.5}, 0.5 - 0.4 * a, 1.0, 5.0});
    }
    const auto model = QualityModel::fit(rows, kTable).value();
    EXPECT_GT(model.predict(std::vector{0.8, 0.0, 0.5}),
              model.predict(std::vector{-0.8, 0.0, 0.5}) + 0.3);
}

}  // namespace
}  // namespace refit::training
