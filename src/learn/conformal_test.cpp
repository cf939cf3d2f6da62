#include "learn/conformal.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.h"
#include "stats/vector_table.h"

namespace refit::learn {
namespace {

TEST(Conformal, QuantilesAgreeWithNumpy) {
    int cases = 0;
    for (const auto& row : stats::read_vectors("learn/conformal.tsv")) {
        const auto values = stats::to_numbers(row[1]);
        const auto masses = stats::to_numbers(row[2]);
        std::vector<Weighted> weighted;
        for (std::size_t i = 0; i < values.size(); ++i) weighted.push_back({values[i], masses[i]});
        const double found =
            conformal_quantile(weighted, stats::to_number(row[3]), stats::to_number(row[4]));
        if (row[5] == "inf") {
            EXPECT_TRUE(std::isinf(found)) << row[3] << " of " << values.size();
        } else {
            EXPECT_EQ(found, stats::to_number(row[5])) << row[3] << " of " << values.size();
        }
        ++cases;
    }
    EXPECT_EQ(cases, 17);
}

TEST(Conformal, WithoutEnoughPeopleEverythingIsPossible) {
    EXPECT_TRUE(std::isinf(conformal_quantile({}, 0.1, 1)));
    EXPECT_TRUE(std::isinf(conformal_quantile(std::vector<Weighted>(8, {0.2, 1}), 0.1, 1)));
    EXPECT_EQ(conformal_quantile(std::vector<Weighted>(9, {0.2, 1}), 0.1, 1), 0.2);
}

// People who differ in kind and in how often they speak: a result of a new person is covered as
// often as promised. Counted by row instead, the few who speak all the time would decide.
TEST(Conformal, CoversResultsOfNewPeople) {
    SeededRng rng{11};
    const auto person = [&rng] {
        const bool loud = uniform01(rng) < 0.2;
        const double spread = loud ? 0.02 : 0.2;
        std::vector<Weighted> residuals;
        const int rows = loud ? 50 : 1;
        for (int i = 0; i < rows; ++i)
            residuals.push_back({std::abs(spread * standard_normal(rng)), 1.0 / rows});
        return residuals;
    };
    constexpr int kTrials = 3000;
    int by_person = 0;
    int by_row = 0;
    for (int trial = 0; trial < kTrials; ++trial) {
        std::vector<Weighted> residuals;
        for (int i = 0; i < 40; ++i) {
            for (const Weighted& one : person()) residuals.push_back(one);
        }
        const double fresh = person().front().value;
        by_person += fresh <= conformal_quantile(residuals, 0.1, 1) ? 1 : 0;
        for (Weighted& one : residuals) one.mass = 1;
        by_row += fresh <= conformal_quantile(residuals, 0.1, 1) ? 1 : 0;
    }
    const double error = std::sqrt(0.9 * 0.1 / kTrials);
    EXPECT_GE(by_person, (0.9 - 4 * error) * kTrials);
    EXPECT_LE(by_person, 0.95 * kTrials);  // Not bought with needless width.
    EXPECT_LT(by_row, 0.6 * kTrials);
}

}  // namespace
}  // namespace refit::learn
