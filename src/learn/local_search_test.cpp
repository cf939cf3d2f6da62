#include "learn/local_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/rng.h"
#include "stats/vector_table.h"

namespace refit::learn {
namespace {

using Vector = Eigen::VectorXd;

Vector to_vector(const std::string& text) {
    const auto numbers = stats::to_numbers(text);
    return Eigen::Map<const Vector>(numbers.data(), static_cast<Eigen::Index>(numbers.size()));
}

TEST(LocalSearch, DifferencesAgreeWithNumpy) {
    Vector serving;
    std::vector<SeenPoint> seen;
    std::vector<stats::VectorRow> wanted;
    for (auto& row : stats::read_vectors("learn/local_search.tsv")) {
        if (row[0] == "serving") serving = to_vector(row[1]);
        if (row[0] == "seen")
            seen.push_back({to_vector(row[1]), stats::to_number(row[2]), stats::to_number(row[3])});
        if (row[0] == "at") wanted.push_back(row);
    }
    const auto search = LocalSearch::create(seen, serving);
    ASSERT_TRUE(search) << search.error().message;
    ASSERT_EQ(wanted.size(), 6U);
    for (const auto& row : wanted) {
        const StepBelief belief = search->belief(to_vector(row[1]));
        EXPECT_NEAR(belief.mean, stats::to_number(row[2]), 1e-8);
        EXPECT_NEAR(belief.deviation, stats::to_number(row[3]), 1e-8);
        EXPECT_NEAR(belief.gain, stats::to_number(row[4]), 1e-8);
        EXPECT_NEAR(belief.gain_deviation, stats::to_number(row[5]), 1e-8);
        EXPECT_NEAR(belief.harm(0.2), stats::to_number(row[6]), 1e-8);
    }
}

// A bowl whose top lies off the serving point; only the first three of ten inputs matter.
double truth(const Vector& x) {
    return 3.0 - 4.0 * std::pow(x[0] - 0.8, 2) - 3.0 * std::pow(x[1] - 0.3, 2) - std::pow(x[2], 2);
}

TEST(LocalSearch, AStepMovesOnlyFreeInputsWithinReachAndHarmsNobody) {
    const Vector serving = Vector::Constant(10, 0.5);
    std::vector<SeenPoint> seen;
    SeededRng rng{3};
    for (int i = 0; i < 12; ++i) {
        Vector x = serving;
        for (double& u : x) u += 0.2 * (uniform01(rng) - 0.5);
        seen.push_back({x, truth(x) + 0.2 * standard_normal(rng), 0.2});
    }
    const auto search = LocalSearch::create(seen, serving).value();
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const StepRequest request{.free = {1, 4, 7}, .reach = 0.15, .seed = seed};
        const Step step = search.step(request);
        for (Eigen::Index j = 0; j < 10; ++j) {
            const bool free = j == 1 || j == 4 || j == 7;
            EXPECT_LE(std::abs(step.x[j] - 0.5), free ? 0.15 + 1e-12 : 0.0) << j;
        }
        EXPECT_LE(step.belief.harm(request.margin), request.harm_max);
        EXPECT_EQ(search.step(request).x, step.x) << "equal seeds, equal steps";
    }
}

TEST(LocalSearch, WhereEveryStepMayHarmNothingMoves) {
    const Vector serving = Vector::Constant(3, 0.5);
    std::vector<SeenPoint> seen{{serving, 4.0, 0.01}};
    for (const double u : {0.0, 0.25, 0.75, 1.0})
        seen.push_back({Vector::Constant(3, u), 1.0, 0.01});
    const auto search = LocalSearch::create(seen, serving).value();
    const Step step =
        search.step({.free = {0, 1, 2}, .reach = 0.3, .margin = 0.001, .harm_max = 0.01});
    EXPECT_EQ(step.x, serving);
    EXPECT_DOUBLE_EQ(step.belief.gain, 0.0);
}

// Sixty trials of twenty noisy ratings each; every step starts from the best mean so far.
TEST(LocalSearch, TrialsOfNoisyRatingsClimb) {
    double gained = 0.0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        SeededRng rng{seed};
        Vector serving = Vector::Constant(10, 0.5);
        std::vector<SeenPoint> seen{{serving, truth(serving), 0.05}};
        const double start = truth(serving);
        for (int trial = 0; trial < 60; ++trial) {
            const auto search = LocalSearch::create(seen, serving).value();
            StepRequest request{.reach = 0.2, .margin = 0.2, .seed = rng.next()};
            for (int k = 0; k < 4; ++k) request.free.push_back(uniform_below(rng, 10));
            const Vector x = search.step(request).x;
            seen.push_back({x, truth(x) + 0.2 * standard_normal(rng), 0.2});
            const auto after = LocalSearch::create(seen, serving).value();
            if (after.belief(x).gain > 1.5 * after.belief(x).gain_deviation) serving = x;
        }
        gained += (truth(serving) - start) / 5.0;
    }
    EXPECT_GT(gained, 0.35) << "of 0.73 there is to gain";
}

TEST(LocalSearch, WithoutEvidenceAStepIsSmallAndEven) {
    const auto search = LocalSearch::create({}, Vector::Constant(5, 0.5)).value();
    const Step step = search.step({.free = {0, 2}, .reach = 0.2, .margin = 0.1, .harm_max = 0.2});
    EXPECT_GT((step.x - search.serving()).norm(), 0.01);
    EXPECT_DOUBLE_EQ(step.belief.gain, 0.0);
    EXPECT_LE(step.belief.harm(0.1), 0.2);
}

TEST(LocalSearch, BadInputIsRefused) {
    const Vector middle = Vector::Constant(2, 0.5);
    const auto code = [&](const SeenPoint& point) {
        const std::vector<SeenPoint> seen{point};
        const auto search = LocalSearch::create(seen, middle);
        return search ? std::optional<ErrorCode>{} : search.error().code;
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(code({middle, 3.0, 0.1}), std::nullopt);
    EXPECT_EQ(code({middle, nan, 0.1}), ErrorCode::InvalidInput);
    EXPECT_EQ(code({middle, 3.0, 0.0}), ErrorCode::InvalidInput);
    EXPECT_EQ(code({Vector::Constant(3, 0.5), 3.0, 0.1}), ErrorCode::InvalidInput);
    EXPECT_EQ(code({Vector::Constant(2, 1.5), 3.0, 0.1}), ErrorCode::InvalidInput);
    EXPECT_FALSE(LocalSearch::create({}, Vector{}));
    EXPECT_FALSE(LocalSearch::create({}, middle, {.scale = 0.0}));
    const std::vector<SeenPoint> many(LocalSearch::kPointsMax + 1, {middle, 3.0, 0.1});
    EXPECT_EQ(LocalSearch::create(many, middle).error().code, ErrorCode::TooLarge);
}

TEST(HalfScale, MiddleIsAHalfAndBothWaysAgree) {
    EXPECT_DOUBLE_EQ(to_half(0.2, 0.0, 0.2, 1.0), 0.5);
    EXPECT_DOUBLE_EQ(to_half(0.0, 0.0, 0.2, 1.0), 0.0);
    EXPECT_DOUBLE_EQ(to_half(1.0, 0.0, 0.2, 1.0), 1.0);
    for (double u = 0.0; u <= 1.0; u += 0.05)
        EXPECT_NEAR(to_half(from_half(u, -3.0, 0.2, 1.0), -3.0, 0.2, 1.0), u, 1e-12);
}

}  // namespace
}  // namespace refit::learn
