#include "stats/asymptotic_sequence.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "stats/universal_inference.h"
#include "stats/vector_table.h"

namespace refit::stats {
namespace {

TEST(AsymptoticSequence, HalfWidthsAgreeWithTheReference) {
    for (const auto& row : read_vectors("stats/asymptotic.tsv")) {
        const auto x = to_numbers(row);
        const double two = asymptotic_rho_squared(x[3], x[2]);
        const double one = asymptotic_rho_squared(2.0 * x[3], x[2]);
        const double sd = std::sqrt(x[1]);
        EXPECT_CLOSE(asymptotic_half_width(x[0], sd, two, x[3]), x[4], 1e-9);
        EXPECT_CLOSE(asymptotic_half_width_one_sided(x[0], sd, one, x[3]), x[5], 1e-9);
    }
}

TEST(AsymptoticSequence, TestsAgreeWithTheReferenceAndWithTheirIntervals) {
    for (const auto& row : read_vectors("stats/asymptotic_tests.tsv")) {
        const auto x = to_numbers(row);
        const double rho = asymptotic_rho_squared(x[4], x[3]);
        const double half = asymptotic_half_width(x[0], x[2] * std::sqrt(x[0]), rho, x[4]);
        const double p = std::min(1.0, std::exp(-asymptotic_log_e(x[0], x[1], x[2], rho)));
        EXPECT_NEAR(x[1] - half, x[5], 1e-9 * std::max(1.0, std::abs(x[5])));
        EXPECT_NEAR(x[1] + half, x[6], 1e-9 * std::max(1.0, std::abs(x[6])));
        EXPECT_CLOSE(p, x[7], 1e-9);
        EXPECT_EQ(p <= x[4], x[5] >= 0.0 || x[6] <= 0.0);
    }
}

TEST(AsymptoticSequence, StreamsAgreeWithTheReferenceAtEveryPrefix) {
    DoublyRobustSequence sequence;
    std::array<Proportion, 2> arms;
    for (const auto& row : read_vectors("stats/two_arm_sequences.tsv")) {
        const double treatment = to_number(row[0]);
        const bool treated = row[1] == "1";
        const double y = to_number(row[2]);
        ASSERT_TRUE(sequence.update(y, treated, treatment));
        Proportion& arm = arms[treated ? 1 : 0];
        ++arm.trials;
        if (y == 1.0) ++arm.successes;
        EXPECT_NEAR(universal_log_e(arms), to_number(row[3]), 1e-9);
        if (row[4].empty()) continue;
        const Interval held = sequence.interval(0.05);
        EXPECT_NEAR(sequence.estimate(), to_number(row[4]), 1e-9);
        EXPECT_NEAR(0.5 * (held.high - held.low), to_number(row[5]), 1e-9);
    }
}

TEST(AsymptoticSequence, WithoutDataEverythingIsPossible) {
    DoublyRobustSequence sequence;
    EXPECT_EQ(sequence.estimate(), 0.0);
    EXPECT_TRUE(std::isinf(sequence.interval(0.05).low));
    EXPECT_EQ(universal_log_e(std::array<Proportion, 2>{}), 0.0);
}

TEST(AsymptoticSequence, AUnitThatCouldGetOneArmOnlyIsRefused) {
    DoublyRobustSequence sequence;
    EXPECT_FALSE(sequence.update(1.0, true, 1.0));
    EXPECT_FALSE(sequence.update(1.0, false, 0.0));
    EXPECT_FALSE(sequence.update(NAN, false, 0.5));
    EXPECT_FALSE(sequence.update(1.5, false, 0.5));
    EXPECT_EQ(sequence.units(), 0);
}

}  // namespace
}  // namespace refit::stats
