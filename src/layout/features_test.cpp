#include "layout/features.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "layout/test_support.h"

namespace refit::layout {
namespace {

using test::EvenMeasurer;

TEST(Features, NamesAreUniqueAndAsManyAsValues) {
    const std::set<std::string_view> names(feature_names().begin(), feature_names().end());
    EXPECT_EQ(names.size(), feature_names().size());
    EXPECT_LT(context_feature_count(), feature_names().size());
    EXPECT_EQ(feature_names()[24], "mean_displacement");
}

TEST(Features, AreFiniteAndBoundedForEveryDesignAndTarget) {
    const EvenMeasurer measurer;
    for (const auto& path : test::designs()) {
        const canvas::Document document = test::parse(test::read_file(path), measurer);
        const canvas::Page page = canvas::detect_page(document).value();
        for (const geometry::Size target : test::kTargets) {
            const auto result = resize(document, page, target, Learned::shipped(), measurer);
            ASSERT_TRUE(result);
            ASSERT_EQ(result->features.size(), feature_names().size());
            for (std::size_t i = 0; i < result->features.size(); ++i) {
                EXPECT_TRUE(std::isfinite(result->features[i])) << feature_names()[i];
                EXPECT_LE(std::abs(result->features[i]), 1.0) << feature_names()[i];
            }
        }
    }
}

TEST(Features, ContextIsTheSameWithAndWithoutALayout) {
    const EvenMeasurer measurer;
    const canvas::Document document =
        test::parse(test::read_file(test::designs().front()), measurer);
    const canvas::Page page = canvas::detect_page(document).value();
    const Scene scene = analyse(document, page);
    const auto bare = features(scene, {728, 90});
    ASSERT_EQ(bare.size(), feature_names().size());
    const auto result = resize(document, page, {728, 90}, Learned::shipped(), measurer);
    ASSERT_TRUE(result);
    for (std::size_t i = 0; i < context_feature_count(); ++i) {
        EXPECT_EQ(bare[i], result->features[i]) << feature_names()[i];
    }
    for (std::size_t i = context_feature_count(); i < bare.size(); ++i) EXPECT_EQ(bare[i], 0.0);
}

TEST(Features, EmptyCanvasIsNoSpecialCase) {
    Scene scene;
    scene.page = {400, 400};
    for (const double value : features(scene, {800, 100}, {})) EXPECT_TRUE(std::isfinite(value));
}

}  // namespace
}  // namespace refit::layout
