#include "training/instructions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "layout/features.h"
#include "training/instruction_rules.h"

namespace refit::training {
namespace {

// A finding about the feature of the first rule that moves a parameter.
const Rule& rule_with_parameter() {
    const auto rules = instruction_rules();
    return *std::ranges::find_if(rules, [](const Rule& rule) { return !rule.parameter.empty(); });
}

Finding finding(std::string feature, double effect, double q = 0.01) {
    return {.feature = std::move(feature),
            .mean_successful = 0.10,
            .mean_problematic = 0.30,
            .effect = effect,
            .q_value = q};
}

Instructions base() {
    return {"Resize {objectsData} well.", {}};
}

double value_of(const layout::Parameters& parameters, std::string_view name) {
    const auto specs = layout::parameter_specs();
    const auto at = std::ranges::find(specs, name, &layout::ParameterSpec::name);
    return parameters.values()[static_cast<std::size_t>(at - specs.begin())];
}

TEST(InstructionRules, NameFeaturesAndParametersThatExist) {
    const auto names = layout::feature_names();
    const auto specs = layout::parameter_specs();
    for (const Rule& rule : instruction_rules()) {
        EXPECT_NE(std::ranges::find(names, rule.feature), names.end()) << rule.feature;
        EXPECT_FALSE(rule.when_higher.empty());
        EXPECT_FALSE(rule.when_lower.empty());
        if (rule.parameter.empty()) continue;
        EXPECT_NE(std::ranges::find(specs, rule.parameter, &layout::ParameterSpec::name),
                  specs.end())
            << rule.parameter;
        EXPECT_EQ(std::abs(rule.direction), 1.0) << rule.feature;
    }
}

TEST(Instructions, OneFindingIsOneSentenceAndOneStep) {
    const Rule& rule = rule_with_parameter();
    const std::vector findings{finding(std::string{rule.feature}, -0.8)};
    const auto proposal = compose_instructions(base(), findings);
    ASSERT_TRUE(proposal);
    ASSERT_EQ(proposal->sentences.size(), 1U);
    EXPECT_TRUE(proposal->sentences.front().starts_with(rule.when_lower));
    EXPECT_NE(proposal->sentences.front().find("0.10"), std::string::npos);
    EXPECT_TRUE(proposal->instructions.prompt.starts_with(base().prompt));
    const double before = value_of(base().parameters, rule.parameter);
    const double after = value_of(proposal->instructions.parameters, rule.parameter);
    EXPECT_GT((after - before) * rule.direction * -1.0, 0.0) << "towards less of the feature";
    EXPECT_TRUE(proposal->id.starts_with("proposal-"));
    EXPECT_EQ(proposal->id.size(), std::string_view{"proposal-"}.size() + 12);
}

TEST(Instructions, TheSameFindingsGiveTheSameProposal) {
    const std::vector findings{finding(std::string{rule_with_parameter().feature}, -0.8)};
    const auto one = compose_instructions(base(), findings);
    auto nearly = findings;
    nearly.front().mean_successful += 0.0004;  // Below what a sentence shows.
    const auto two = compose_instructions(base(), nearly);
    ASSERT_TRUE(one && two);
    EXPECT_EQ(one->id, two->id);
    EXPECT_EQ(one->instructions.prompt, two->instructions.prompt);
}

TEST(Instructions, WeakFindingsAndUnknownFeaturesChangeNothing) {
    const std::string feature{rule_with_parameter().feature};
    EXPECT_FALSE(compose_instructions(base(), {}));
    EXPECT_FALSE(compose_instructions(base(), std::vector{finding(feature, -0.8, 0.11)}));
    EXPECT_FALSE(compose_instructions(base(), std::vector{finding(feature, -0.29)}));
    EXPECT_FALSE(compose_instructions(base(), std::vector{finding("moon_phase", 2.0)}));
    EXPECT_TRUE(compose_instructions(
        base(), std::vector{finding(feature, -kFindingEffectMin, kFindingQMax)}));
}

TEST(Instructions, ALaterProposalReplacesTheLearnedSection) {
    const std::string feature{rule_with_parameter().feature};
    const auto first = compose_instructions(base(), std::vector{finding(feature, -0.8)});
    ASSERT_TRUE(first);
    const auto second =
        compose_instructions(first->instructions, std::vector{finding(feature, 0.8)});
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->instructions.prompt.starts_with(base().prompt));
    EXPECT_EQ(second->instructions.prompt.find(first->sentences.front()), std::string::npos);
    EXPECT_NE(first->id, second->id);
}

TEST(Instructions, ParametersNeverLeaveTheirRange) {
    for (const double effect : {-50.0, 50.0}) {
        Instructions instructions = base();
        for (int round = 0; round < 40; ++round) {
            std::vector<Finding> findings;
            for (const Rule& rule : instruction_rules()) {
                findings.push_back(finding(std::string{rule.feature}, effect));
            }
            const auto proposal = compose_instructions(instructions, findings);
            if (!proposal) break;
            EXPECT_LE(proposal->sentences.size(), 5U);
            instructions = proposal->instructions;
        }
        const auto specs = layout::parameter_specs();
        for (std::size_t i = 0; i < specs.size(); ++i) {
            EXPECT_GE(instructions.parameters.values()[i], specs[i].min) << specs[i].name;
            EXPECT_LE(instructions.parameters.values()[i], specs[i].max) << specs[i].name;
        }
    }
}

TEST(Instructions, AddedTextHoldsNoPlaceholders) {
    for (const Rule& rule : instruction_rules()) {
        for (const std::string_view text : {rule.when_higher, rule.when_lower}) {
            EXPECT_EQ(text.find_first_of("{}$"), std::string_view::npos) << text;
        }
    }
}

}  // namespace
}  // namespace refit::training
