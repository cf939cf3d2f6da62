#include "experiment/contextual.h"

#include <cmath>
#include <limits>
#include <map>

#include "experiment/test_house.h"
#include "experiment/variants.h"
#include "layout/features.h"
#include "store/experiments.h"

namespace refit::experiment {
namespace {

class Contextual : public House {
protected:
    void SetUp() override {
        House::SetUp();
        ExperimentPatch patch;
        patch.allocation = store::Allocation::Contextual;
        change(patch);
    }
    void change(const ExperimentPatch& patch) {
        write([&](store::Transaction& tx) {
            return change_experiment(tx, store::kDefaultExperiment, patch, {"test", ""},
                                     clock.now());
        });
    }
    static std::vector<double> canvas(bool tall) {
        std::vector<double> features(layout::context_feature_count(), 0.2);
        features[1] = tall ? -0.8 : 0.8;
        return features;
    }
    Arm assign_with(const std::string& user, std::vector<double> context) {
        ArmQuery query{.unit = user};
        query.context = std::move(context);
        return run([&](store::Transaction& tx) { return assign(tx, query, clock.now()); });
    }
    std::map<std::string, std::string> statistics() {
        std::map<std::string, std::string> all;
        for (const auto& row : run([&](store::Transaction& tx) {
                 return store::list_contextual_arms(tx, store::kDefaultExperiment, 1);
             }))
            all[row.variant_id] = row.statistics;
        return all;
    }
    // People with tall canvases like `enhanced`, the others `original`.
    void teach(int users) {
        for (int i = 0; i < users; ++i) {
            const bool tall = i % 2 == 0;
            const Arm arm = assign_with("user-" + std::to_string(i), canvas(tall));
            auto session = serve(arm);
            rate(session, (arm.variant_id == kEnhancedVariant) == tall ? 5 : 2);
        }
    }
};

TEST_F(Contextual, LearnsWhichArmSuitsWhichCanvas) {
    teach(200);
    const Arm tall = assign_with("tall", canvas(true));
    const Arm wide = assign_with("wide", canvas(false));
    EXPECT_GT(store::weight_of(tall.weights, kEnhancedVariant), 0.7);
    EXPECT_GT(store::weight_of(wide.weights, kOriginalVariant), 0.7);
    for (const Arm& arm : {tall, wide}) {
        double sum = 0;
        for (const auto& [id, share] : arm.weights) {
            EXPECT_GE(share, 0.09);  // the floor of .2, shared, less the grid
            sum += share;
        }
        EXPECT_NEAR(sum, 1, 1e-12);
        EXPECT_EQ(arm.propensity, store::weight_of(arm.weights, arm.variant_id));
        EXPECT_TRUE(arm.context);
    }
}

TEST_F(Contextual, TheFirstCanvasDecidesAndIsLogged) {
    const Arm first = assign_with("ada", canvas(true));
    teach(100);
    const Arm later = assign_with("ada", canvas(false));
    EXPECT_EQ(later.basis, Basis::Sticky);
    EXPECT_EQ(later.variant_id, first.variant_id);
    EXPECT_EQ(later.weights, first.weights);
    EXPECT_EQ(later.context, first.context);
}

// Between our look and our insert another server stores the same arm, drawn for another canvas.
TEST_F(Contextual, OfTwoFirstCanvasesAtOnceTheStoredOneHolds) {
    ArmQuery query{.unit = "ada"};
    query.context = canvas(true);
    const Arm ours = run([&](store::Transaction& tx) { return choose(tx, query); });
    ASSERT_TRUE(ours.context);
    write([&](store::Transaction& tx) -> Result<void> {
        REFIT_CHECK(tx.execute("CREATE TEMP TABLE theirs (done BIGINT)", {}));
        REFIT_CHECK(tx.execute(
            "CREATE TEMP TRIGGER race BEFORE INSERT ON main.assignments WHEN NOT EXISTS "
            "(SELECT 1 FROM theirs) BEGIN INSERT INTO theirs VALUES (1); "
            "INSERT INTO assignments (experiment_id,bucket_version,user_id,variant_id,"
            "variant_version,propensity,weights,policy_version,held_back,holdback,context,"
            "assigned_at) VALUES (NEW.experiment_id,NEW.bucket_version,NEW.user_id,"
            "NEW.variant_id,NEW.variant_version,0.125,NEW.weights,NEW.policy_version,0,0,"
            "'{}',NEW.assigned_at); END",
            {}));
        return {};
    });
    const Arm held = run([&](store::Transaction& tx) { return confirm(tx, ours, clock.now()); });
    EXPECT_EQ(held.context, "{}");
    EXPECT_EQ(held.propensity, 0.125);
    EXPECT_FALSE(held.first_exposure);
}

TEST_F(Contextual, WithoutAUsableCanvasTheSharesOfThePolicyHold) {
    auto broken = canvas(true);
    broken[3] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(assign_with("nan", broken).context);
    EXPECT_FALSE(assign_with("short", {1.0}).context);
    EXPECT_FALSE(assign_with("none", {}).context);
}

TEST_F(Contextual, OrderRevisionAndRecountGiveTheSameBits) {
    const Arm ada = assign_with("ada", canvas(true));
    const Arm bob = assign_with("bob", canvas(false));
    auto of_ada = serve(ada);
    auto of_bob = serve(bob);
    rate(of_bob, 1);
    rate(of_ada, 2);
    rate(of_bob, 4);
    rate(of_bob, 4);  // the same word again
    const auto before = statistics();
    write([&](store::Transaction& tx) { return relearn(tx); });
    EXPECT_EQ(statistics(), before);
}

TEST_F(Contextual, ANewArmStartsFromWhatTheOthersKnow) {
    teach(100);
    NewVariant variant;
    variant.id = "third";
    variant.name = "third";
    variant.prompt = std::string{original_prompt()};
    variant.parameters = "{}";
    variant.weight_percent = 20;
    write([&](store::Transaction& tx) {
        return add_variant(tx, variant, {"test", ""}, clock.now() + Milliseconds{5});
    });
    const Arm arm = assign_with("new", canvas(true));
    EXPECT_GT(store::weight_of(arm.weights, "third").value_or(0), 0.05);
    EXPECT_EQ(statistics().size(), 3U);
    write([&](store::Transaction& tx) {
        return deactivate_variant(tx, "third", {"test", ""}, clock.now());
    });
    EXPECT_FALSE(store::weight_of(assign_with("after", canvas(true)).weights, "third"));
}

TEST_F(Contextual, HeldBackUsersTeachNothing) {
    ExperimentPatch patch;
    patch.holdback = 0.5;
    change(patch);
    const auto before = statistics();
    for (int i = 0; i < 20; ++i) {
        const Arm arm = assign_with("held-" + std::to_string(i), canvas(true));
        if (!arm.held_back) continue;
        EXPECT_FALSE(arm.context);
        auto session = serve(arm);
        rate(session, 5);
    }
    EXPECT_EQ(statistics(), before);
}

TEST_F(Contextual, TheNameOfTheMapSaysItsSize) {
    EXPECT_EQ(std::string{kContextualMap}, "rff24/1");
    EXPECT_EQ(mapped_features(), 49U) << "sums of another size need another name of the map";
}

TEST_F(Contextual, SumsOfAnotherMapAreLearnedAnew) {
    teach(40);
    const auto before = statistics();
    write([&](store::Transaction& tx) {
        return tx.send("UPDATE contextual_arms SET statistics='{\"map\":\"rff24/0\"}'", {});
    });
    EXPECT_FALSE(assign_with("meanwhile", canvas(true)).context);
    teach(60);
    EXPECT_TRUE(assign_with("after", canvas(true)).context);
    EXPECT_EQ(statistics().size(), before.size());
}

TEST_F(Contextual, ErasureLeavesNoSumsOfPastPhases) {
    teach(20);
    store::ContextualArm past;
    past.experiment_id = store::kDefaultExperiment;
    past.bucket_version = 0;
    past.variant_id = kOriginalVariant;
    past.statistics = "{}";
    write([&](store::Transaction& tx) { return store::put_contextual_arm(tx, past); });
    write([&](store::Transaction& tx) { return relearn(tx); });
    EXPECT_EQ(run([&](store::Transaction& tx) {
                  return store::list_contextual_arms(tx, store::kDefaultExperiment, 0);
              }).size(),
              0U);
    EXPECT_EQ(statistics().size(), 2U);
}

TEST_F(Contextual, RefusesWhatItCannotLearnFrom) {
    EXPECT_EQ(failure([&](store::Transaction& tx) {
                  ExperimentPatch patch;
                  patch.half_life_days = 10;
                  return change_experiment(tx, store::kDefaultExperiment, patch, {"test", ""},
                                           clock.now());
              }),
              ErrorCode::InvalidInput);
}

}  // namespace
}  // namespace refit::experiment
