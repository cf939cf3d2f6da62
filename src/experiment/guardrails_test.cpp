#include "experiment/guardrails.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "experiment/test_house.h"
#include "experiment/variants.h"
#include "store/audit.h"
#include "store/policies.h"

namespace refit::experiment {
namespace {

const Actor kActor{.name = "admin", .reason = "trying"};

class GuardrailsTest : public House {
protected:
    std::optional<ErrorCode> limit(const store::Weights& limits) {
        std::optional<ErrorCode> code;
        write([&](store::Transaction& tx) -> Result<void> {
            const auto done =
                change_experiment(tx, "default", {.guardrails = limits}, kActor, clock.now());
            if (!done) code = done.error().code;
            return {};
        });
        return code;
    }
    std::vector<std::string> enforce() {
        return run(
            [&](store::Transaction& tx) { return enforce_guardrails(tx, "default", clock.now()); });
    }
    std::vector<GuardrailState> states() {
        return run([&](store::Transaction& tx) { return guardrail_states(tx, "default"); });
    }
    VariantView view(std::string_view id) {
        return run([&](store::Transaction& tx) { return experiment::find_variant(tx, id); });
    }
    // A new unit is served; what the named arm made ("": any) is changed by hand.
    void come(int number, std::string_view corrected_arm = "") {
        const store::SessionFacts session = serve(assign_to("user-" + std::to_string(number)));
        if (!corrected_arm.empty() && session.variant_id != corrected_arm) return;
        run([&](store::Transaction& tx) {
            store::SessionChange change{session, session, {}, {}};
            change.after.corrected = true;
            return store::update_session(tx, change);
        });
    }
};

TEST_F(GuardrailsTest, AnArmBeyondItsLimitGetsNoNewUnitsAndSaysWhy) {
    ASSERT_EQ(limit({{"corrections", 0.2}, {"latency", 1000}}), std::nullopt);
    for (int i = 0; i < 120; ++i) come(i, "enhanced");
    const auto before = states();
    ASSERT_EQ(before.size(), 2U) << "the control has none";
    EXPECT_EQ(before[0].variant_id, "enhanced");
    EXPECT_EQ(before[0].metric, "corrections");
    EXPECT_NEAR(before[0].mean.value(), 1, 1e-12);
    EXPECT_DOUBLE_EQ(before[0].threshold, 40);
    EXPECT_TRUE(before[0].violated());
    EXPECT_NEAR(before[1].mean.value(), 20, 1e-9) << "ms, far below the limit";
    EXPECT_FALSE(before[1].violated());

    EXPECT_EQ(enforce(), std::vector<std::string>{"enhanced"});
    EXPECT_EQ(enforce(), std::vector<std::string>{}) << "once";
    EXPECT_DOUBLE_EQ(view("enhanced").share, 0);
    EXPECT_EQ(view("enhanced").variant.stopped->substr(0, 22), "guardrail corrections:");
    for (int i = 200; i < 260; ++i) {
        EXPECT_EQ(assign_to("user-" + std::to_string(i)).variant_id, "original");
    }
    run([&](store::Transaction& tx) -> Result<bool> {
        REFIT_TRY(audit, store::list_audit(tx, std::nullopt, 1));
        EXPECT_EQ(audit[0].action, "variant.stop");
        EXPECT_EQ(audit[0].actor, "guardrail");
        REFIT_TRY(policy, store::latest_policy(tx, "default"));
        EXPECT_EQ(policy->reason.substr(0, 27), "variant 'enhanced' stopped:");
        EXPECT_EQ(policy->weights, (store::Weights{{"original", 1.0}}));
        return true;
    });
}

TEST_F(GuardrailsTest, OnlyAPersonLetsItIn) {
    ASSERT_EQ(limit({{"corrections", 0.2}}), std::nullopt);
    for (int i = 0; i < 120; ++i) come(i);
    ASSERT_EQ(enforce(), std::vector<std::string>{"enhanced"}) << "and never the control";
    const auto resume = [&](store::Transaction& tx) -> Result<bool> {
        REFIT_CHECK(resume_variant(tx, "enhanced", kActor, clock.now()));
        return true;
    };
    clock.advance(Milliseconds{1000});
    EXPECT_TRUE(run(resume));
    EXPECT_EQ(failure(resume), ErrorCode::Conflict);
    EXPECT_GT(view("enhanced").share, 0.1);
    EXPECT_EQ(states()[0].units, 0) << "tested afresh";
    EXPECT_EQ(enforce(), std::vector<std::string>{});
    clock.advance(Milliseconds{1000});
    for (int i = 200; i < 320; ++i) come(i);
    EXPECT_EQ(enforce(), std::vector<std::string>{"enhanced"});
}

TEST_F(GuardrailsTest, ARatingFarBelowTheControlsStops) {
    ASSERT_EQ(limit({{"ratingDrop", 0.5}}), std::nullopt);
    for (int i = 0; i < 400; ++i) {
        store::SessionFacts session = serve(assign_to("user-" + std::to_string(i)));
        rate(session, session.variant_id == "enhanced" ? 1 : 5);
    }
    EXPECT_GT(states()[0].mean.value(), 2.0);
    EXPECT_EQ(enforce(), std::vector<std::string>{"enhanced"});
}

TEST_F(GuardrailsTest, TheControlServesAlsoWithoutAShareOfItsOwn) {
    ASSERT_EQ(limit({{"corrections", 0.2}}), std::nullopt);
    run([&](store::Transaction& tx) {
        return change_variant(tx, "enhanced", {.weight_percent = 100}, kActor, clock.now());
    });
    for (int i = 0; i < 60; ++i) come(i);
    EXPECT_EQ(enforce(), std::vector<std::string>{"enhanced"});
    EXPECT_EQ(assign_to("late").variant_id, "original");
}

TEST_F(GuardrailsTest, LimitsAreChecked) {
    EXPECT_EQ(limit({{"speed", 1}}), ErrorCode::InvalidInput);
    EXPECT_EQ(limit({{"failures", 1.5}}), ErrorCode::InvalidInput);
    EXPECT_EQ(limit({{"latency", 0}}), ErrorCode::InvalidInput);
    EXPECT_EQ(limit({}), std::nullopt);
    EXPECT_TRUE(states().empty());
    EXPECT_EQ(failure([&](store::Transaction& tx) { return guardrail_states(tx, "other"); }),
              ErrorCode::NotFound);
}

}  // namespace
}  // namespace refit::experiment
