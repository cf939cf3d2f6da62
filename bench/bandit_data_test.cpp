#include "bandit_data.h"

#include <gtest/gtest.h>

namespace refit::bench {
namespace {

TEST(BanditData, ReadsNumbersAndClasses) {
    const auto data = parse_bandit_csv("set", "a,b,label\n0.5,1,cat\r\n0,-2e-1,dog\n1,0,cat\n\n");
    ASSERT_TRUE(data.has_value());
    EXPECT_EQ(data->features, 2U);
    EXPECT_EQ(data->contexts, (std::vector<std::vector<double>>{{0.5, 1}, {0, -0.2}, {1, 0}}));
    EXPECT_EQ(data->labels, (std::vector<std::size_t>{0, 1, 0}));
    EXPECT_EQ(data->classes, (std::vector<std::string>{"cat", "dog"}));
}

TEST(BanditData, BadTextIsNamedByLine) {
    const auto message = [](const std::string& text) {
        return parse_bandit_csv("set", text).error().message;
    };
    EXPECT_EQ(message("a,label\n1,x\n1,2,y\n"),
              "set: line 3: expected 2 cells as in the header, found 3");
    EXPECT_EQ(message("a,label\none,x\n"), "set: line 2, column 1: expected a number, found 'one'");
    EXPECT_EQ(message("a,label\n1,x\n"), "set: expected rows of two classes or more");
    EXPECT_TRUE(message("").starts_with("set: line 1: expected a header"));
    EXPECT_TRUE(message("\x1f\x8b compressed").ends_with("zcat FILE | refit-bench bandit -"));
}

TEST(BanditData, AMissingFileIsNamed) {
    EXPECT_EQ(read_bandit_csv("/nonexistent.csv").error().message,
              "/nonexistent.csv: cannot be read");
}

}  // namespace
}  // namespace refit::bench
