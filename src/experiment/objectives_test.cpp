#include "experiment/objectives.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "experiment/allocation.h"
#include "experiment/test_house.h"
#include "experiment/variants.h"

namespace refit::experiment {
namespace {

const Actor kActor{.name = "admin", .reason = "trying"};

// Ten ratings of mean 4 (sum of squares 164: variance 4/9), five times of mean 2 s (22: 1/2).
Heads some_heads() {
    Heads heads{};
    heads[0] = {10, 40, 164};
    heads[1] = {5, 10, 22};
    return heads;
}

// By hand: 4 - .5 * 2 = 3 stars; error 4/9/10 + .25 * .5/5 = .0444... + .025 = .069444...
// As outcomes: n = 5, mean (3 - 1)/4 = .5, squared error .0694444/16 of the mean.
TEST(Objectives, TheWeightedSumByHand) {
    const store::Weights weights{{"quality", 1.0}, {"latency", -0.5}};
    const stats::Summary found = scalar_rewards(some_heads(), weights);
    EXPECT_EQ(found.n, 5);
    EXPECT_NEAR(found.mean(), 0.5, 1e-12);
    EXPECT_NEAR(found.variance().value() / 5, (4.0 / 90 + 0.025) / 16, 1e-12);
}

TEST(Objectives, QualityAloneIsTheRatings) {
    store::ArmCounts counts;
    counts.outcomes = 10;
    counts.rating_sum = 40;
    counts.rating_sq_sum = 164;
    const stats::Summary plain = rewards(counts);
    for (const store::Weights& weights : {store::Weights{}, store::Weights{{"quality", 1.0}}}) {
        const stats::Summary found = scalar_rewards(heads_of(counts), weights);
        EXPECT_EQ(found.n, plain.n);
        EXPECT_NEAR(found.sum, plain.sum, 1e-12);
        EXPECT_NEAR(found.sum_squares, plain.sum_squares, 1e-12);
    }
    EXPECT_EQ(scalar_rewards(heads_of(counts), {{"cost", -1.0}}).n, 0) << "nothing was priced";
}

ArmObjectives arm(std::string id, HeadEstimate quality, std::optional<HeadEstimate> latency) {
    ArmObjectives made;
    made.id = std::move(id);
    made.active = true;
    made.heads[0] = quality;
    made.heads[1] = latency;
    return made;
}

// a: good and slow; b: bad and fast; c: worse than a in both, clearly only in latency; d: worse
// than a in both without overlap; e: without times, worse in quality.
TEST(Objectives, TheFrontByHand) {
    using Ids = std::vector<std::string>;
    std::vector<ArmObjectives> arms{arm("a", {9, 4, 3.8, 4.2}, HeadEstimate{9, 2, 1.9, 2.1}),
                                    arm("b", {9, 2, 1.8, 2.2}, HeadEstimate{9, 1, 0.9, 1.1}),
                                    arm("c", {9, 3.9, 3.7, 4.1}, HeadEstimate{9, 3, 2.9, 3.1}),
                                    arm("d", {9, 3, 2.8, 3.2}, HeadEstimate{9, 4, 3.9, 4.1}),
                                    arm("e", {9, 1, 0.9, 1.1}, std::nullopt)};
    mark_dominated(arms);
    EXPECT_EQ(arms[0].dominated_by, Ids{});
    EXPECT_EQ(arms[1].dominated_by, Ids{});
    EXPECT_EQ(arms[2].dominated_by, Ids{"a"});
    EXPECT_EQ(arms[2].clearly_dominated_by, Ids{});
    EXPECT_EQ(arms[3].dominated_by, (Ids{"a", "c"}));
    EXPECT_EQ(arms[3].clearly_dominated_by, (Ids{"a", "c"}));
    EXPECT_EQ(arms[4].clearly_dominated_by, (Ids{"a", "b", "c", "d"}));
    arms = {arm("a", {9, 4, 3.8, 4.2}, HeadEstimate{9, 2, 1.9, 2.1}),
            arm("b", {9, 2, 1.8, 2.2}, HeadEstimate{9, 3, 2.9, 3.1})};
    arms[0].active = false;
    mark_dominated(arms);
    EXPECT_EQ(arms[1].dominated_by, Ids{}) << "nobody is served the arm that would be better";
}

TEST(Objectives, WhatIsAskedForIsChecked) {
    EXPECT_TRUE(check_weights({{"quality", 1.0}, {"latency", -0.2}}));
    EXPECT_FALSE(check_weights({{"latency", 0.2}})) << "would reward being slow";
    EXPECT_FALSE(check_weights({{"quality", -1.0}}));
    EXPECT_FALSE(check_weights({{"quality", 0.0}}));
    EXPECT_FALSE(check_weights({{"speed", 1.0}}));
    EXPECT_FALSE(check_weights({{"cost", std::nan("")}}));
    EXPECT_FALSE(check_head_limits({{"cost", -1.0}}));
    EXPECT_EQ(parse_pairs("quality:1, latency:-0.2").value(),
              (store::Weights{{"quality", 1.0}, {"latency", -0.2}}));
    for (const char* bad : {"", "quality", "quality:x", "quality:1,quality:2", ":1,", "a:1,"}) {
        EXPECT_FALSE(parse_pairs(bad)) << bad;
    }
}

class ObjectivesTest : public House {};

// Both arms are rated alike; the enhanced one takes eight seconds longer.
TEST_F(ObjectivesTest, TheWeightsFollowWhatCounts) {
    run([&](store::Transaction& tx) {
        return change_experiment(
            tx, "default",
            {.objective_weights = store::Weights{{"quality", 1.0}, {"latency", -0.5}}}, kActor,
            clock.now());
    });
    for (int i = 0; i < 200; ++i) {
        const Arm arm = assign_to("user-" + std::to_string(i));
        const bool slow = arm.variant_id == "enhanced";
        store::SessionFacts session = serve(arm, slow ? 8000 + i : 20 + i);
        rate(session, 3 + i % 3);
    }
    const Objectives found =
        run([&](store::Transaction& tx) { return objectives(tx, {.experiment_id = "default"}); });
    ASSERT_EQ(found.arms.size(), 2U);
    EXPECT_EQ(found.best, "original");
    EXPECT_NEAR(found.arms[1].heads[1]->mean, 8.1, 0.1) << "seconds";
    EXPECT_FALSE(found.arms[0].heads[2]) << "nothing was priced";
    const auto views =
        run([&](store::Transaction& tx) { return experiment::list_variants(tx, "default"); });
    EXPECT_GT(views[0].share, 0.8);
    // The same data by ratings alone: nothing to choose between them by much.
    run([&](store::Transaction& tx) {
        return change_experiment(tx, "default", {.objective_weights = store::Weights{}}, kActor,
                                 clock.now());
    });
    const auto plain =
        run([&](store::Transaction& tx) { return experiment::find_variant(tx, "original"); });
    EXPECT_LT(plain.share, views[0].share);
    EXPECT_EQ(failure([&](store::Transaction& tx) {
                  return objectives(tx, {.experiment_id = "default", .limits = {{{"speed", 1.0}}}});
              }),
              ErrorCode::InvalidInput);
    const Objectives limited = run([&](store::Transaction& tx) {
        return objectives(tx, {.experiment_id = "default",
                               .weights = {},
                               .limits = store::Weights{{"latency", 5.0}}});
    });
    EXPECT_TRUE(limited.arms[0].within_limits);
    EXPECT_FALSE(limited.arms[1].within_limits);
}

}  // namespace
}  // namespace refit::experiment
