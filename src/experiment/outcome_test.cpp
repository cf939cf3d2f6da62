#include "experiment/outcome.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "experiment/allocation.h"
#include "experiment/test_house.h"
#include "experiment/variants.h"
#include "store/arm_statistics.h"
#include "store/policies.h"

namespace refit::experiment {
namespace {

class OutcomeTest : public House {
protected:
    store::Policy policy() {
        return run([&](store::Transaction& tx) -> Result<store::Policy> {
            REFIT_TRY(latest, store::latest_policy(tx, "default"));
            return latest.value();
        });
    }
    double weight(std::string_view variant) {
        return store::weight_of(policy().weights, variant).value_or(-1);
    }
    void expect_rebuild_is_equal() {
        run([&](store::Transaction& tx) -> Result<int> {
            REFIT_TRY(kept, store::list_arm_statistics(tx, "default", 1));
            REFIT_TRY(counted, store::recount_arm_statistics(tx));
            EXPECT_EQ(kept, counted);
            return 0;
        });
    }
};

TEST_F(OutcomeTest, TheNextAssignmentAlreadyKnows) {
    const Arm arm = assign_to("ada");
    store::SessionFacts session = serve(arm);
    const OutcomeResult result = rate(session, 5);
    EXPECT_EQ(result.effect, store::OutcomeEffect::Added);
    EXPECT_TRUE(result.weights_changed);
    EXPECT_GT(weight(arm.variant_id), 0.5);
    EXPECT_EQ(policy().version, 2);
    EXPECT_EQ(policy().reason, "a new rating of '" + arm.variant_id + "'");
    EXPECT_NE(policy().details.find("thompson/1"), std::string::npos);
    EXPECT_EQ(assign_to("bob").policy_version, 2);
}

TEST_F(OutcomeTest, AHiddenPreferenceMovesTheTraffic) {
    for (int i = 0; i < 200; ++i) {
        const Arm arm = assign_to("user-" + std::to_string(i));
        store::SessionFacts session = serve(arm);
        const bool liked = arm.variant_id == "enhanced";
        rate(session, liked ? 4 + i % 2 : 2 + i % 2);
        clock.advance(Milliseconds{1000});
    }
    EXPECT_GT(weight("enhanced"), 0.8);
    EXPECT_GE(weight("original"), 0.05) << "the exploration floor keeps every arm measurable";
    expect_rebuild_is_equal();
}

TEST_F(OutcomeTest, OneOutcomePerUserHoweverOftenTheyRate) {
    const Arm arm = assign_to("ada");
    store::SessionFacts first = serve(arm);
    rate(first, 4);
    for (int i = 0; i < 5; ++i) {
        store::SessionFacts again = serve(assign_to("ada"));
        EXPECT_EQ(rate(again, 1).effect, store::OutcomeEffect::Ignored);
    }
    const auto rows =
        run([&](store::Transaction& tx) { return store::list_arm_statistics(tx, "default", 1); });
    for (const auto& row : rows) {
        if (row.variant_id != arm.variant_id) continue;
        EXPECT_EQ(row.counts.outcomes, 1);
        EXPECT_DOUBLE_EQ(row.counts.rating_sum, 4);
        EXPECT_EQ(row.counts.all_ratings, 6);
    }
    expect_rebuild_is_equal();
}

TEST_F(OutcomeTest, AChangedRatingReplacesAndARepeatDoesNothing) {
    const Arm arm = assign_to("ada");
    store::SessionFacts session = serve(arm);
    rate(session, 5);
    const double liked = weight(arm.variant_id);
    EXPECT_EQ(rate(session, 5).effect, store::OutcomeEffect::Unchanged);
    EXPECT_EQ(policy().version, 2);
    EXPECT_EQ(rate(session, 1).effect, store::OutcomeEffect::Replaced);
    EXPECT_LT(weight(arm.variant_id), 0.5);
    EXPECT_LT(weight(arm.variant_id), liked);
    rate(session, 5);
    EXPECT_DOUBLE_EQ(weight(arm.variant_id), liked) << "weights depend on the data alone";
    expect_rebuild_is_equal();
}

TEST_F(OutcomeTest, PinnedAndForeignSessionsDoNotCount) {
    store::SessionFacts pinned = serve(assign_to("ada", "enhanced"));
    EXPECT_EQ(rate(pinned, 5).effect, store::OutcomeEffect::Ignored);
    store::SessionFacts stranger = serve(assign_to("bob"));
    stranger.user_id = "carol";
    const auto effect =
        run([&](store::Transaction& tx) { return apply_outcome(tx, stranger, 5, clock.now()); });
    EXPECT_EQ(effect.effect, store::OutcomeEffect::Ignored);
    EXPECT_EQ(policy().version, 1);
    expect_rebuild_is_equal();
}

TEST_F(OutcomeTest, FixedAllocationDoesNotMove) {
    run([&](store::Transaction& tx) {
        return change_experiment(tx, "default", {.allocation = store::Allocation::Fixed},
                                 {.name = "test"}, clock.now());
    });
    for (int i = 0; i < 20; ++i) {
        store::SessionFacts session = serve(assign_to("user-" + std::to_string(i)));
        EXPECT_FALSE(rate(session, i % 2 == 0 ? 5 : 1).weights_changed);
    }
    EXPECT_DOUBLE_EQ(weight("original"), 0.5);
}

TEST_F(OutcomeTest, WeightsAreSharesOfTheHashGrid) {
    for (int i = 0; i < 30; ++i) {
        store::SessionFacts session = serve(assign_to("user-" + std::to_string(i)));
        rate(session, 1 + i % 5);
        double sum = 0;
        for (const auto& [id, share] : policy().weights) {
            EXPECT_NEAR(share * 10'000, std::round(share * 10'000), 1e-9);
            sum += share;
        }
        EXPECT_NEAR(sum, 1.0, 1e-12);
    }
}

TEST_F(OutcomeTest, OptimisingOnRequestIsIdempotentAndAudited) {
    store::SessionFacts session = serve(assign_to("ada"));
    rate(session, 5);
    const auto again =
        run([&](store::Transaction& tx) { return auto_optimize(tx, clock.now(), "test"); });
    EXPECT_FALSE(again.changed) << "the rating itself has moved the weights already";
    EXPECT_EQ(again.policy.version, 2);
}

}  // namespace
}  // namespace refit::experiment
