#include "learn/stacking.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "learn/ridge.h"
#include "stats/vector_table.h"

namespace refit::learn {
namespace {

TEST(Stacking, WeightsAgreeWithScipy) {
    int cases = 0;
    int at_the_edge = 0;
    for (const auto& row : stats::read_vectors("learn/stacking.tsv")) {
        const auto first = stats::to_numbers(row[1]);
        const auto found = stack_weights(first, stats::to_numbers(row[2]),
                                         stats::to_numbers(row[3]), stats::to_numbers(row[4]));
        const auto wanted = stats::to_numbers(row[5]);
        EXPECT_NEAR(found.first, wanted[0], 1e-9) << row[0];
        EXPECT_NEAR(found.second, wanted[1], 1e-9) << row[0];
        at_the_edge += wanted[0] == 0 || wanted[1] == 0 ? 1 : 0;
        ++cases;
    }
    EXPECT_EQ(cases, 5);
    EXPECT_EQ(at_the_edge, 3);
}

TEST(Stacking, OneColumnTwiceAndNothingAtAll) {
    const std::array x{0.2, 0.4, 0.9};
    const std::array masses{1.0, 1.0, 1.0};
    const auto twice = stack_weights(x, x, x, masses);
    EXPECT_NEAR(twice.first + twice.second, 1, 1e-12);
    const auto nothing = stack_weights({}, {}, {}, {});
    EXPECT_EQ(nothing.first + nothing.second, 0.0);
}

TEST(CalibrationError, AgreesWithNumpy) {
    int cases = 0;
    for (const auto& row : stats::read_vectors("learn/calibration.tsv")) {
        const auto found = calibration_error(stats::to_numbers(row[0]), stats::to_numbers(row[1]));
        EXPECT_NEAR(found, stats::to_number(row[2]), 1e-12);
        ++cases;
    }
    EXPECT_EQ(cases, 4);
    EXPECT_EQ(calibration_error({}, {}), 0.0);
}

}  // namespace
}  // namespace refit::learn
