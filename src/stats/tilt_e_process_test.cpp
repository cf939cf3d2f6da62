#include "stats/tilt_e_process.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "base/rng.h"
#include "stats/vector_table.h"

namespace refit::stats {
namespace {

using Pair = std::array<double, 2>;

TEST(TiltEProcess, EveryPrefixAgreesWithTheReference) {
    TiltEProcess success{2};
    TiltEProcess stars{2};
    for (const auto& row : read_vectors("stats/tilt_e_process.tsv")) {
        const auto x = to_numbers(row);
        TiltEProcess& process = x[0] == 2.0 ? success : stars;
        ASSERT_TRUE(process.update(x[3] / (x[0] - 1.0), static_cast<std::size_t>(x[2]),
                                   Pair{1.0 - x[1], x[1]}));
        ASSERT_NEAR(process.log_e(), x[4], 1e-9);
    }
    EXPECT_GT(success.units(), 40);
    EXPECT_GT(stars.units(), 40);
}

TEST(TiltEProcess, NoDataAndCertainDrawsAreNoEvidence) {
    TiltEProcess process{2};
    EXPECT_EQ(process.log_e(), 0.0);
    EXPECT_EQ(process.p_value(), 1.0);
    ASSERT_TRUE(process.update(1.0, 0, Pair{1.0, 0.0}));
    ASSERT_TRUE(process.update(0.0, 1, Pair{0.0, 1.0}));
    EXPECT_EQ(process.log_e(), 0.0);
}

TEST(TiltEProcess, OutcomesAllAlikeSayNothing) {
    TiltEProcess process{2};
    for (std::size_t i = 0; i < 2000; ++i)
        ASSERT_TRUE(process.update(1.0, i % 7 == 0 ? 0 : 1, Pair{0.2, 0.8}));
    EXPECT_LT(process.log_e_max(), 0.1);
    EXPECT_TRUE(std::isfinite(process.log_e()));
}

TEST(TiltEProcess, ImpossibleInputIsRefusedAndChangesNothing) {
    TiltEProcess process{2};
    EXPECT_FALSE(process.update(1.1, 0, Pair{0.5, 0.5}));
    EXPECT_FALSE(process.update(NAN, 0, Pair{0.5, 0.5}));
    EXPECT_FALSE(process.update(1.0, 2, Pair{0.5, 0.5}));
    EXPECT_FALSE(process.update(1.0, 0, Pair{0.0, 1.0}));
    EXPECT_FALSE(process.update(1.0, 0, Pair{0.5, 0.6}));
    EXPECT_FALSE(process.update(1.0, 0, Pair{NAN, 0.5}));
    EXPECT_EQ(process.units(), 0);
}

// Under the null the next factor has mean exactly 1, whatever the past and the distribution.
TEST(TiltEProcess, TheNextFactorIsFairWhateverThePast) {
    SeededRng rng{11};
    TiltEProcess past{3};
    const std::array<double, 3> pi = {0.1, 0.3, 0.6};
    for (int i = 0; i < 300; ++i) {
        const double u = uniform01(rng);
        const std::size_t arm = u < 0.1 ? 0 : u < 0.4 ? 1 : 2;
        ASSERT_TRUE(past.update(uniform01(rng) < 0.2 + 0.3 * static_cast<double>(arm), arm, pi));
    }
    for (const double y : {0.0, 0.25, 0.5, 1.0}) {
        double mean = 0.0;
        for (std::size_t arm = 0; arm < 3; ++arm) {
            TiltEProcess next = past;
            ASSERT_TRUE(next.update(y, arm, pi));
            mean += pi[arm] * std::exp(next.log_e() - past.log_e());
        }
        EXPECT_NEAR(mean, 1.0, 1e-12);
    }
    EXPECT_GT(past.log_e_max(), 3.0);
}

}  // namespace
}  // namespace refit::stats
