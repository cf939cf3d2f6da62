#include "training/promotion.h"

#include <gtest/gtest.h>

namespace refit::training {
namespace {

ModelMetrics metrics(double mae, std::int64_t rows = 50, std::int64_t users = 10) {
    return ModelMetrics{.rows = rows, .users = users, .mae = mae, .pairwise = 0.6, .spearman = 0.3};
}

TEST(Promotion, FirstModelMustNotLoseToTheConstant) {
    EXPECT_TRUE(decide_promotion(metrics(0.10), metrics(0.20), std::nullopt).promote);
    EXPECT_TRUE(decide_promotion(metrics(0.20), metrics(0.20), std::nullopt).promote);
    EXPECT_FALSE(decide_promotion(metrics(0.21), metrics(0.20), std::nullopt).promote);
}

TEST(Promotion, AServingModelIsReplacedWithinTheMarginOnly) {
    const auto constant = metrics(0.30);
    EXPECT_TRUE(decide_promotion(metrics(0.10), constant, metrics(0.12)).promote);
    EXPECT_TRUE(decide_promotion(metrics(0.12 + kMaeMarginMax), constant, metrics(0.12)).promote);
    EXPECT_FALSE(decide_promotion(metrics(0.121 + kMaeMarginMax), constant, metrics(0.12)).promote);
}

TEST(Promotion, NotBelowTheServingModelAloneButAlsoTheConstant) {
    EXPECT_FALSE(decide_promotion(metrics(0.25), metrics(0.20), metrics(0.40)).promote);
}

TEST(Promotion, TooFewHeldOutRowsOrPeopleDecideNothing) {
    EXPECT_TRUE(decide_promotion(metrics(0.1, kHeldOutRowsMin, kHeldOutUsersMin), metrics(0.2),
                                 std::nullopt)
                    .promote);
    EXPECT_FALSE(
        decide_promotion(metrics(0.1, kHeldOutRowsMin - 1), metrics(0.2), std::nullopt).promote);
    EXPECT_FALSE(
        decide_promotion(metrics(0.1, 50, kHeldOutUsersMin - 1), metrics(0.2), std::nullopt)
            .promote);
}

TEST(Promotion, TheReasonCarriesTheNumbers) {
    const auto verdict = decide_promotion(metrics(0.1), metrics(0.2), metrics(0.05));
    EXPECT_FALSE(verdict.promote);
    EXPECT_NE(verdict.reason.find("0.1000"), std::string::npos);
    EXPECT_NE(verdict.reason.find("0.0500"), std::string::npos);
    EXPECT_NE(verdict.reason.find("worse"), std::string::npos);
}

}  // namespace
}  // namespace refit::training
