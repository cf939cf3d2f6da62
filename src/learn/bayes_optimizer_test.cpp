#include "learn/bayes_optimizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/rng.h"
#include "learn/pareto_optimizer.h"

namespace refit::learn {
namespace {

const std::vector<TunedParameter> kTwo = {{"gap", -5, 10}, {"size", 0, 15}};

// Minus Branin's function: three equal maxima of -0.397887.
double branin(const std::vector<double>& x) {
    const double pi = std::acos(-1.0);
    const double a = x[1] - 5.1 / (4 * pi * pi) * x[0] * x[0] + 5 / pi * x[0] - 6;
    return -(a * a + 10 * (1 - 1 / (8 * pi)) * std::cos(x[0]) + 10);
}

Optimizer run(int evaluations, std::uint64_t seed, double noise) {
    auto optimizer = Optimizer::create(kTwo, {.seed = seed}).value();
    SeededRng rng{seed + 100};
    for (int t = 0; t < evaluations; ++t) {
        const auto x = optimizer.suggest(static_cast<std::uint64_t>(t)).value();
        EXPECT_TRUE(optimizer.observe({x, branin(x) + noise * standard_normal(rng)}));
    }
    return optimizer;
}

TEST(Optimizer, FindsTheBestOfBraninThroughNoise) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const auto best = run(60, seed, 1.0).recommend().value();
        EXPECT_GT(branin(best.x), -0.397887 - 0.5) << seed;
        EXPECT_NEAR(best.mean, -0.4, 2.0);
        EXPECT_LT(best.deviation, 2.0);
    }
}

TEST(Optimizer, FindsItExactlyWithoutNoise) {
    const auto best = run(45, 4, 0.0).recommend().value();
    EXPECT_GT(branin(best.x), -0.397887 - 0.05);
}

TEST(Optimizer, IsRepeatableAndReadsBack) {
    const auto first = run(25, 7, 0.5);
    auto second = run(25, 7, 0.5);
    EXPECT_EQ(first.to_json(), second.to_json());
    auto third = Optimizer::from_json(first.to_json()).value();
    EXPECT_EQ(third.to_json(), first.to_json());
    EXPECT_EQ(third.suggest(99).value(), second.suggest(99).value());
    EXPECT_EQ(third.suggest(99).value(), second.suggest(99).value());
    EXPECT_NE(third.suggest(100).value(), third.suggest(99).value());
    EXPECT_EQ(third.recommend().value().x, second.recommend().value().x);
}

TEST(Optimizer, StaysWithinBoundsAndSpreadsTheFirstPoints) {
    auto optimizer = Optimizer::create(kTwo, {.seed = 3, .initial = 10}).value();
    std::vector<int> rows(10, 0);
    for (std::uint64_t t = 0; t < 30; ++t) {
        const auto x = optimizer.suggest(t).value();
        ASSERT_GE(x[0], -5.0);
        ASSERT_LE(x[0], 10.0);
        ASSERT_GE(x[1], 0.0);
        ASSERT_LE(x[1], 15.0);
        if (t < 10) ++rows[static_cast<std::size_t>((x[0] + 5.0) / 1.5)];
        ASSERT_TRUE(optimizer.observe({x, x[0] + x[1]}));  // the best lies in the corner
    }
    EXPECT_EQ(rows, std::vector<int>(10, 1));
    const auto best = optimizer.recommend().value();
    EXPECT_GT(best.x[0] + best.x[1], 24.0);
}

TEST(Optimizer, PendingPointsAreNotAskedForAgain) {
    auto optimizer = run(20, 5, 0.1);
    const auto first = optimizer.suggest(1).value();
    const std::vector<std::vector<double>> pending{first};
    const auto second = optimizer.suggest(1, pending).value();
    EXPECT_GT(std::hypot((first[0] - second[0]) / 15, (first[1] - second[1]) / 15), 0.001);
}

TEST(Optimizer, CopesWithEqualValuesAndEqualPoints) {
    auto optimizer = Optimizer::create(kTwo).value();
    for (int i = 0; i < 12; ++i) ASSERT_TRUE(optimizer.observe({{1.0, 2.0}, 3.0}));
    EXPECT_TRUE(optimizer.suggest(1));
    EXPECT_NEAR(optimizer.recommend().value().mean, 3.0, 1e-6);
}

TEST(Optimizer, StatedNoiseIsBelieved) {
    auto optimizer = Optimizer::create({{"x", 0, 1}}).value();
    for (int i = 0; i <= 10; ++i) {
        const double x = 0.1 * i;
        ASSERT_TRUE(optimizer.observe({{x}, -(x - 0.3) * (x - 0.3), 0.01}));
    }
    ASSERT_TRUE(optimizer.observe({{0.9}, 5.0, 10.0}));  // one rating, which says nothing
    EXPECT_NEAR(optimizer.recommend().value().x[0], 0.3, 0.1);
}

TEST(Optimizer, RefusesBadInput) {
    EXPECT_FALSE(Optimizer::create({}));
    EXPECT_FALSE(Optimizer::create({{"a", 1, 1}}));
    EXPECT_FALSE(Optimizer::create({{"a", 0, std::nan("")}}));
    EXPECT_FALSE(Optimizer::create({{"a", 0, 1}, {"a", 0, 1}}));
    EXPECT_FALSE(Optimizer::create({{"", 0, 1}}));
    EXPECT_FALSE(Optimizer::create(kTwo, {.draws = 0}));
    auto optimizer = Optimizer::create(kTwo).value();
    EXPECT_EQ(optimizer.recommend().error().code, ErrorCode::NotFound);
    EXPECT_FALSE(optimizer.observe({{1.0}, 1.0}));
    EXPECT_FALSE(optimizer.observe({{11.0, 1.0}, 1.0}));
    EXPECT_FALSE(optimizer.observe({{std::nan(""), 1.0}, 1.0}));
    EXPECT_FALSE(optimizer.observe({{1.0, 1.0}, std::nan("")}));
    EXPECT_FALSE(optimizer.observe({{1.0, 1.0}, 1.0, 0.0}));
    EXPECT_TRUE(optimizer.observations().empty());
    const std::vector<std::vector<double>> outside{{99.0, 1.0}};
    EXPECT_FALSE(optimizer.suggest(1, outside));
}

TEST(Optimizer, RefusesDamagedJson) {
    const std::string good = run(10, 1, 0.1).to_json();
    ASSERT_TRUE(Optimizer::from_json(good));
    const auto damaged = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        const auto place = text.find(from);
        EXPECT_NE(place, std::string::npos) << from;
        return Optimizer::from_json(text.replace(place, from.size(), to)).has_value();
    };
    EXPECT_FALSE(damaged("bayes-optimizer", "ridge"));
    EXPECT_FALSE(damaged("\"seed\":\"1\"", "\"seed\":\"-1\""));
    EXPECT_FALSE(damaged("\"low\":-5", "\"low\":50"));
    EXPECT_FALSE(damaged("\"judged\":", "\"judged\":99"));
    EXPECT_FALSE(damaged("\"logLengths\":[", "\"logLengths\":[1,"));
    EXPECT_FALSE(damaged("\"x\":[", "\"x\":[1,"));
    EXPECT_FALSE(Optimizer::from_json("{"));
}

TEST(Pareto, KeepsWhatNothingBeats) {
    const std::vector<std::vector<double>> values{{1, 5}, {2, 4}, {2, 3}, {5, 1}, {5, 1}, {0, 5}};
    EXPECT_EQ(non_dominated(values), (std::vector<std::size_t>{0, 1, 3, 4}));
    EXPECT_DOUBLE_EQ(chebyshev(std::vector<double>{1.0, 1.0}, std::vector<double>{0.3, 0.7}), 0.0);
    EXPECT_NEAR(chebyshev(std::vector<double>{0.5, 1.0}, std::vector<double>{0.4, 0.6}),
                -0.2 - 0.05 * 0.2, 1e-12);
}

// Two hills at (0.2, 0.5) and (0.8, 0.5): the front is the line between their tops.
std::vector<double> hills(const std::vector<double>& x) {
    const auto distance = [&](double a) {
        return (x[0] - a) * (x[0] - a) + (x[1] - 0.5) * (x[1] - 0.5) + x[2] * x[2];
    };
    return {1.0 - distance(0.2), 1.0 - distance(0.8)};
}

double hypervolume(const std::vector<std::vector<double>>& values) {
    double sum = 0.0;
    std::vector<std::vector<double>> front;
    for (const std::size_t i : non_dominated(values)) front.push_back(values[i]);
    std::sort(front.rbegin(), front.rend());
    double top = 0.0;
    for (const auto& row : front) {
        if (row[0] <= 0.0 || row[1] <= top) continue;
        sum += row[0] * (row[1] - top);
        top = row[1];
    }
    return sum;
}

TEST(Pareto, SpreadsOverTheFrontBetterThanChance) {
    auto optimizer =
        ParetoOptimizer::create({{"a", 0, 1}, {"b", 0, 1}, {"c", -1, 1}}, 2, {.seed = 2}).value();
    SeededRng rng{1};
    std::vector<std::vector<double>> chosen;
    std::vector<std::vector<double>> random;
    for (std::uint64_t t = 0; t < 40; ++t) {
        const auto x = optimizer.suggest(t).value();
        chosen.push_back(hills(x));
        ASSERT_TRUE(optimizer.observe(x, chosen.back()));
        random.push_back(hills({uniform01(rng), uniform01(rng), 2 * uniform01(rng) - 1}));
    }
    EXPECT_GT(hypervolume(chosen), hypervolume(random) + 0.02);
    const auto front = optimizer.front().value();
    EXPECT_GE(front.size(), 4U);
    for (const std::size_t i : front) EXPECT_NEAR(optimizer.point(i)[1], 0.5, 0.25);
    EXPECT_FALSE(optimizer.observe({0.5, 0.5, 0.0}, {1.0}));
    EXPECT_FALSE(ParetoOptimizer::create({{"a", 0, 1}}, 1));
}

}  // namespace
}  // namespace refit::learn
