#include "experiment/evidence.h"

#include <gtest/gtest.h>

#include "experiment/allocation.h"
#include "experiment/test_house.h"
#include "experiment/variants.h"

namespace refit::experiment {
namespace {

const Actor kActor{.name = "admin", .reason = "trying"};

// Half life 2 days, today 10. Day 10: 3 ratings (sum 12, squares 50) at 1; day 6: 4 (sum 8, squares
// 18) at 1/4; another arm's do not count. Worth 4, sum 14, squares 54.5.
TEST(Evidence, OldRatingsCountLessByHand) {
    const std::vector<store::OutcomeDay> days{
        {"a", 6, 4, 8, 18}, {"a", 10, 3, 12, 50}, {"b", 10, 9, 9, 9}};
    const stats::Summary found = discounted(days, "a", 10, 2);
    EXPECT_EQ(found.n, 4);
    EXPECT_DOUBLE_EQ(found.sum, 14);
    EXPECT_DOUBLE_EQ(found.sum_squares, 54.5);
    EXPECT_EQ(discounted(days, "c", 10, 2).n, 0);
    EXPECT_EQ(discounted(days, "a", 6, 2).n, 7) << "a clock ahead makes nothing worth more than 1";
    // One rating worth a quarter: nothing is left to go by.
    EXPECT_EQ(discounted({{"a", 0, 1, 5, 25}}, "a", 4, 2).n, 0);
}

// 60 outcomes of mean .5 lend min(20, 12) = 12; three of its own leave 9.
TEST(Evidence, AWarmStartGivesWayByHand) {
    const stats::Summary other{60, 30, 18};
    EXPECT_EQ(warmed({}, other), (stats::Summary{12, 6, 3.6}));
    const stats::Summary own{3, 3, 3};
    const stats::Summary found = warmed(own, other);
    EXPECT_EQ(found.n, 12);
    EXPECT_DOUBLE_EQ(found.sum, 3 + 4.5);
    EXPECT_DOUBLE_EQ(found.sum_squares, 3 + 2.7);
    EXPECT_EQ(warmed({12, 1, 1}, other), (stats::Summary{12, 1, 1}));
    EXPECT_EQ(warmed({}, {}), stats::Summary{});
    EXPECT_EQ(warmed({}, {1000, 500, 300}).n, kWarmOutcomesMax);
}

class EvidenceTest : public House {
protected:
    Evidence gather() {
        return run([&](store::Transaction& tx) -> Result<Evidence> {
            REFIT_TRY(found, store::find_experiment(tx, "default"));
            return gather_evidence(tx, found.value(), clock.now());
        });
    }
    double share(std::string_view id) {
        return run([&](store::Transaction& tx) { return experiment::find_variant(tx, id); }).share;
    }
};

// Taste turns: what was loved two months ago is disliked now.
TEST_F(EvidenceTest, TheTrafficFollowsATurnSooner) {
    const auto live = [&](int from, int to, int stars_of_enhanced) {
        for (int i = from; i < to; ++i) {
            store::SessionFacts session = serve(assign_to("user-" + std::to_string(i)));
            rate(session, session.variant_id == "enhanced" ? stars_of_enhanced : 3);
        }
    };
    live(0, 150, 5);
    clock.advance(Milliseconds{60LL * 86'400'000});
    live(150, 250, 2);
    const double without = share("enhanced");
    const auto set = [&](double days) {
        return failure([&](store::Transaction& tx) {
            return change_experiment(tx, "default", {.half_life_days = days}, kActor, clock.now());
        });
    };
    EXPECT_EQ(set(0.5), ErrorCode::InvalidInput);
    EXPECT_EQ(set(1000), ErrorCode::InvalidInput);
    run([&](store::Transaction& tx) {
        return change_experiment(tx, "default", {.half_life_days = 7}, kActor, clock.now());
    });
    EXPECT_LT(share("enhanced"), 0.3);
    EXPECT_GT(without, 0.5) << "while all ratings count alike, the old love still leads";
    const Evidence evidence = gather();
    EXPECT_LE(evidence.arms[0].outcomes.n + evidence.arms[1].outcomes.n, 101);
}

TEST_F(EvidenceTest, ANewArmStartsFromAnother) {
    for (int i = 0; i < 200; ++i) {
        store::SessionFacts session = serve(assign_to("user-" + std::to_string(i)));
        rate(session, session.variant_id == "enhanced" ? 5 : 2);
    }
    clock.advance(Milliseconds{10});  // the order of the draw is that of creation
    NewVariant fresh;
    fresh.id = "better";
    fresh.name = "Better";
    fresh.prompt = "Like enhanced";
    fresh.weight_percent = 10;
    fresh.warm_from = "nobody";
    EXPECT_EQ(failure([&](store::Transaction& tx) {
                  return add_variant(tx, fresh, kActor, clock.now());
              }),
              ErrorCode::InvalidInput);
    fresh.warm_from = "enhanced";
    run([&](store::Transaction& tx) { return add_variant(tx, fresh, kActor, clock.now()); });
    const Evidence evidence = gather();
    ASSERT_EQ(evidence.variant_ids.back(), "better");
    EXPECT_EQ(evidence.arms.back().outcomes.n, kWarmOutcomesMax);
    EXPECT_DOUBLE_EQ(evidence.arms.back().outcomes.mean(), 1);
    EXPECT_GT(share("better"), 0.2) << "judged at once by what it was made from";
}

}  // namespace
}  // namespace refit::experiment
