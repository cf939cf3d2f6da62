#include <gtest/gtest.h>

#include "learn/contextual.h"
#include "learn/contextual_test_support.h"
#include "learn/feature_map.h"

namespace refit::learn {
namespace {

TEST(ContextualPolicy, JsonReadsBackAndDecidesBitForBit) {
    ContextualOptions options = small();
    options.map.seed = 0xffff'ffff'ffff'fff1U;
    options.half_life = 5000;
    auto policy = make_policy(options, 3);
    SeededRng rng{15};
    learn_all(policy, made_feedback(rng, 700, 3, 3));
    const std::string text = policy.to_json();
    auto again = ContextualPolicy::parse(text).value();
    EXPECT_EQ(again.to_json(), text);
    EXPECT_EQ(again.options(), policy.options());
    EXPECT_EQ(again.version(), policy.version());
    policy.refactor();
    EXPECT_EQ(policy.to_json(), text);
    const auto eligible = all_of(policy);
    const auto more = made_feedback(rng, 200, 3, 3);
    for (const Feedback& one : more) {
        EXPECT_EQ(policy.pmf(one.context, eligible).value(),
                  again.pmf(one.context, eligible).value());
        ASSERT_TRUE(policy.update(one.context, one.arm, one.reward).has_value());
        ASSERT_TRUE(again.update(one.context, one.arm, one.reward).has_value());
    }
    EXPECT_EQ(policy.to_json(), again.to_json());
}

TEST(ContextualPolicy, WidthsRestOnFewFeaturesAndSurviveStorage) {
    auto policy = make_policy(few_behind_widths(), 3);
    SeededRng rng{21};
    const auto feedback = made_feedback(rng, 300, 3, 3);
    learn_all(policy, feedback);
    // What a policy of those features alone knows: x, 1 and waves 2, 6, 10 and 14.
    const auto map = FeatureMap::create(3, small().map).value();
    const double precision = 0.3 * 4 / 16;
    ArmPosterior alone{{1, 1, 1, 1, precision, precision, precision, precision},
                       std::vector<double>(8, 0.0)};
    const auto few = [&](const std::vector<double>& x) {
        const auto phi = map.apply(x).value();
        return std::vector{phi[0], phi[1], phi[2], phi[3], phi[6], phi[10], phi[14], phi[18]};
    };
    for (const Feedback& one : feedback)
        if (one.arm == 2) alone.add(few(one.context), one.reward, 1.0);
    policy.refactor();
    auto again = ContextualPolicy::parse(policy.to_json()).value();
    for (int i = 0; i < 20; ++i) {
        const auto x = made_feedback(rng, 1, 3, 3)[0].context;
        const auto estimate = policy.estimate(x, 2).value();
        EXPECT_NEAR(estimate.width, alone.width(few(x)), 1e-12);
        EXPECT_EQ(estimate.width, again.estimate(x, 2)->width);
        EXPECT_EQ(policy.pmf(x, all_of(policy)).value(), again.pmf(x, all_of(policy)).value());
    }
}

std::string with(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// Sums that leave all features' precision positive, yet not that of the few behind the widths.
TEST(ContextualPolicy, SumsOfNoDataAreRefusedForTheWidthsToo) {
    const ContextualOptions options;
    auto policy = make_policy(options, 1);
    const std::size_t linear = options.dimension + 1;
    const std::size_t features = linear + options.map.random_features;
    const auto gram = [&](const char* diagonal) {
        std::string text = "\"gram\":[";
        for (std::size_t column = 0; column < features; ++column) {
            for (std::size_t row = column; row < features; ++row) {
                text += row == column && column >= linear ? diagonal : "0";
                text += row + 1 == features && column + 1 == features ? "]" : ",";
            }
        }
        return text;
    };
    const auto read = ContextualPolicy::parse(with(policy.to_json(), gram("0"), gram("-0.1")));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::InvalidInput);
    EXPECT_TRUE(ContextualPolicy::parse(with(policy.to_json(), gram("0"), gram("0.1"))));
}

TEST(ContextualPolicy, JsonOfAnotherKindOrBrokenIsRefused) {
    ContextualOptions options;
    options.map.random_features = 0;
    auto policy = make_policy(options, 1);
    const std::string text = policy.to_json();
    EXPECT_TRUE(ContextualPolicy::parse(text).has_value());
    EXPECT_FALSE(ContextualPolicy::parse("").has_value());
    EXPECT_FALSE(ContextualPolicy::parse("[]").has_value());
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"contextual_policy", "ridge"},
             {"\"format\":2", "\"format\":3"},
             {"\"rule\":\"squarecb\"", "\"rule\":\"dice\""},
             {"\"dimension\":1", "\"dimension\":-1"},
             {"\"dimension\":1", "\"dimension\":2"},
             {"\"dimension\":1", "\"dimension\":999999999"},
             {"\"floor\":0.005", "\"floor\":2"},
             {"\"width\":0.3", "\"width\":\"x\""},
             {"\"map_seed\":\"1\"", "\"map_seed\":\"one\""},
             {"\"width_features\":16", "\"width_features\":-1"},
             {"\"version\":1", "\"version\":-1"},
             {"\"name\":\"arm0\"", "\"name\":\"\""},
             {"\"evidence\":0", "\"evidence\":-1"},
             {"\"gram\":[0,0,0]", "\"gram\":[0,0]"},
             {"\"gram\":[0,0,0]", "\"gram\":[0,9,0]"},
             {"\"moment\":[0,0]", "\"moment\":[0,null]"}}) {
        const auto read = ContextualPolicy::parse(with(text, from, to));
        ASSERT_FALSE(read.has_value()) << to;
        EXPECT_FALSE(read.error().message.empty());
    }
}

TEST(ContextualPolicy, AFormatOnePolicyKeepsWidthsByAllFeatures) {
    ContextualOptions options = small();
    options.map.random_features = 40;
    auto policy = make_policy(options, 1);
    std::string text = with(policy.to_json(), "\"width_features\":16,", "");
    const auto read = ContextualPolicy::parse(with(text, "\"format\":2", "\"format\":1"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->options().width_features, 40U);
}

}  // namespace
}  // namespace refit::learn
