#include "layout/parameters.h"

#include <gtest/gtest.h>

#include <set>

namespace refit::layout {
namespace {

TEST(Parameters, EveryDefaultLiesInItsRangeAndEveryNameIsUnique) {
    std::set<std::string_view> names;
    for (const ParameterSpec& spec : parameter_specs()) {
        EXPECT_LT(spec.min, spec.max) << spec.name;
        EXPECT_GE(spec.fallback, spec.min) << spec.name;
        EXPECT_LE(spec.fallback, spec.max) << spec.name;
        EXPECT_FALSE(spec.reason.empty()) << spec.name;
        EXPECT_TRUE(names.insert(spec.name).second) << spec.name;
    }
    EXPECT_EQ(names.size(), static_cast<std::size_t>(Parameter::Count));
}

TEST(Parameters, EnumeratorsStandInTheOrderOfTheTable) {
    const auto name = [](Parameter p) {
        return parameter_specs()[static_cast<std::size_t>(p)].name;
    };
    EXPECT_EQ(name(Parameter::TextExponent), "text_exponent");
    EXPECT_EQ(name(Parameter::PanelShare), "panel_share");
    EXPECT_EQ(name(Parameter::WeightHabit), "weight_habit");
    EXPECT_EQ(name(Parameter::WeightRanker), "weight_ranker");
}

TEST(Parameters, JsonRoundTripKeepsEveryValue) {
    Parameters parameters;
    ASSERT_TRUE(parameters.set("text_exponent", 0.7));
    const auto again = Parameters::parse(parameters.to_json());
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, parameters);
    EXPECT_EQ((*again)[Parameter::TextExponent], 0.7);
}

TEST(Parameters, UnknownNameIsRefusedWithTheKnownOnes) {
    const auto parsed = Parameters::parse(R"({"text_exponnet": 0.5})");
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(parsed.error().message.find("text_exponent"), std::string::npos);
}

TEST(Parameters, ValueOutsideItsRangeOrOfAnotherTypeIsRefused) {
    EXPECT_FALSE(Parameters::parse(R"({"text_exponent": 7})"));
    EXPECT_FALSE(Parameters::parse(R"({"text_exponent": "0.5"})"));
    EXPECT_FALSE(Parameters::parse("[]"));
}

}  // namespace
}  // namespace refit::layout
