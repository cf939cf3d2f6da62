#include "simulation/scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace refit::simulation {
namespace {

using testing::HasSubstr;

constexpr const char* kArms = "[[arm]]\nid = \"a\"\n[[arm]]\nid = \"b\"\n";

std::string why_not(const std::string& toml) {
    const auto parsed = parse_scenario(toml, "/scenarios");
    return parsed ? "accepted" : parsed.error().message;
}

TEST(Scenario, AnEmptyFileIsTheBuiltInExperiment) {
    const auto scenario = parse_scenario("", "/scenarios");
    ASSERT_TRUE(scenario) << scenario.error().message;
    EXPECT_EQ(scenario->sessions, 10'000);
    EXPECT_TRUE(scenario->arms.empty());
    EXPECT_FALSE(scenario->designs);
}

TEST(Scenario, EverythingInAFileIsRead) {
    const auto scenario = parse_scenario(R"(
title = "All"
seed = 7
sessions = 50
runs = 3
looks = 5
replicas = 2
restarts = 4
[designs]
path = "../designs"
held_out_authors = ["ann"]
targets = ["728x90"]
[raters]
taste = "features"
weights = { margin = 2.5, balance_shift = -1 }
liars = 0.1
[learning]
allocation = "fixed"
retrain_days = 7
[[arm]]
id = "a"
parameters = { margin_share = 0.05 }
[[arm]]
id = "b"
[[drift]]
at = 0.5
stars = { all = -0.5 }
)",
                                         "/scenarios");
    ASSERT_TRUE(scenario) << scenario.error().message;
    EXPECT_EQ(scenario->seed, 7U);
    EXPECT_EQ(scenario->replicas, 2U);
    EXPECT_EQ(scenario->restarts, 4);
    EXPECT_EQ(scenario->designs->path, "/scenarios/../designs");
    EXPECT_EQ(scenario->raters.taste, Taste::Features);
    EXPECT_EQ(scenario->raters.weights.at("balance_shift"), -1);
    EXPECT_EQ(scenario->learning.allocation, store::Allocation::Fixed);
    ASSERT_EQ(scenario->arms.size(), 2U);
    EXPECT_THAT(scenario->arms[0].parameters, HasSubstr("margin_share"));
    EXPECT_EQ(scenario->drifts[0].stars.at("all"), -0.5);
}

TEST(Scenario, WhatIsWrongIsNamedWithLineKeyAndMend) {
    EXPECT_THAT(why_not("title = "), HasSubstr("line 1"));
    EXPECT_THAT(why_not("\nsessions = 0"), HasSubstr("line 2: sessions: expected a whole number"));
    EXPECT_THAT(why_not("sessions = 1.5"), HasSubstr("whole number"));
    EXPECT_THAT(why_not("sesions = 5"), HasSubstr("sesions: expected a known key"));
    EXPECT_THAT(why_not("[raters]\nliars = 2"), HasSubstr("raters.liars: expected a number"));
    EXPECT_THAT(why_not("[raters]\ntaste = \"sweet\""), HasSubstr("\"closeness\", \"features\""));
    EXPECT_THAT(why_not("[raters]\ntaste = \"closeness\""), HasSubstr("need [designs]"));
    EXPECT_THAT(why_not("[designs]\ntargets = []"), HasSubstr("designs.path: expected"));
    EXPECT_THAT(why_not("[[arm]]\nid = \"a\""), HasSubstr("one arm alone"));
    EXPECT_THAT(why_not(std::string{kArms} + kArms), HasSubstr("there twice"));
    EXPECT_THAT(why_not("[[arm]]\nid = \"a\"\nparameters = { margn = 1 }"), HasSubstr("margn"));
    EXPECT_THAT(why_not("[designs]\npath = \"x\"\n[raters]\ntaste = \"features\"\n"
                        "weights = { beauty = 1 }"),
                HasSubstr("beauty: no layout feature"));
    EXPECT_THAT(why_not("arm = 3"), HasSubstr("arm: expected [[arm]] tables"));
    EXPECT_THAT(why_not("looks = \"many\""), HasSubstr("looks"));
}

}  // namespace
}  // namespace refit::simulation
