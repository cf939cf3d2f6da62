#include "learn/feature_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace refit::learn {
namespace {

TEST(FeatureMap, BeginsWithTheContextAndOne) {
    const auto map = FeatureMap::create(2, {.random_features = 3}).value();
    EXPECT_EQ(map.features(), 6U);
    const auto phi = map.apply(std::vector{0.25, -0.5}).value();
    ASSERT_EQ(phi.size(), 6U);
    EXPECT_EQ(phi[0], 0.25);
    EXPECT_EQ(phi[1], -0.5);
    EXPECT_EQ(phi[2], 1.0);
    for (std::size_t i = 3; i < 6; ++i) EXPECT_LE(std::abs(phi[i]), std::sqrt(2.0 / 3.0));
}

TEST(FeatureMap, WithoutRandomFeaturesIsLinear) {
    const auto map = FeatureMap::create(2, {.random_features = 0}).value();
    EXPECT_EQ(map.apply(std::vector{3.0, 4.0}).value(), (std::vector{3.0, 4.0, 1.0}));
}

TEST(FeatureMap, DependsOnTheSeedAlone) {
    const std::vector<double> x{0.1, 0.9, 0.4};
    const auto map = FeatureMap::create(3, {.seed = 7}).value();
    const auto again = FeatureMap::create(3, {.seed = 7}).value();
    const auto other = FeatureMap::create(3, {.seed = 8}).value();
    EXPECT_EQ(map.apply(x).value(), again.apply(x).value());
    EXPECT_NE(map.apply(x).value(), other.apply(x).value());
}

// The inner product of two images approaches exp(-s^2 |x - y|^2 / (2 d)) when all waves share s.
TEST(FeatureMap, ApproximatesTheGaussianKernel) {
    const auto map =
        FeatureMap::create(4, {.random_features = 1000, .frequency_min = 3, .frequency_max = 3})
            .value();
    const std::vector<double> x{0.1, 0.9, 0.4, 0.2};
    for (const double step : {0.0, 0.1, 0.3, 0.6, 1.0}) {
        std::vector<double> y = x;
        for (double& value : y) value += step;
        const auto a = map.apply(x).value();
        const auto b = map.apply(y).value();
        const double product = std::inner_product(a.begin() + 5, a.end(), b.begin() + 5, 0.0);
        // The error of 1000 waves has a standard deviation of at most 1 / sqrt(1000) = .032.
        EXPECT_NEAR(product, std::exp(-9.0 * step * step / 2.0), 0.1);
    }
}

TEST(FeatureMap, BadContextsAreNamed) {
    const auto map = FeatureMap::create(2).value();
    const auto message = [&](const std::vector<double>& x) { return map.apply(x).error().message; };
    EXPECT_EQ(message({1.0}), "context: expected 2 numbers, found 1");
    EXPECT_TRUE(message({0.0, NAN}).starts_with("context[1]: expected a number"));
    EXPECT_TRUE(message({INFINITY, 0.0}).starts_with("context[0]"));
    EXPECT_TRUE(message({0.0, 1001.0}).ends_with("scale features to about 1"));
    EXPECT_TRUE(map.apply(std::vector{-kContextMagnitudeMax, kContextMagnitudeMax}).has_value());
}

TEST(FeatureMap, BadOptionsAreRefused) {
    EXPECT_FALSE(FeatureMap::create(0).has_value());
    EXPECT_EQ(FeatureMap::create(kContextDimensionMax + 1).error().code, ErrorCode::TooLarge);
    EXPECT_TRUE(FeatureMap::create(kContextDimensionMax, {.random_features = 1}).has_value());
    EXPECT_EQ(FeatureMap::create(1, {.random_features = kRandomFeaturesMax + 1}).error().code,
              ErrorCode::TooLarge);
    EXPECT_FALSE(FeatureMap::create(1, {.frequency_min = 0}).has_value());
    EXPECT_FALSE(FeatureMap::create(1, {.frequency_min = 3, .frequency_max = 2}).has_value());
    EXPECT_FALSE(FeatureMap::create(1, {.frequency_max = INFINITY}).has_value());
}

}  // namespace
}  // namespace refit::learn
