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

TEST(Scenario, FaultsAreRead) {
    const auto scenario = parse_scenario(R"(
[raters]
delay_by_arm = { b = 4 }
response_by_arm = { b = 0.5 }
[faults]
lost = 0.1
failed_commits = 0.2
lost_replies = 0.3
kills = 0.04
keyed_duplicates = 0.5
plain_duplicates = 0.6
skew_minutes = -7
bursts = 8
burst_sessions = 9
[[trouble]]
arm = "b"
from = 0.25
to = 0.5
stars = -2
slow_ms = 900
)",
                                         "/scenarios");
    ASSERT_TRUE(scenario) << scenario.error().message;
    const Faults& faults = scenario->faults;
    EXPECT_EQ(faults.lost + faults.failed_commits + faults.lost_replies, 0.1 + 0.2 + 0.3);
    EXPECT_EQ(faults.kills + faults.keyed_duplicates + faults.plain_duplicates, 0.04 + 0.5 + 0.6);
    EXPECT_EQ(faults.skew_minutes, -7);
    EXPECT_EQ(faults.bursts, 8);
    EXPECT_EQ(faults.burst_sessions, 9);
    ASSERT_EQ(scenario->troubles.size(), 1U);
    EXPECT_EQ(scenario->troubles[0].arm, "b");
    EXPECT_EQ(scenario->troubles[0].from + scenario->troubles[0].to, 0.75);
    EXPECT_EQ(scenario->troubles[0].stars + scenario->troubles[0].slow_ms, 898);
    EXPECT_EQ(scenario->raters.delay_by_arm.at("b"), 4);
    EXPECT_EQ(scenario->raters.response_by_arm.at("b"), 0.5);
    const auto hopeless = parse_scenario("[faults]\nlost_replies = 0.9\n", "/");
    ASSERT_FALSE(hopeless);
    EXPECT_NE(hopeless.error().message.find("line 2: faults.lost_replies"), std::string::npos);
    EXPECT_FALSE(parse_scenario("[raters]\ndelay_by_arm = { a = -1 }\n", "/"));
    EXPECT_FALSE(parse_scenario("[[trouble]]\nstars = -1\n", "/")) << "of which arm?";
}

TEST(Scenario, WhatIsWrongIsNamedWithLineKeyAndMend) {
    EXPECT_THAT(why_not("title = "), HasSubstr("line 1"));
    EXPECT_THAT(why_not("\nsessions = 0"), HasSubstr("line 2: sessions: expected a whole number"));
    EXPECT_THAT(why_not("sessions = 1.5"), HasSubstr("whole number"));
    EXPECT_THAT(why_not("sesions = 5"), HasSubstr("sesions: expected a known key"));
    EXPECT_THAT(why_not("[raters]\nliars = 2"), HasSubstr("raters.liars: expected a number"));
    EXPECT_THAT(why_not("[raters]\ntaste = \"sweet\""), HasSubstr("\"closeness\", \"features\""));
    EXPECT_THAT(why_not("[raters]\ntaste = \"closeness\""), HasSubstr("need [designs]"));
    EXPECT_THAT(why_not("[designs]\npath = \"x\"\n[raters]\ntaste = \"closeness\"\n"
                        "weights_if_tall = { a = 1 }"),
                HasSubstr("weights_if_tall"));
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
