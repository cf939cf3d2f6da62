#include "layout/rewrap.h"

#include <gtest/gtest.h>

#include "layout/test_problem.h"

namespace refit::layout {
namespace {

using geometry::Size;
using test::object;
using test::Problem;

// A headline above smaller copy, in one line each, for a narrow page. A character is half a font
// size wide.
Problem headline_and_copy(const std::string& words) {
    return {{728, 90},
            object("textbox", 20, 10, 680, 32, R"(,"fontSize":28,"text":")" + words + "\"") + "," +
                object("textbox", 20, 70, 680, 12,
                       R"(,"fontSize":10,"text":"words and more words here")"),
            {160, 600}};
}

const Unit& headline(const Problem& problem) {
    return problem.scene().units.front();
}

TEST(Rewrap, ATextThatFillsItsRoomIsNoWiderThanIt) {
    const Problem problem = headline_and_copy("one two three four five six seven eight");
    const Unit& unit = headline(problem);
    for (const double width : {140.00001, 140.00003, 140.00006, 140.00009}) {
        const auto shape = rewrapped_shape(problem.task(), unit, 1, 0.99, {width, 500});
        ASSERT_TRUE(shape) << width;
        EXPECT_LE(shape->size.width, width);
        const auto wrapped = wrapped_text(problem.task(), unit.members.front(), 1, width);
        ASSERT_TRUE(wrapped);
        EXPECT_LE(wrapped->width, width);
    }
}

TEST(Rewrap, AHeadlineShrinksALittleForFewerLines) {
    const Problem problem = headline_and_copy("fresh bread every day");
    const Unit& unit = headline(problem);
    ASSERT_EQ(problem.scene().elements[unit.members.front()].role, Role::Headline);
    const Size four_lines{75, 500};  // "fresh" and "bread" are 70 wide, "every day" 126
    const auto kept = rewrapped_shape(problem.task(), unit, 1, 0.1, four_lines);
    ASSERT_TRUE(kept);
    EXPECT_DOUBLE_EQ(kept->scale, 1);
    const Size three_lines{115, 500};
    const auto shrunk = rewrapped_shape(problem.task(), unit, 1, 0.1, three_lines);
    ASSERT_TRUE(shrunk);
    EXPECT_LT(shrunk->scale, 1);
    EXPECT_GT(shrunk->scale, 0.85);
    EXPECT_LT(shrunk->size.height, 3.5 * 28);
}

TEST(Rewrap, SmallCopyMayTakeAsManyLinesAsItNeeds) {
    const Problem problem = headline_and_copy("fresh bread every day");
    const Unit& copy = problem.scene().units.back();
    ASSERT_EQ(problem.scene().elements[copy.members.front()].role, Role::Text);
    const auto shape = rewrapped_shape(problem.task(), copy, 1, 0.1, {28, 500});
    ASSERT_TRUE(shape);
    EXPECT_DOUBLE_EQ(shape->scale, 1);
    EXPECT_GT(shape->size.height, 4 * 10);
}

}  // namespace
}  // namespace refit::layout
