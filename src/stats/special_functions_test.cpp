#include "stats/special_functions.h"

#include <gtest/gtest.h>

#include <cmath>

#include "stats/vector_table.h"

namespace refit::stats {
namespace {

double evaluate(const std::string& name, const std::vector<double>& x) {
    if (name == "norm_cdf") return normal_cdf(x[0]);
    if (name == "norm_ppf") return normal_quantile(x[0]);
    if (name == "t_sf") return student_t_sf(x[0], x[1]);
    if (name == "chi2_sf") return chi_square_sf(x[0], x[1]);
    if (name == "betainc") return incomplete_beta(x[0], x[1], x[2]);
    EXPECT_EQ(name, "lgamma");
    return log_gamma(x[0]);
}

TEST(SpecialFunctions, AgreeWithFiftyDigitValues) {
    const auto rows = read_vectors("stats/special_functions.tsv");
    EXPECT_GE(rows.size(), 40U);
    for (const auto& row : rows) {
        const auto arguments = to_numbers(row[1]);
        EXPECT_CLOSE(evaluate(row[0], arguments), to_number(row[2]), 1e-12)
            << row[0] << " " << row[1];
    }
}

TEST(SpecialFunctions, QuantilesInvertTheirTails) {
    for (const double p : {1e-12, 0.001, 0.3, 0.5, 0.8, 0.999}) {
        EXPECT_CLOSE(normal_cdf(normal_quantile(p)), p, 1e-12);
        for (const double df : {0.7, 1.0, 4.5, 30.0, 1e9}) {
            EXPECT_CLOSE(student_t_sf(-student_t_quantile(p, df), df), p, 1e-11) << p << " " << df;
        }
        EXPECT_CLOSE(incomplete_beta(2.5, 7.0, beta_quantile(2.5, 7.0, p)), p, 1e-11);
    }
}

TEST(SpecialFunctions, BetaIsSymmetricAlsoForParametersOfABillion) {
    EXPECT_NEAR(incomplete_beta(1e9, 1e9, 0.5), 0.5, 1e-12);
    EXPECT_NEAR(incomplete_beta(3.0, 8.0, 0.2) + incomplete_beta(8.0, 3.0, 0.8), 1.0, 1e-14);
    EXPECT_CLOSE(log_beta(3.0, 4.0), std::log(1.0 / 60.0), 1e-14);
    EXPECT_CLOSE(log_beta(1.0, 1e15), -std::log(1e15), 1e-14);
}

TEST(SpecialFunctions, EndsOfTheRangeAreExact) {
    EXPECT_EQ(incomplete_beta(2.0, 3.0, 0.0), 0.0);
    EXPECT_EQ(incomplete_beta(2.0, 3.0, 1.0), 1.0);
    EXPECT_EQ(upper_incomplete_gamma(3.0, 0.0), 1.0);
    EXPECT_EQ(student_t_sf(0.0, 3.0), 0.5);
    EXPECT_EQ(student_t_sf(INFINITY, 3.0), 0.0);
    EXPECT_EQ(chi_square_sf(INFINITY, 3.0), 0.0);
}

}  // namespace
}  // namespace refit::stats
