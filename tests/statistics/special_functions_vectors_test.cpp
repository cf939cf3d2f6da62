#include "base/text.h"
#include "shared_vectors.h"
#include "stats/special_functions.h"

namespace refit::statistics_test {
namespace {

double evaluate(const std::string& name, const std::vector<double>& x) {
    if (name == "norm_cdf") return stats::normal_cdf(x[0]);
    if (name == "norm_ppf") return stats::normal_quantile(x[0]);
    if (name == "t_sf") return stats::student_t_sf(x[0], x[1]);
    if (name == "t_ppf") return stats::student_t_quantile(x[0], x[1]);
    if (name == "chi2_sf") return stats::chi_square_sf(x[0], x[1]);
    if (name == "betainc") return stats::incomplete_beta(x[0], x[1], x[2]);
    return stats::log_gamma(x[0]);
}

TEST(SpecialFunctionVectors, AllCasesAgreeWithFiftyDigitValues) {
    REFIT_LOAD_VECTORS(document, "special_functions.json");
    int checked = 0;
    for (const auto& one : document.root().find("cases")->elements()) {
        const auto name = one.string("f").value();
        const auto arguments = numbers(one, "args");
        const bool exact = one.string("value_str") != "scipy";
        double expected = number(one, "value");
        if (exact) expected = parse_double(*one.string("value_str")).value_or(expected);
        const double actual = evaluate(name, arguments);
        // scipy's own values are good to about 1e-8 only, and I_.5(1e6, 1e6), which is 1/2, to
        // 1e-6. Below the normal range nothing is relative.
        const double tolerance = exact ? 1e-12 : name == "betainc" ? 1e-6 : 1e-8;
        if (std::abs(expected) < 1e-307) {
            EXPECT_LT(std::abs(actual), 1e-307) << one.raw();
        } else {
            EXPECT_LE(relative_error(actual, expected), tolerance) << one.raw() << " " << actual;
        }
        ++checked;
    }
    EXPECT_EQ(checked, 234);
}

}  // namespace
}  // namespace refit::statistics_test
