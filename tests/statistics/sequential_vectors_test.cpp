#include <array>
#include <cmath>

#include "shared_vectors.h"
#include "stats/asymptotic_sequence.h"
#include "stats/bounded_mean.h"
#include "stats/e_process.h"
#include "stats/universal_inference.h"

namespace refit::statistics_test {
namespace {

TEST(EProcessVectors, EveryPrefixOfEveryStreamAgrees) {
    REFIT_LOAD_VECTORS(document, "two_arm_eprocess.json");
    int streams = 0;
    for (const auto& one : document.root().find("cases")->elements()) {
        const auto categories = static_cast<std::size_t>(*one.integer("categories"));
        const auto treatment = numbers(one, "pi1");
        const auto arms = numbers(one, "arm");
        const auto outcomes = numbers(one, "y");
        const auto model_x = numbers(one, "log_e_modelx");
        const auto betting = numbers(one, "log_e_ipw_betting");
        stats::CategoryEProcess difference(2, categories);
        stats::BettingEProcess mean;
        for (std::size_t t = 0; t < outcomes.size(); ++t) {
            const std::vector<double> propensities = {1.0 - treatment[t], treatment[t]};
            const bool treated = arms[t] == 1.0;
            ASSERT_TRUE(difference.update(static_cast<std::size_t>(outcomes[t]), treated ? 1 : 0,
                                          propensities));
            ASSERT_TRUE(mean.update(outcomes[t] / static_cast<double>(categories - 1),
                                    treated ? stats::BettingEProcess::Arm::Treatment
                                            : stats::BettingEProcess::Arm::Control,
                                    propensities[0], propensities[1]));
            ASSERT_NEAR(difference.log_e(), model_x[t], 1e-9) << "stream " << streams << " t " << t;
            ASSERT_NEAR(mean.log_e(), betting[t], 1e-9) << "stream " << streams << " t " << t;
        }
        ++streams;
    }
    EXPECT_EQ(streams, 44);
}

TEST(EProcessVectors, DoublyRobustSequencesAgreeAtEveryPrefix) {
    REFIT_LOAD_VECTORS(document, "two_arm_eprocess.json");
    for (const auto& one : document.root().find("cases")->elements()) {
        const auto top = static_cast<double>(*one.integer("categories") - 1);
        const auto treatment = numbers(one, "pi1");
        const auto arms = numbers(one, "arm");
        const auto outcomes = numbers(one, "y");
        const auto expected = one.find("aipw_asymp_from_t2")->elements();
        stats::DoublyRobustSequence sequence;
        for (std::size_t t = 0; t < outcomes.size(); ++t) {
            ASSERT_TRUE(sequence.update(outcomes[t] / top, arms[t] == 1.0, treatment[t]));
            if (t == 0) continue;
            const auto pair = numbers(expected[t - 1]);
            const auto held = sequence.interval(0.05);
            if (std::isinf(held.low)) continue;
            ASSERT_NEAR(sequence.estimate(), pair[0], 1e-9);
            ASSERT_NEAR(0.5 * (held.high - held.low), pair[1], 1e-9);
        }
    }
}

TEST(EProcessVectors, UniversalInferenceAgreesAtEveryPrefix) {
    REFIT_LOAD_VECTORS(document, "two_arm_eprocess.json");
    int streams = 0;
    for (const auto& one : document.root().find("cases")->elements()) {
        if (*one.integer("categories") != 2) continue;
        const auto arms = numbers(one, "arm");
        const auto outcomes = numbers(one, "y");
        const auto expected = numbers(one, "log_e_universal");
        std::array<stats::Proportion, 2> totals;
        for (std::size_t t = 0; t < outcomes.size(); ++t) {
            stats::Proportion& arm = totals[arms[t] == 1.0 ? 1 : 0];
            ++arm.trials;
            if (outcomes[t] == 1.0) ++arm.successes;
            ASSERT_NEAR(stats::universal_log_e(totals), expected[t], 1e-9);
        }
        ++streams;
    }
    EXPECT_EQ(streams, 22);
}

struct Ends {
    explicit Ends(const json::Node& pair) : low{numbers(pair.at(0))}, high{numbers(pair.at(1))} {}
    std::vector<double> low;
    std::vector<double> high;
};

// The reference's interval is a set of points of a grid of 1/1000, widened by one of them.
TEST(BoundedMeanVectors, EveryPrefixOfEveryStreamAgrees) {
    REFIT_LOAD_VECTORS(document, "confseq_streams.json");
    constexpr double kGrid = 0.001 + 1e-6;
    int streams = 0;
    for (const auto& one : document.root().find("cases")->elements()) {
        const double alpha = *one.number("alpha");
        const double m = *one.number("betting_mart_m");
        const Ends bernstein_ends{*one.find("eb_predmix")};
        const Ends hedged_ends{*one.find("betting_cs_breaks1000")};
        const auto x = numbers(one, "x");
        const auto capital = numbers(one, "betting_mart");
        stats::EmpiricalBernstein bernstein{alpha};
        stats::HedgedBets hedged{alpha};
        for (std::size_t t = 0; t < x.size(); ++t) {
            ASSERT_TRUE(bernstein.update(x[t]));
            ASSERT_TRUE(hedged.update(x[t]));
            ASSERT_NEAR(bernstein.interval().low, bernstein_ends.low[t], 1e-7);
            ASSERT_NEAR(bernstein.interval().high, bernstein_ends.high[t], 1e-7);
            ASSERT_NEAR(std::exp(hedged.log_capital(m)) / capital[t], 1.0, 1e-7);
            ASSERT_NEAR(hedged.interval().low, hedged_ends.low[t], 2 * kGrid) << streams;
            ASSERT_NEAR(hedged.interval().high, hedged_ends.high[t], 2 * kGrid) << streams;
        }
        ++streams;
    }
    EXPECT_EQ(streams, 42);
}

TEST(AsymptoticVectors, HalfWidthsAgreeWithGbstats) {
    REFIT_LOAD_VECTORS(document, "gb_sequential.json");
    for (const auto& one : document.root().find("halfwidth_table")->elements()) {
        const double n = number(one, "n");
        const double sd = std::sqrt(number(one, "s2"));
        const double alpha = number(one, "alpha");
        const double two = stats::asymptotic_rho_squared(alpha, number(one, "tuning"));
        const double single = stats::asymptotic_rho_squared(2 * alpha, number(one, "tuning"));
        EXPECT_LE(relative_error(stats::asymptotic_half_width(n, sd, two, alpha),
                                 number(one, "two_sided")),
                  1e-9);
        EXPECT_LE(relative_error(stats::asymptotic_half_width_one_sided(n, sd, single, alpha),
                                 number(one, "one_sided")),
                  1e-9);
    }
}

TEST(AsymptoticVectors, TestsAgreeWithGbstats) {
    REFIT_LOAD_VECTORS(document, "gb_sequential.json");
    int tests = 0;
    for (const auto& one : document.root().find("cases")->elements()) {
        const auto test = one.find("two_sided");
        const double se = test ? number(*test, "stddev") : 0.0;
        if (!(se > 0.0)) continue;
        const double n = number(*one.find("a"), "n") + number(*one.find("b"), "n");
        const double estimate = number(*test, "expected");
        const double alpha = number(one, "alpha");
        const double rho = stats::asymptotic_rho_squared(alpha, number(one, "tuning"));
        const auto interval = numbers(*test, "ci");
        const double p = std::exp(-stats::asymptotic_log_e(n, estimate, se, rho));
        const double half = stats::asymptotic_half_width(n, se * std::sqrt(n), rho, alpha);
        EXPECT_NEAR(estimate - half, interval[0], 1e-9 * std::max(1.0, std::abs(interval[0])));
        EXPECT_NEAR(estimate + half, interval[1], 1e-9 * std::max(1.0, std::abs(interval[1])));
        EXPECT_NEAR(std::min(1.0, p), number(*test, "p_value"), 1e-9);
        ++tests;
    }
    EXPECT_GE(tests, 500);
}

}  // namespace
}  // namespace refit::statistics_test
