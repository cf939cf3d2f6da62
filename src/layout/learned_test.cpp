#include "layout/learned.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layout/candidates.h"
#include "layout/test_support.h"

namespace refit::layout {
namespace {

TEST(Learned, AFileReadsBack) {
    Learned learned;
    ASSERT_TRUE(learned.parameters.set("text_exponent", 0.61));
    learned.firmness[2] = 17.25;
    learned.habits.at(Change::IntoStrip, 3) = {0.125, 2};
    learned.habits.at(Change::Near, 14) = {-0.5, 0.25};
    const auto read = Learned::parse(learned.to_json());
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, learned);
}

TEST(Learned, TheShippedModelKnowsHowStripsAreMade) {
    const Habits& habits = Learned::shipped().habits;
    EXPECT_LT(habits.cost(Change::IntoStrip, "strip"), habits.cost(Change::IntoStrip, "column"));
    EXPECT_LT(habits.cost(Change::OutOfStrip, "column"), habits.cost(Change::OutOfStrip, "strip"));
}

TEST(Learned, TheBestKindCostsNothingAndTheRestWhatTheyLose) {
    Habits habits;
    habits.at(Change::Far, 1).gain = 0.1;
    EXPECT_EQ(habits.cost(Change::Far, candidate_names()[1]), 0.0);
    EXPECT_DOUBLE_EQ(habits.cost(Change::Far, candidate_names()[0]), 0.1 * kHabitScale);
    EXPECT_EQ(habits.cost(Change::Near, candidate_names()[0]), 0.0);
    EXPECT_EQ(habits.cost(Change::Far, "model"), 0.0) << "no candidate";
}

std::string why_not(std::string_view text) {
    const auto read = Learned::parse(text);
    return read ? "accepted" : read.error().message;
}

TEST(Learned, WhatIsWrongInAFileIsNamedWithTheMend) {
    using testing::HasSubstr;
    EXPECT_THAT(why_not(R"({"model":"layout/1","parameters":{}})"),
                HasSubstr("train the model anew"));
    EXPECT_THAT(why_not(R"({"model":"layout/2","parameters":{}})"), HasSubstr("habits"));
    const auto with = [](std::string_view parameters, std::string_view firmness,
                         std::string_view habits) {
        return why_not(
            fmt::format(R"({{"model":"layout/2","parameters":{},"firmness":{},"habits":{}}})",
                        parameters, firmness, habits));
    };
    EXPECT_EQ(with("{}", "{}", "{}"), "accepted");
    EXPECT_THAT(with(R"({"text_exponent":7})", "{}", "{}"), HasSubstr("text_exponent"));
    EXPECT_THAT(with("{}", R"({"text_exponent":-1})", "{}"), HasSubstr("firmness is a number"));
    EXPECT_THAT(with("{}", "{}", R"({"sideways":{}})"),
                HasSubstr("into strip, out of strip, far, near"));
    EXPECT_THAT(with("{}", "{}", R"({"far":{"pile":[0,1]}})"), HasSubstr("known are: keep, pins"));
    for (const char* habit : {"0.1", "[0.1]", "[1.1,1]", "[0,-1]", R"(["a",1])"}) {
        EXPECT_THAT(with("{}", "{}", fmt::format(R"({{"far":{{"pins":{}}}}})", habit)),
                    HasSubstr("gain from -1 to 1"));
    }
    EXPECT_THAT(why_not("[1"), HasSubstr("1"));
}

}  // namespace
}  // namespace refit::layout
