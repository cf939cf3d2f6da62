#include "stats/bounded_mean.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "base/rng.h"
#include "stats/vector_table.h"

namespace refit::stats {
namespace {

TEST(BoundedMean, AgreesWithTheReferenceAtEveryPrefix) {
    for (const auto& row : read_vectors("stats/bounded_mean.tsv")) {
        const double alpha = to_number(row[1]);
        EmpiricalBernstein bernstein{alpha};
        HedgedBets hedged{alpha};
        for (const double x : to_numbers(row[0])) {
            ASSERT_TRUE(bernstein.update(x));
            ASSERT_TRUE(hedged.update(x));
        }
        EXPECT_NEAR(bernstein.interval().low, to_number(row[2]), 1e-12);
        EXPECT_NEAR(bernstein.interval().high, to_number(row[3]), 1e-12);
        EXPECT_NEAR(hedged.interval().low, to_number(row[4]), 2e-9);
        EXPECT_NEAR(hedged.interval().high, to_number(row[5]), 2e-9);
        EXPECT_NEAR(hedged.log_capital(0.4), to_number(row[6]), 1e-10);
    }
}

TEST(BoundedMean, KnowsNothingWithoutDataAndRefusesWhatIsOutside) {
    EmpiricalBernstein bernstein{0.05};
    HedgedBets hedged{0.05};
    for (const double bad : {-0.01, 1.01, std::numeric_limits<double>::quiet_NaN()}) {
        EXPECT_EQ(bernstein.update(bad).error().code, ErrorCode::InvalidInput);
        EXPECT_EQ(hedged.update(bad).error().code, ErrorCode::InvalidInput);
    }
    EXPECT_EQ(hedged.count() + bernstein.count(), 0);
    EXPECT_EQ(bernstein.interval(), (Interval{0, 1}));
    EXPECT_EQ(hedged.interval(), (Interval{0, 1}));
    EXPECT_EQ(hedged.estimate(), 0.0);
}

TEST(BoundedMean, IsAnIntervalWhateverTheStreamDoes) {
    SeededRng rng{5};
    for (int stream = 0; stream < 60; ++stream) {
        HedgedBets hedged{0.05};
        EmpiricalBernstein bernstein{0.05};
        for (int run = 0; run < 8; ++run) {
            const double stays = std::round(4 * uniform01(rng)) / 4;
            for (auto left = uniform_below(rng, 100); left > 0; --left) {
                ASSERT_TRUE(hedged.update(stays));
                ASSERT_TRUE(bernstein.update(stays));
            }
        }
        for (const Interval& held : {hedged.interval(), bernstein.interval()}) {
            EXPECT_LE(0.0, held.low);
            EXPECT_LE(held.low, held.high);
            EXPECT_LE(held.high, 1.0);
        }
    }
}

struct Missed {
    int bernstein{0};
    int hedged{0};
};

// How many of `runs` streams of ratings ever miss their mean, looked at after every fifth unit.
Missed ever_missed(const std::array<double, 5>& chances, int runs, SeededRng& rng) {
    double mean = 0;
    for (int k = 0; k < 5; ++k) mean += chances[static_cast<std::size_t>(k)] * k / 4.0;
    Missed missed;
    for (int run = 0; run < runs; ++run) {
        EmpiricalBernstein bernstein{0.05};
        HedgedBets hedged{0.05};
        bool wrong_bernstein = false;
        bool wrong_hedged = false;
        for (int t = 1; t <= 400; ++t) {
            double u = uniform01(rng);
            int stars = 0;
            while (stars < 4 && (u -= chances[static_cast<std::size_t>(stars)]) >= 0) ++stars;
            EXPECT_TRUE(bernstein.update(stars / 4.0));
            EXPECT_TRUE(hedged.update(stars / 4.0));
            wrong_bernstein = wrong_bernstein || !bernstein.interval().contains(mean);
            // The e-process at the true mean says the same as the interval, at a hundredth of the
            // cost.
            wrong_hedged = wrong_hedged || hedged.log_capital(mean) >= std::log(1 / 0.05);
        }
        missed.bernstein += wrong_bernstein ? 1 : 0;
        missed.hedged += wrong_hedged ? 1 : 0;
    }
    return missed;
}

TEST(BoundedMean, HoldsTheMeanAtAllTimesInNineteenOfTwenty) {
    SeededRng rng{20261123};
    constexpr int kRuns = 400;
    const double most = kRuns * 0.05 + 3 * std::sqrt(kRuns * 0.05 * 0.95);
    for (const std::array<double, 5>& chances :
         {std::array{.05, .1, .2, .35, .3}, std::array{.3, 0., 0., 0., .7},
          std::array{.97, 0., 0., 0., .03}}) {
        const Missed missed = ever_missed(chances, kRuns, rng);
        RecordProperty("missed with " + std::to_string(chances[0]),
                       std::to_string(missed.bernstein) + " " + std::to_string(missed.hedged));
        EXPECT_LE(missed.bernstein, most);
        EXPECT_LE(missed.hedged, most);
    }
}

TEST(BoundedMean, BetsAreNarrowerEarlyAndNoWiderLate) {
    SeededRng rng{3};
    EmpiricalBernstein bernstein{0.05};
    HedgedBets hedged{0.05};
    const auto width = [](const Interval& held) { return held.high - held.low; };
    for (int t = 1; t <= 2000; ++t) {
        const double x = static_cast<double>(uniform_below(rng, 5)) / 4.0;
        ASSERT_TRUE(bernstein.update(x));
        ASSERT_TRUE(hedged.update(x));
        if (t == 20) {
            EXPECT_LT(width(hedged.interval()), 0.75 * width(bernstein.interval()));
        }
    }
    EXPECT_LT(width(hedged.interval()), 1.05 * width(bernstein.interval()));
    EXPECT_LT(width(hedged.interval()), 0.1);
}

}  // namespace
}  // namespace refit::stats
