#include "learn/off_policy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "base/rng.h"
#include "learn/promotion_gate.h"
#include "stats/vector_table.h"

namespace refit::learn {
namespace {

struct Reference {
    std::vector<OffPolicyRound> rounds;
    std::map<std::string, std::vector<double>> figures;
};

Reference read_reference() {
    Reference reference;
    for (const auto& row : stats::read_vectors("learn/off_policy.tsv")) {
        if (row[0] == "round") {
            const auto target = stats::to_numbers(row[4]);
            const auto model = stats::to_numbers(row[5]);
            const auto arm = static_cast<std::size_t>(stats::to_number(row[1]));
            reference.rounds.push_back(off_policy_round({arm, stats::to_number(row[2]),
                                                         stats::to_number(row[3]), target, model})
                                           .value());
            continue;
        }
        for (std::size_t i = 1; i < row.size(); ++i) {
            reference.figures[row[0]].push_back(stats::to_number(row[i]));
        }
    }
    return reference;
}

double weighted_reward(const OffPolicyRound& round) {
    return round.weight * round.reward;
}

TEST(OffPolicy, EstimatorsAgreeWithNumpy) {
    const auto [rounds, figures] = read_reference();
    ASSERT_EQ(rounds.size(), 60U);
    const EstimatorOptions options{.switch_at = 2, .shrinkage = 5};
    for (const auto estimator :
         {Estimator::Direct, Estimator::Ips, Estimator::SelfNormalisedIps, Estimator::DoublyRobust,
          Estimator::SelfNormalisedDr, Estimator::SwitchDr, Estimator::OptimisticDr}) {
        const std::string name{to_string(estimator)};
        EXPECT_NEAR(off_policy_value(rounds, estimator, options), figures.at(name)[0], 1e-12)
            << name;
    }
    EXPECT_NEAR(off_policy_value(rounds, Estimator::Ips, {.clip = 1.5}),
                figures.at("ips_clip1.5")[0], 1e-12);
    EXPECT_NEAR(off_policy_value(rounds, Estimator::DoublyRobust, {.clip = 1.5}),
                figures.at("dr_clip1.5")[0], 1e-12);
    EXPECT_NEAR(overlap(rounds).effective_sample, figures.at("ess")[0], 1e-9);
    EXPECT_NEAR(clipped_share(rounds, 1.5), figures.at("clipped_share")[0], 1e-12);
}

TEST(OffPolicy, BoundsAndProcessesAgreeWithNumpy) {
    const auto [rounds, figures] = read_reference();
    const auto values = contributions(rounds, Estimator::Ips);
    const double largest = overlap(rounds).max_weight;
    EXPECT_NEAR(student_lower_bound(values, 0.05), figures.at("student")[0], 1e-9);
    EXPECT_NEAR(hoeffding_lower_bound(values, largest, 0.05), figures.at("hoeffding")[0], 1e-12);
    EXPECT_NEAR(bernstein_lower_bound(values, largest, 0.05), figures.at("bernstein")[0], 1e-12);
    EXPECT_NEAR(betting_lower_bound(values, 0.05), figures.at("betting")[0], 1e-9);
    PairedBetting better{PairedBetting::Claim::Better};
    PairedBetting worse{PairedBetting::Claim::Worse};
    PairedBetting with_margin{PairedBetting::Claim::Better, 0.1};
    for (const auto& round : rounds) {
        ASSERT_TRUE(better.update(round.weight, round.reward));
        ASSERT_TRUE(worse.update(round.weight, round.reward));
        ASSERT_TRUE(with_margin.update(round.weight, round.reward));
    }
    EXPECT_NEAR(better.log_wealth(), figures.at("better")[0], 1e-12);
    EXPECT_NEAR(better.log_wealth_max(), figures.at("better")[1], 1e-12);
    EXPECT_NEAR(worse.log_wealth(), figures.at("worse")[0], 1e-12);
    EXPECT_NEAR(worse.log_wealth_max(), figures.at("worse")[1], 1e-12);
    EXPECT_NEAR(with_margin.log_wealth(), figures.at("better_margin0.1")[0], 1e-12);
}

TEST(OffPolicy, ThePolicyThatLoggedIsWorthWhatWasSeen) {
    SeededRng rng{5};
    std::vector<OffPolicyRound> rounds;
    double mean = 0.0;
    for (int i = 0; i < 200; ++i) {
        const std::vector<double> policy{0.3, 0.7};
        const std::size_t arm = uniform01(rng) < 0.3 ? 0 : 1;
        const double reward = uniform01(rng);
        mean += reward / 200.0;
        rounds.push_back(off_policy_round({arm, reward, policy[arm], policy, {}}).value());
    }
    EXPECT_NEAR(off_policy_value(rounds, Estimator::Ips), mean, 1e-12);
    EXPECT_NEAR(off_policy_value(rounds, Estimator::SelfNormalisedIps), mean, 1e-12);
    EXPECT_NEAR(off_policy_value(rounds, Estimator::SelfNormalisedDr), mean, 1e-12);
    EXPECT_NEAR(overlap(rounds).effective_sample, 200.0, 1e-9);
}

TEST(OffPolicy, ContributionsAverageToTheEstimate) {
    const auto rounds = read_reference().rounds;
    const auto values = contributions(rounds, Estimator::Ips);
    for (std::size_t i = 0; i < rounds.size(); ++i) {
        EXPECT_DOUBLE_EQ(values[i], weighted_reward(rounds[i]));
    }
    const std::vector<OffPolicyRound> unheard(3, {.weight = 0, .reward = 1, .direct = 0.5});
    EXPECT_DOUBLE_EQ(off_policy_value(unheard, Estimator::SelfNormalisedDr), 0.5);
    EXPECT_DOUBLE_EQ(off_policy_value(unheard, Estimator::SelfNormalisedIps), 0.0);
    EXPECT_DOUBLE_EQ(overlap(unheard).effective_sample, 0.0);
}

TEST(OffPolicy, BootstrapIsRepeatableAndAboutAsWideAsTheStandardError) {
    const auto rounds = read_reference().rounds;
    const auto draw = [&](std::uint64_t seed) {
        return bootstrap_interval(rounds, Estimator::DoublyRobust, {}, 0.95, 2000, seed);
    };
    EXPECT_EQ(draw(1), draw(1));
    EXPECT_NE(draw(1), draw(2));
    const auto values = contributions(rounds, Estimator::DoublyRobust);
    const double mean = off_policy_value(rounds, Estimator::DoublyRobust);
    const double half = mean - student_lower_bound(values, 0.025);
    EXPECT_NEAR(draw(1).high - draw(1).low, 2.0 * half, 0.2 * half);
    EXPECT_TRUE(draw(1).contains(mean));
}

TEST(OffPolicy, RefusesWhatCannotBeWeighed) {
    const std::vector<double> policy{0.5, 0.5};
    const std::vector<double> short_model{0.1};
    const std::vector<double> no_policy{0.5, 0.6};
    const std::vector<double> negative{1.5, -0.5};
    const std::vector<double> broken{0.1, std::nan("")};
    for (const LoggedDecision& decision : std::vector<LoggedDecision>{
             {2, 0.5, 0.5, policy, {}},
             {0, 0.5, 0.0, policy, {}},
             {0, 0.5, 1.5, policy, {}},
             {0, 0.5, std::nan(""), policy, {}},
             {0, std::nan(""), 0.5, policy, {}},
             {0, 0.5, 0.5, no_policy, {}},
             {0, 0.5, 0.5, negative, {}},
             {0, 0.5, 0.5, policy, short_model},
             {0, 0.5, 0.5, policy, broken},
             {0, 0.5, 1e-320, policy, {}},
         }) {
        const auto round = off_policy_round(decision);
        ASSERT_FALSE(round);
        EXPECT_EQ(round.error().code, ErrorCode::InvalidInput);
    }
}

}  // namespace
}  // namespace refit::learn
