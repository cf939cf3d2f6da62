#include "training/quality_score.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace refit::training {
namespace {

// Every combination of known and unknown parts, corrections on a grid.
std::vector<Evidence> all_evidence() {
    std::vector<Evidence> all;
    const std::array<std::optional<double>, 5> sizes{std::nullopt, 0.0, 0.3, 1.0, 7.0};
    const std::array<std::optional<bool>, 3> thumbs{std::nullopt, false, true};
    for (int rating = 0; rating <= 5; ++rating) {
        for (const auto& thumb : thumbs) {
            for (const auto& size : sizes) {
                for (const bool undone : {false, true}) {
                    const auto stars = rating == 0 ? std::nullopt : std::optional<int>{rating};
                    all.push_back(Evidence{stars, thumb, size, undone});
                }
            }
        }
    }
    return all;
}

TEST(QualityScore, NothingKnownIsNoScore) {
    EXPECT_FALSE(quality_score(Evidence{}));
}

TEST(QualityScore, IsBoundedForEveryEvidence) {
    for (const Evidence& evidence : all_evidence()) {
        const auto quality = quality_score(evidence);
        if (!quality) continue;
        EXPECT_GE(quality->score, 0.0);
        EXPECT_LE(quality->score, 1.0);
        EXPECT_GT(quality->weight, 0.0);
        EXPECT_LE(quality->weight, 1.0);
    }
}

TEST(QualityScore, RisesWithEachStar) {
    for (Evidence evidence : all_evidence()) {
        if (!evidence.rating || *evidence.rating == 5) continue;
        const double before = quality_score(evidence)->score;
        ++*evidence.rating;
        EXPECT_GT(quality_score(evidence)->score, before);
    }
}

TEST(QualityScore, RisesFromThumbDownToThumbUp) {
    for (Evidence evidence : all_evidence()) {
        if (evidence.helpful != false) continue;
        const double before = quality_score(evidence)->score;
        evidence.helpful = true;
        EXPECT_GT(quality_score(evidence)->score, before);
    }
}

TEST(QualityScore, FallsWithLargerCorrections) {
    for (Evidence evidence : all_evidence()) {
        if (!evidence.correction_size || *evidence.correction_size >= 1.0) continue;
        const double before = quality_score(evidence)->score;
        *evidence.correction_size += 0.1;
        EXPECT_LT(quality_score(evidence)->score, before);
    }
}

TEST(QualityScore, UndoNeverRaisesIt) {
    for (Evidence evidence : all_evidence()) {
        if (evidence.undone) continue;
        const auto before = quality_score(evidence);
        evidence.undone = true;
        if (!before) continue;
        EXPECT_LE(quality_score(evidence)->score, before->score);
    }
}

TEST(QualityScore, MissingPartsAreRenormalisedNotZero) {
    EXPECT_DOUBLE_EQ(quality_score(Evidence{.rating = 5})->score, 1.0);
    EXPECT_DOUBLE_EQ(quality_score(Evidence{.rating = 3})->score, 0.5);
    EXPECT_DOUBLE_EQ(quality_score(Evidence{.helpful = true})->score, 1.0);
    EXPECT_DOUBLE_EQ(quality_score(Evidence{.correction_size = 0.25})->score, 0.75);
    EXPECT_DOUBLE_EQ(quality_score(Evidence{.undone = true})->score, 0.0);
    // (0.45·0.75 + 0.15·1 + 0.20·0.5) / 0.80, the worked example of the method page.
    const Evidence mixed{.rating = 4, .helpful = true, .correction_size = 0.5};
    EXPECT_NEAR(quality_score(mixed)->score, 0.734375, 1e-12);
}

TEST(QualityScore, ARatingOrTwoOtherSignsValidate) {
    EXPECT_TRUE(is_validated(*quality_score(Evidence{.rating = 1})));
    EXPECT_TRUE(is_validated(*quality_score(Evidence{.helpful = true, .correction_size = 0.1})));
    EXPECT_TRUE(is_validated(*quality_score(Evidence{.helpful = false, .undone = true})));
    EXPECT_FALSE(is_validated(*quality_score(Evidence{.helpful = true})));
    EXPECT_FALSE(is_validated(*quality_score(Evidence{.correction_size = 0.1})));
    EXPECT_FALSE(is_validated(*quality_score(Evidence{.undone = true})));
}

}  // namespace
}  // namespace refit::training
