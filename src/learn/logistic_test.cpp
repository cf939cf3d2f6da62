#include "learn/logistic.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>

#include "stats/vector_table.h"

namespace refit::learn {
namespace {

TEST(Logistic, AgreesWithScipyAndScikitLearn) {
    std::map<std::string, std::vector<RidgeRow>> rows;
    int models = 0;
    for (const auto& line : stats::read_vectors("learn/logistic.tsv")) {
        const auto numbers = stats::to_numbers(line[2]);
        const double value = stats::to_number(line[3]);
        const double weight = stats::to_number(line[4]);
        if (line[1] == "row") {
            rows[line[0]].push_back({numbers, value, weight});
            continue;
        }
        ++models;
        const auto model = LogisticModel::fit(3, rows[line[0]], {.lambda = weight}).value();
        EXPECT_NEAR(model.intercept(), value, 1e-6 * (1 + std::abs(value))) << line[0];
        const auto slopes = model.slopes();
        for (std::size_t j = 0; j < 3; ++j) {
            EXPECT_NEAR(slopes[j], numbers[j], 1e-6 * (1 + std::abs(numbers[j]))) << line[0];
        }
    }
    EXPECT_EQ(models, 3);
}

TEST(Logistic, SeparableDataStaysFinite) {
    std::vector<RidgeRow> rows;
    for (int i = 0; i < 100; ++i) rows.push_back({{i * 1.0}, i < 50 ? 0.0 : 1.0, 1});
    const auto model = LogisticModel::fit(1, rows, {.lambda = 0.01}).value();
    EXPECT_LT(model.predict(std::array{0.0}), 0.01);
    EXPECT_GT(model.predict(std::array{99.0}), 0.99);
    EXPECT_TRUE(std::isfinite(model.predict(std::array{1e300})));
}

TEST(Logistic, RowsThatSayNothingAreRefused) {
    const RidgeRow no{{1}, 0, 1};
    const RidgeRow yes{{2}, 1, 1};
    const auto fit = [](std::vector<RidgeRow> rows) { return LogisticModel::fit(1, rows); };
    EXPECT_TRUE(fit({no, yes}));
    EXPECT_FALSE(fit({no, no}));
    EXPECT_FALSE(fit({yes, yes}));
    EXPECT_FALSE(fit({no}));
    EXPECT_FALSE(fit({no, {{1, 2}, 1, 1}}));
    EXPECT_FALSE(fit({no, {{NAN}, 1, 1}}));
    EXPECT_FALSE(fit({no, {{1}, 1.5, 1}}));
    EXPECT_FALSE(fit({no, {{1}, 1, 0}}));
}

}  // namespace
}  // namespace refit::learn
