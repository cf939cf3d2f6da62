#include "training/response.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/rng.h"
#include "training/training_set.h"

namespace refit::training {
namespace {

struct World {
    std::vector<Served> served;
    std::vector<double> quality;
    std::vector<double> propensity;
};

// Good layouts (large x) are good, and get answers; who rates "b" answers twice as often.
World world(std::uint64_t seed, int count) {
    SeededRng rng{seed};
    World result;
    for (int i = 0; i < count; ++i) {
        const double x = 2 * uniform01(rng) - 1;
        const bool b = uniform01(rng) < 0.5;
        const double p = 1 / (1 + std::exp(-(-1 + 1.2 * x + (b ? 0.7 : 0.0))));
        Served one{.features = {x, 0.0}, .variant = b ? "b" : "a", .processing_ms = 20};
        one.answered = uniform01(rng) < p;
        result.served.push_back(one);
        result.quality.push_back(0.5 + 0.3 * x + 0.1 * standard_normal(rng));
        result.propensity.push_back(p);
    }
    return result;
}

TEST(Response, WhoAnswersIsLearned) {
    const World w = world(1, 5000);
    const auto model = ResponseModel::fit(w.served);
    ASSERT_TRUE(model) << model.error().message;
    double error = 0;
    for (std::size_t i = 0; i < w.served.size(); ++i) {
        error += std::abs(model->propensity(w.served[i]) - w.propensity[i]);
    }
    EXPECT_LT(error / 5000, 0.03);
}

TEST(Response, WeightsBringBackTheMeanOfAllThatWasServed) {
    double weighted_off = 0;
    double plain_off = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const World w = world(seed, 4000);
        std::vector<Served> answered;
        std::vector<double> quality;
        double truth = 0;
        for (std::size_t i = 0; i < w.served.size(); ++i) {
            truth += w.quality[i] / 4000;
            if (!w.served[i].answered) continue;
            answered.push_back(w.served[i]);
            quality.push_back(w.quality[i]);
        }
        const auto weights = response_weights(ResponseModel::fit(w.served).value(), answered);
        double plain = 0;
        double weighted = 0;
        double sum = 0;
        for (std::size_t i = 0; i < quality.size(); ++i) {
            plain += quality[i] / static_cast<double>(quality.size());
            weighted += weights[i] * quality[i] / static_cast<double>(quality.size());
            sum += weights[i];
            EXPECT_GT(weights[i], 0);
        }
        EXPECT_NEAR(sum, static_cast<double>(weights.size()), 1e-6);
        const ResponseSummary summary = summarise(weights);
        EXPECT_LE(summary.highest / summary.lowest, kResponseWeightMax + 1e-9);
        EXPECT_LT(summary.effective_rows, static_cast<double>(weights.size()));
        plain_off += std::abs(plain - truth) / 5;
        weighted_off += std::abs(weighted - truth) / 5;
    }
    EXPECT_GT(plain_off, 0.06);
    EXPECT_LT(weighted_off, 0.03);  // Not all of it: the cap leaves the least answered out.
}

TEST(Response, WithTooLittleToGoByEverybodyCountsOne) {
    World w = world(1, 500);
    EXPECT_FALSE(ResponseModel::fit(std::span{w.served}.first(kServedMin - 1)));
    for (Served& one : w.served) one.answered = true;
    EXPECT_FALSE(ResponseModel::fit(w.served));
    EXPECT_EQ(response_weights(std::nullopt, w.served), std::vector<double>(500, 1.0));
    EXPECT_TRUE(response_weights(std::nullopt, {}).empty());
    EXPECT_EQ(summarise({}).effective_rows, 0.0);
}

TEST(Response, HopelessCasesAreHeldToFloorAndCap) {
    SeededRng rng{3};
    std::vector<Served> served;
    for (int i = 0; i < 2000; ++i) {
        const double x = 2 * uniform01(rng) - 1;
        served.push_back({.features = {x}, .answered = x > 0.0});
    }
    const auto model = ResponseModel::fit(served).value();
    EXPECT_EQ(model.propensity({.features = {-1.0}}), kPropensityFloor);
    const auto weights =
        response_weights(model, std::vector<Served>{{.features = {-1.0}}, {.features = {1.0}}});
    EXPECT_NEAR(weights[0] / weights[1], kResponseWeightMax, 0.01);
}

TEST(TrainingSet, ItsHashFollowsEveryNumber) {
    const auto set_of = [](const std::vector<LabelledSession>& sessions) {
        return make_training_set(sessions, {}, {});
    };
    std::vector<LabelledSession> sessions;
    for (const char* id : {"s1", "s2"}) {
        sessions.push_back(
            {.id = id, .user = "ann", .features = {0.1, 0.2}, .quality = {0.5, 0.6}});
    }
    const std::string hash = set_of(sessions).data_hash;
    EXPECT_EQ(hash.size(), 16U);
    EXPECT_EQ(set_of(sessions).data_hash, hash);
    sessions[1].features[1] = std::nextafter(0.2, 1);
    EXPECT_NE(set_of(sessions).data_hash, hash);
    EXPECT_FALSE(set_of(sessions).response.reason.empty());
    std::swap(sessions[0], sessions[1]);
    EXPECT_NE(set_of(sessions).data_hash, hash);
}

}  // namespace
}  // namespace refit::training
