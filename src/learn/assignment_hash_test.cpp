#include "learn/assignment_hash.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "stats/vector_table.h"

namespace refit::learn {
namespace {

TEST(AssignmentHash, AgreesWithGrowthBook) {
    const auto rows = stats::read_vectors("hash/growthbook.tsv");
    EXPECT_GE(rows.size(), 20U);
    for (const auto& row : rows) {
        EXPECT_EQ(bucket_hash(row[0], row[1]), stats::to_number(row[3])) << row[1];
        EXPECT_EQ(bucket_hash_v1(row[0], row[1]), stats::to_number(row[2])) << row[1];
    }
}

TEST(AssignmentHash, BytesThatAreNotUtf8CountAsReplacementCharacters) {
    const std::string replacement = "\xEF\xBF\xBD";
    EXPECT_EQ(bucket_hash("s", "a\xFF"), bucket_hash("s", "a" + replacement));
    EXPECT_EQ(bucket_hash("s", "\xE2\x82"), bucket_hash("s", replacement + replacement));
    EXPECT_EQ(bucket_hash("s", "\xC0\x80"), bucket_hash("s", replacement + replacement));
    // A lone surrogate in UTF-8 is three bad bytes.
    EXPECT_EQ(bucket_hash("s", "\xED\xA0\x80"),
              bucket_hash("s", replacement + replacement + replacement));
}

TEST(AssignmentHash, DrawsFollowTheWeightsExactlyOverAllBuckets) {
    const std::array<double, 4> weights = {0.1, 0.2, 0.0, 0.7};
    std::array<int, 4> drawn{};
    for (std::uint32_t bucket = 0; bucket < kBuckets; ++bucket) {
        ++drawn[choose_by_weight(static_cast<double>(bucket) / kBuckets, weights)];
    }
    EXPECT_EQ(drawn, (std::array<int, 4>{1000, 2000, 0, 7000}));
}

TEST(AssignmentHash, DrawsOfUsersFollowTheWeights) {
    const std::array<double, 3> weights = {0.05, 0.25, 0.7};
    std::array<int, 3> drawn{};
    constexpr int kUsers = 20'000;
    for (int i = 0; i < kUsers; ++i) {
        ++drawn[choose_by_weight(bucket_hash("default:1", "user-" + std::to_string(i)), weights)];
    }
    for (std::size_t arm = 0; arm < 3; ++arm) {
        EXPECT_NEAR(drawn[arm] / double{kUsers}, weights[arm], 0.015);
    }
}

TEST(AssignmentHash, LastArmTakesTheRoundingRest) {
    const std::array<double, 3> thirds = {1.0 / 3, 1.0 / 3, 1.0 / 3};
    EXPECT_EQ(choose_by_weight(0.9999, thirds), 2U);
    const std::array<double, 2> no_last = {1.0, 0.0};
    EXPECT_EQ(choose_by_weight(0.9999, no_last), 0U);
}

TEST(AssignmentHash, RangesFallBackToEqualWeights) {
    const std::array<double, 2> bad = {0.4, 0.1};
    const auto ranges = bucket_ranges(2, 1.0, bad);
    EXPECT_EQ(ranges[0].high, 0.5);
    EXPECT_EQ(choose_variation(0.5, ranges), 1U);
    EXPECT_FALSE(choose_variation(0.6, bucket_ranges(2, 0.2, {})).has_value());
    EXPECT_TRUE(bucket_ranges(0, 1.0, {}).empty());
}

TEST(AssignmentHash, HeldOutIsAFixedPropertyOfTheUserAndHasItsShare) {
    int held_out = 0;
    for (int i = 0; i < 10'000; ++i) {
        const std::string user = "u" + std::to_string(i);
        EXPECT_EQ(is_held_out(user, 0.2), is_held_out(user, 0.2));
        held_out += is_held_out(user, 0.2) ? 1 : 0;
    }
    EXPECT_NEAR(held_out, 2000, 150);
    EXPECT_FALSE(is_held_out("anyone", 0.0));
    EXPECT_TRUE(is_held_out("anyone", 1.0));
}

}  // namespace
}  // namespace refit::learn
