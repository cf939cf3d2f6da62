#include "experiment/canaries.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "experiment/allocation.h"
#include "experiment/test_house.h"
#include "layout/parameters.h"
#include "store/audit.h"
#include "store/policies.h"

namespace refit::experiment {
namespace {

const Actor kActor{.name = "admin", .reason = "trying"};

class VariantsTest : public House {
protected:
    static NewVariant minimal(std::string id, double percent) {
        return {.id = std::move(id),
                .name = "Minimal",
                .prompt = "Keep it plain: {objectsData}",
                .weight_percent = percent};
    }
    VariantView add(const NewVariant& variant) {
        return run(
            [&](store::Transaction& tx) { return add_variant(tx, variant, kActor, clock.now()); });
    }
    VariantView change(std::string_view id, const VariantPatch& patch) {
        return run([&](store::Transaction& tx) {
            return change_variant(tx, id, patch, kActor, clock.now());
        });
    }
    VariantView view(std::string_view id) {
        return run([&](store::Transaction& tx) { return experiment::find_variant(tx, id); });
    }
    std::optional<ErrorCode> add_failure(const NewVariant& variant) {
        return failure(
            [&](store::Transaction& tx) { return add_variant(tx, variant, kActor, clock.now()); });
    }
};

TEST_F(VariantsTest, BuiltInInstructionsAreUsable) {
    for (const std::string_view prompt : {original_prompt(), enhanced_prompt()}) {
        for (const std::string_view name : {"{currentWidth}", "{currentHeight}", "{newWidth}",
                                            "{newHeight}", "{aspectRatio}", "{objectsData}"}) {
            EXPECT_NE(prompt.find(name), std::string_view::npos) << name;
        }
        EXPECT_LE(prompt.size(), kPromptBytesMax);
    }
    const auto original = layout::Parameters::parse(original_parameters());
    const auto enhanced = layout::Parameters::parse(enhanced_parameters());
    ASSERT_TRUE(original) << original.error().message;
    ASSERT_TRUE(enhanced) << enhanced.error().message;
    EXPECT_NE(*original, *enhanced) << "the engine must run the experiment too";
}

TEST_F(VariantsTest, ANewVariantGetsTheShareItAsksFor) {
    const VariantView added = add(minimal("minimal", 25));
    EXPECT_DOUBLE_EQ(added.share, 0.25);
    EXPECT_DOUBLE_EQ(added.variant.weight, 0.25);
    EXPECT_EQ(added.version.version, 1);
    EXPECT_DOUBLE_EQ(view("original").share, 0.375);
    EXPECT_DOUBLE_EQ(view("enhanced").share, 0.375);
}

TEST_F(VariantsTest, ANewcomerKeepsItsShareBesideArmsWithManyOutcomes) {
    for (int i = 0; i < 60; ++i) {
        store::SessionFacts session = serve(assign_to("user-" + std::to_string(i)));
        rate(session, session.variant_id == "enhanced" ? 5 : 2);
    }
    EXPECT_NEAR(add(minimal("minimal", 25)).share, 0.25, 1e-4);
}

TEST_F(VariantsTest, EveryChangeIsAuditedAndHasAPolicy) {
    add(minimal("minimal", 25));
    change("minimal", {.active = false});
    const auto audit =
        run([&](store::Transaction& tx) { return store::list_audit(tx, std::nullopt, 10); });
    ASSERT_EQ(audit.size(), 2U);
    EXPECT_EQ(audit[1].action, "variant.create");
    EXPECT_EQ(audit[0].action, "variant.change");
    EXPECT_EQ(audit[0].actor, "admin");
    EXPECT_NE(audit[0].before_json->find("\"active\":true"), std::string::npos);
    EXPECT_NE(audit[0].after_json->find("\"active\":false"), std::string::npos);
    const auto policies =
        run([&](store::Transaction& tx) { return store::list_policies(tx, "default", 10); });
    ASSERT_EQ(policies.size(), 3U);
    EXPECT_EQ(policies[1].reason, "variant 'minimal' added: trying");
}

TEST_F(VariantsTest, SwitchingOffGivesTheTrafficToTheOthers) {
    change("enhanced", {.active = false});
    EXPECT_DOUBLE_EQ(view("original").share, 1.0);
    EXPECT_DOUBLE_EQ(view("enhanced").share, 0.0);
    change("enhanced", {.active = true});
    EXPECT_DOUBLE_EQ(view("enhanced").share, 0.5);
}

TEST_F(VariantsTest, TheLastArmCannotBeSwitchedOff) {
    change("enhanced", {.active = false});
    EXPECT_EQ(failure([&](store::Transaction& tx) {
                  return deactivate_variant(tx, "original", kActor, clock.now());
              }),
              ErrorCode::Conflict);
    EXPECT_EQ(failure([&](store::Transaction& tx) {
                  return change_variant(tx, "original", {.weight_percent = 0}, kActor, clock.now());
              }),
              ErrorCode::Conflict);
}

TEST_F(VariantsTest, AWeightIsAShareOfAllTraffic) {
    change("enhanced", {.weight_percent = 80});
    EXPECT_NEAR(view("enhanced").share, 0.8, 1e-9);
    EXPECT_NEAR(view("original").share, 0.2, 1e-9);
    change("enhanced", {.weight_percent = 100});
    EXPECT_DOUBLE_EQ(view("original").share, 0.0);
    change("enhanced", {.active = false});
    EXPECT_DOUBLE_EQ(view("original").share, 1.0) << "an arm without a share takes over";
}

TEST_F(VariantsTest, ChangedTextIsANewVersionAndTheSameTextIsNot) {
    const VariantView first = view("enhanced");
    EXPECT_EQ(change("enhanced", {.prompt = first.version.prompt}).version.version, 1);
    const VariantView second = change("enhanced", {.prompt = "Other words"});
    EXPECT_EQ(second.version.version, 2);
    EXPECT_EQ(second.version.parent_version, 1);
    EXPECT_EQ(second.version.parameters, first.version.parameters);
    EXPECT_EQ(second.variant.current_version, 2);
    const auto experiment = run([&](store::Transaction& tx) -> Result<store::Experiment> {
        REFIT_TRY(found, store::find_experiment(tx, "default"));
        return found.value();
    });
    EXPECT_EQ(experiment.bucket_version, 1) << "nobody had been assigned to the old text";
}

TEST_F(VariantsTest, ANameMayChangeWithoutANewArm) {
    assign_to("ada");
    const VariantView renamed = change("enhanced", {.name = "Golden"});
    EXPECT_EQ(renamed.variant.name, "Golden");
    EXPECT_EQ(renamed.version.version, 1);
    EXPECT_EQ(assign_to("ada").bucket_version, 1);
}

TEST_F(VariantsTest, BadVariantsAreRefused) {
    const auto with = [](auto edit) {
        NewVariant variant = minimal("minimal", 10);
        edit(variant);
        return variant;
    };
    using V = NewVariant;
    EXPECT_EQ(add_failure(with([](V&) {})), std::nullopt);
    for (const char* id : {"", "-x", "a b", "ä", "a/b"}) {
        EXPECT_EQ(add_failure(with([&](V& v) { v.id = id; })), ErrorCode::InvalidInput) << id;
    }
    const std::string long_id(kVariantIdBytesMax + 1, 'a');
    const std::string long_prompt(kPromptBytesMax + 1, 'a');
    const std::string long_name(kVariantNameBytesMax + 1, 'a');
    EXPECT_EQ(add_failure(with([&](V& v) { v.id = long_id; })), ErrorCode::InvalidInput);
    EXPECT_EQ(add_failure(with([&](V& v) { v.prompt = long_prompt; })), ErrorCode::InvalidInput);
    EXPECT_EQ(add_failure(with([&](V& v) { v.name = long_name; })), ErrorCode::InvalidInput);
    EXPECT_EQ(add_failure(with([](V& v) { v.prompt = " "; })), ErrorCode::InvalidInput);
    EXPECT_EQ(add_failure(with([](V& v) { v.weight_percent = 101; })), ErrorCode::InvalidInput);
    EXPECT_EQ(add_failure(with([](V& v) { v.weight_percent = -1; })), ErrorCode::InvalidInput);
    EXPECT_EQ(add_failure(with([](V& v) { v.parameters = R"({"no_such":1})"; })),
              ErrorCode::InvalidInput);
    EXPECT_EQ(add_failure(with([](V& v) { v.id = "original"; })), ErrorCode::Conflict);
}

TEST_F(VariantsTest, ActiveVariantsHaveALimit) {
    for (std::size_t i = 2; i < kActiveVariantsMax; ++i) {
        add(minimal("v" + std::to_string(i), 5));
    }
    EXPECT_EQ(add_failure(minimal("one-more", 5)), ErrorCode::TooLarge);
    NewVariant asleep = minimal("asleep", 5);
    asleep.active = false;
    EXPECT_EQ(add_failure(asleep), std::nullopt);
}

TEST_F(VariantsTest, AProposalIsACanaryAndOneAtATime) {
    const auto enter = [&](const std::string& id) {
        NewVariant proposal = minimal(id, 60);
        proposal.origin = store::VariantOrigin::Proposal;
        proposal.note = std::string(10'000, 'x');  // evidence may be long
        return run([&](store::Transaction& tx) { return enter_canary(tx, proposal, clock.now()); });
    };
    EXPECT_TRUE(enter("proposal-1"));
    const VariantView canary = view("proposal-1");
    EXPECT_EQ(canary.variant.origin, store::VariantOrigin::Proposal);
    EXPECT_LE(canary.share, kTrafficCapDefault + 1e-12);
    EXPECT_GT(canary.share, 0.0);
    EXPECT_FALSE(enter("proposal-1"));
    EXPECT_FALSE(enter("proposal-2"));
    change("proposal-1", {.active = false});
    EXPECT_TRUE(enter("proposal-2"));
}

TEST_F(VariantsTest, ExperimentSettingsAreChecked) {
    const auto code = [&](const ExperimentPatch& patch) {
        return failure([&](store::Transaction& tx) {
            return change_experiment(tx, "default", patch, kActor, clock.now());
        });
    };
    EXPECT_EQ(code({.exploration_floor = 0.2}), std::nullopt);
    EXPECT_EQ(code({.exploration_floor = 0.0}), ErrorCode::InvalidInput);
    EXPECT_EQ(code({.exploration_floor = 0.51}), ErrorCode::InvalidInput);
    EXPECT_EQ(failure([&](store::Transaction& tx) {
                  return change_experiment(tx, "other", {}, kActor, clock.now());
              }),
              ErrorCode::NotFound);
}

}  // namespace
}  // namespace refit::experiment
