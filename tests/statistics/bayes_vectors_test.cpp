#include "learn/allocation.h"
#include "shared_vectors.h"
#include "stats/bayes.h"

namespace refit::statistics_test {
namespace {

using stats::BetaPosterior;
using stats::NormalPosterior;

TEST(BanditVectors, ProbabilityBestAndFloorAgreeWithQuadrature) {
    REFIT_LOAD_VECTORS(document, "bandit_weights.json");
    int checked = 0;
    for (const auto& one : document.root().find("cases")->elements()) {
        const auto means = numbers(one, "post_mean");
        const auto sds = numbers(one, "post_sd");
        std::vector<NormalPosterior> arms;
        for (std::size_t i = 0; i < means.size(); ++i) arms.push_back({means[i], sds[i]});
        const auto best = stats::probability_best(arms);
        const auto expected = numbers(one, "exact_best");
        for (std::size_t i = 0; i < best.size(); ++i) {
            EXPECT_NEAR(best[i], expected[i], 1e-8) << one.raw();
        }
        ++checked;
        if (one.boolean("top_two") == true) continue;
        const auto weights = learn::with_floor(best, number(one, "min_weight"));
        const auto floored = numbers(one, "exact_weights");
        for (std::size_t i = 0; i < weights.size(); ++i) {
            EXPECT_NEAR(weights[i], floored[i], 1e-8) << one.raw();
        }
    }
    EXPECT_EQ(checked, 92);
}

TEST(BetaVectors, PairsAgreeWithAdaptiveQuadrature) {
    REFIT_LOAD_VECTORS(document, "beta_posterior.json");
    for (const auto& one : document.root().find("cases")->elements()) {
        const auto s = numbers(one, "s");
        const auto n = numbers(one, "n");
        const auto prior = numbers(one, "prior");
        const BetaPosterior a{prior[0] + s[0], prior[1] + n[0] - s[0]};
        const BetaPosterior b{prior[0] + s[1], prior[1] + n[1] - s[1]};
        // Up to 1e6 trials the quadratures agree to 1e-9. At 1e9 the reference itself is off by
        // 3e-5
        // (.9632126; the normal limit, exact to 1e-9 there, gives .9631809, as this room does).
        const double tolerance = number(one, "abs_tol") > 1e-9 ? 5e-5 : 1e-9;
        EXPECT_NEAR(stats::probability_greater(b, a), number(one, "p_2_gt_1"), tolerance)
            << one.raw();
        EXPECT_NEAR(stats::expected_loss(b, a), number(one, "loss_choose_2"), tolerance)
            << one.raw();
        EXPECT_NEAR(stats::expected_loss(a, b), number(one, "loss_choose_1"), tolerance)
            << one.raw();
        const auto interval = stats::credible_interval(a);
        EXPECT_NEAR(interval.low, numbers(one, "ci95_1")[0], tolerance) << one.raw();
        EXPECT_NEAR(interval.high, numbers(one, "ci95_1")[1], tolerance) << one.raw();
    }
}

TEST(BetaVectors, ProbabilityBestOfManyArmsAgrees) {
    REFIT_LOAD_VECTORS(document, "beta_posterior.json");
    for (const auto& one : document.root().find("k_arm")->elements()) {
        std::vector<BetaPosterior> arms;
        for (const auto& pair : one.find("ab")->elements()) {
            arms.push_back({*pair.at(0).number(), *pair.at(1).number()});
        }
        const auto best = stats::probability_best(arms);
        const auto expected = numbers(one, "p_best");
        for (std::size_t i = 0; i < best.size(); ++i) {
            EXPECT_NEAR(best[i], expected[i], 1e-8) << one.raw();
        }
    }
}

}  // namespace
}  // namespace refit::statistics_test
