#include "learn/boosted_trees.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "base/rng.h"

namespace refit::learn {
namespace {

// A step and an interaction, which no line follows.
std::vector<RidgeRow> rows_of(std::uint64_t seed, int count) {
    SeededRng rng{seed};
    std::vector<RidgeRow> rows;
    for (int i = 0; i < count; ++i) {
        const double a = uniform01(rng);
        const double b = uniform01(rng);
        const double y = (a > 0.5) == (b > 0.5) ? 0.8 : 0.2;
        rows.push_back({{a, b, uniform01(rng)}, y + 0.02 * standard_normal(rng), 1});
    }
    return rows;
}

TEST(BoostedTrees, LearnWhatALineCannot) {
    const auto trees = BoostedTrees::fit(3, rows_of(1, 800)).value();
    EXPECT_EQ(trees.size(), 200U);
    double error = 0;
    const auto fresh = rows_of(2, 400);
    for (const RidgeRow& row : fresh) error += std::abs(trees.predict(row.features) - row.target);
    EXPECT_LT(error / 400, 0.06);  // The mean alone leaves 0.3.
}

TEST(BoostedTrees, TheSameRowsAndSeedGiveTheSameTrees) {
    const auto rows = rows_of(1, 400);
    const auto text = BoostedTrees::fit(3, rows)->to_json();
    EXPECT_EQ(BoostedTrees::fit(3, rows)->to_json(), text);
    EXPECT_NE(BoostedTrees::fit(3, rows, {.seed = 2})->to_json(), text);
}

TEST(BoostedTrees, ReadBackBitForBit) {
    const auto rows = rows_of(1, 400);
    const auto trees = BoostedTrees::fit(3, rows).value();
    const auto again = BoostedTrees::from_json(trees.to_json()).value();
    EXPECT_EQ(again.to_json(), trees.to_json());
    EXPECT_LT(trees.to_json().size(), 100'000U);
    for (const RidgeRow& row : rows) {
        EXPECT_EQ(again.predict(row.features), trees.predict(row.features));
    }
}

TEST(BoostedTrees, RowsAndOptionsThatMakeNoSenseAreRefused) {
    const auto rows = rows_of(1, 50);
    EXPECT_FALSE(BoostedTrees::fit(2, rows));
    EXPECT_FALSE(BoostedTrees::fit(0, rows));
    EXPECT_FALSE(BoostedTrees::fit(3, std::span{rows}.first(1)));
    EXPECT_FALSE(BoostedTrees::fit(3, rows, {.rounds = 0}));
    EXPECT_FALSE(BoostedTrees::fit(3, rows, {.depth = kTreeDepthMax + 1}));
    EXPECT_FALSE(BoostedTrees::fit(3, rows, {.eta = NAN}));
    EXPECT_FALSE(BoostedTrees::fit(3, rows, {.monotone = {1, 0}}));
    EXPECT_FALSE(BoostedTrees::fit(3, rows, {.monotone = {2, 0, 0}}));
    EXPECT_FALSE(BoostedTrees::fit(1, std::array{RidgeRow{{1e300}, 0, 1}, RidgeRow{{0}, 0, 1}}));
    EXPECT_EQ(BoostedTrees::fit(kRidgeFeaturesMax + 1, rows).error().code, ErrorCode::TooLarge);
}

// Noise tempts the trees to fall here and there; told that they may not, they never do.
TEST(BoostedTrees, KeepADirectionTheyWereGiven) {
    SeededRng rng{3};
    std::vector<RidgeRow> rows;
    for (int i = 0; i < 300; ++i) {
        const double x = uniform01(rng);
        rows.push_back({{x}, 0.2 * x + standard_normal(rng), 1});
    }
    const auto falls = [&rows](const BoostedTreesOptions& options) {
        const auto trees = BoostedTrees::fit(1, rows, options).value();
        int count = 0;
        for (int i = 0; i < 1000; ++i) {
            const double here = trees.predict(std::array{i / 1000.0});
            count += trees.predict(std::array{(i + 1) / 1000.0}) < here - 1e-6 ? 1 : 0;
        }
        return count;
    };
    EXPECT_GT(falls({}), 3);
    EXPECT_EQ(falls({.monotone = {1}}), 0);
}

TEST(BoostedTrees, ManyRowsAreBinned) {
    const auto trees = BoostedTrees::fit(3, rows_of(1, 6000), {.rounds = 100, .eta = 0.1}).value();
    double error = 0;
    for (const RidgeRow& row : rows_of(2, 400)) {
        error += std::abs(trees.predict(row.features) - row.target);
    }
    EXPECT_LT(error / 400, 0.04);
}

std::string model_with(const std::string& tree) {
    return R"({"kind":"boosted-trees","format":1,"features":2,"base":0.5,"trees":[)" + tree + "]}";
}

TEST(BoostedTrees, BadTextsAreRefusedWithTheirPlace) {
    const std::string good =
        R"({"feature":[1,0,0],"split":[0.5,-1,1],"left":[1,-1,-1],"right":[2,-1,-1]})";
    const auto read = BoostedTrees::from_json(model_with(good));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->predict(std::array{0.0, 0.4}), -0.5);
    EXPECT_EQ(read->predict(std::array{0.0, 0.5}), 1.5);
    for (const char* tree :
         {R"({})", R"([])", R"(7)", R"({"feature":[],"split":[],"left":[],"right":[]})",
          R"({"feature":[2,0,0],"split":[0.5,-1,1],"left":[1,-1,-1],"right":[2,-1,-1]})",
          R"({"feature":[-1,0,0],"split":[0.5,-1,1],"left":[1,-1,-1],"right":[2,-1,-1]})",
          R"({"feature":[1,0,0],"split":[0.5,-1,1],"left":[0,-1,-1],"right":[2,-1,-1]})",
          R"({"feature":[1,0,0],"split":[0.5,-1,1],"left":[1,-1,-1],"right":[1,-1,-1]})",
          R"({"feature":[1,0,0],"split":[0.5,-1,1],"left":[1,-1,-1],"right":[3,-1,-1]})",
          R"({"feature":[1,0,0],"split":[0.5,-1,1],"left":[-1,-1,-1],"right":[2,-1,-1]})",
          R"({"feature":[1,0,0],"split":[0.5,-1,1],"left":[1.5,-1,-1],"right":[2,-1,-1]})",
          R"({"feature":[1,0,0],"split":[1e200,-1,1],"left":[1,-1,-1],"right":[2,-1,-1]})",
          R"({"feature":[1,0,0],"split":[null,-1,1],"left":[1,-1,-1],"right":[2,-1,-1]})",
          R"({"feature":[1,0],"split":[0.5,-1,1],"left":[1,-1,-1],"right":[2,-1,-1]})"}) {
        const auto refused = BoostedTrees::from_json(model_with(tree));
        ASSERT_FALSE(refused) << tree;
        EXPECT_NE(refused.error().message.find("trees"), std::string::npos);
    }
    EXPECT_FALSE(BoostedTrees::from_json(""));
    EXPECT_FALSE(BoostedTrees::from_json("{}"));
    EXPECT_FALSE(BoostedTrees::from_json(R"({"kind":"boosted-trees","format":2})"));
    EXPECT_EQ(BoostedTrees::from_json(std::string(kTreesBytesMax + 1, ' ')).error().code,
              ErrorCode::TooLarge);
}

// Every truncation and many single-byte changes of a real model: refused or usable, never a crash.
TEST(BoostedTrees, DamagedTextsNeverCrash) {
    const auto text = BoostedTrees::fit(3, rows_of(1, 200), {.rounds = 5})->to_json();
    const std::array x{0.1, 0.9, 0.5};
    for (std::size_t i = 0; i < text.size(); ++i) {
        EXPECT_FALSE(BoostedTrees::from_json(text.substr(0, i)));
        for (const char byte : {'9', '-', ']', ','}) {
            std::string damaged = text;
            damaged[i] = byte;
            const auto read = BoostedTrees::from_json(damaged);
            if (read && read->feature_count() == x.size()) (void)read->predict(x);
        }
    }
}

}  // namespace
}  // namespace refit::learn
