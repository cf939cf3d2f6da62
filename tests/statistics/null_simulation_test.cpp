#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <string>

#include "base/rng.h"
#include "learn/allocation.h"
#include "learn/assignment_hash.h"
#include "stats/e_process.h"

// A/A experiments as the product runs them: weights from the allocation policies, arms drawn by the
// hash of the user, the weight of the draw as propensity, a look at both tests after every outcome.
// REFIT_SIMULATION_RUNS and REFIT_SIMULATION_UNITS make it longer.
namespace refit::statistics_test {
namespace {

constexpr int kBatch = 10;  // outcomes between two changes of the weights

int setting(const char* name, int fallback) {
    const char* text = std::getenv(name);
    return text == nullptr ? fallback : std::atoi(text);
}

enum class World { Stationary, Drift, ShiftWithWeights };

// Success rate of BOTH arms at time t of `units`.
double success_rate(World world, int t, int units) {
    switch (world) {
        case World::Stationary:
            return 0.6;
        case World::Drift:
            return 0.85 - 0.45 * t / units;
        case World::ShiftWithWeights:
            return t < units / 2 ? 0.5 : 0.75;
    }
    return 0.5;
}

// The shift of taste comes together with a change of weights by hand: Simpson's paradox, the case
// in which every comparison of raw means fails.
std::vector<double> next_weights(World world, int t, int units,
                                 const learn::AllocationPolicy& policy,
                                 const std::vector<learn::ArmEvidence>& arms) {
    if (world != World::ShiftWithWeights) return policy.weights(arms);
    if (t < units / 2) return {0.5, 0.5};
    return {0.1, 0.9};
}

struct FalseAlarms {
    int difference{0};
    int mean{0};
    int interval_missed{0};
};

void run_once(World world, int units, int seed, FalseAlarms& alarms) {
    SeededRng rng{static_cast<std::uint64_t>(seed)};
    const auto policy = learn::make_thompson_policy();
    const std::string experiment = "null-" + std::to_string(seed);
    std::vector<learn::ArmEvidence> arms(2);
    std::vector<double> weights = {0.5, 0.5};
    stats::CategoryEProcess difference(2, 2);
    stats::BettingEProcess mean;
    for (int t = 0; t < units; ++t) {
        if (t % kBatch == 0) weights = next_weights(world, t, units, *policy, arms);
        const double hash = learn::bucket_hash(experiment, std::to_string(rng.next()));
        const auto arm = learn::choose_by_weight(hash, weights);
        const bool success = uniform01(rng) < success_rate(world, t, units);
        const double y = success ? 1.0 : 0.0;
        ASSERT_TRUE(difference.update(success ? 1 : 0, arm, weights));
        ASSERT_TRUE(mean.update(y,
                                arm == 1 ? stats::BettingEProcess::Arm::Treatment
                                         : stats::BettingEProcess::Arm::Control,
                                weights[0], weights[1]));
        arms[arm].outcomes.add(y);
    }
    const double threshold = std::log(20.0);
    alarms.difference += difference.log_e_max() >= threshold ? 1 : 0;
    alarms.mean += mean.log_e_max() >= threshold ? 1 : 0;
    alarms.interval_missed += mean.interval(0.05).contains(0.0) ? 0 : 1;
}

class NullSimulation : public testing::TestWithParam<World> {};

TEST_P(NullSimulation, FalseAlarmsStayBelowAlphaAtEveryLook) {
    const int runs = setting("REFIT_SIMULATION_RUNS", 300);
    const int units = setting("REFIT_SIMULATION_UNITS", 800);
    FalseAlarms alarms;
    for (int run = 0; run < runs; ++run) run_once(GetParam(), units, run + 1, alarms);
    const double bound = runs * (0.05 + 3.0 * std::sqrt(0.05 * 0.95 / runs));
    EXPECT_LE(alarms.difference, bound);
    EXPECT_LE(alarms.mean, bound);
    EXPECT_LE(alarms.interval_missed, bound);
    std::printf("%d runs of %d units: difference %.4f, mean %.4f, interval missed %.4f\n", runs,
                units, alarms.difference / static_cast<double>(runs),
                alarms.mean / static_cast<double>(runs),
                alarms.interval_missed / static_cast<double>(runs));
}

INSTANTIATE_TEST_SUITE_P(Worlds, NullSimulation,
                         testing::Values(World::Stationary, World::Drift, World::ShiftWithWeights),
                         [](const auto& parameter) {
                             switch (parameter.param) {
                                 case World::Stationary:
                                     return "Stationary";
                                 case World::Drift:
                                     return "Drift";
                                 case World::ShiftWithWeights:
                                     return "ShiftWithWeights";
                             }
                             return "";
                         });

}  // namespace
}  // namespace refit::statistics_test
