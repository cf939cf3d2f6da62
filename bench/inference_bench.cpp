#include "inference_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "base/text.h"
#include "experiment/pair_evidence.h"
#include "experiment/significance.h"
#include "inference_world.h"
#include "stats/asymptotic_sequence.h"
#include "stats/e_process.h"
#include "stats/universal_inference.h"

namespace refit::bench {
namespace {

constexpr int kPerArmMin = 20;  // ratings before the tests that need large samples are looked at
constexpr int kBurnIn = 100;
constexpr double kAlpha = experiment::kAlpha;
constexpr int kRunsMax = 1'000'000;

enum Method : std::size_t { kVerdict, kE1, kE2, kInterval, kZ, kAsymptotic, kUniversal, kMethods };
constexpr std::array<const char*, kMethods> kMethodNames = {
    "verdict", "E1", "E2", "CS misses", "z", "asympt. CS", "E3"};

struct Options {
    int runs{2000};
    int length{2000};
    std::uint64_t seed{1};
    std::string scenario{"all"};
};

// When each method first said "different"; length + 1 where it never did.
struct Stops {
    std::array<int, kMethods> at{};
    double treated{0};  // share of traffic on arm 1
};

// |difference| / standard error of two means, 0 where it is not defined.
double z_statistic(const std::array<stats::Summary, 2>& arms) {
    const double n_0 = static_cast<double>(arms[0].n);
    const double n_1 = static_cast<double>(arms[1].n);
    const double squared =
        arms[0].variance().value_or(0) / n_0 + arms[1].variance().value_or(0) / n_1;
    return squared > 0 ? std::abs(arms[1].mean() - arms[0].mean()) / std::sqrt(squared) : 0;
}

// All methods on one stream of units.
class Contest {
public:
    explicit Contest(const Scenario& scenario)
        : scenario_{&scenario},
          categories_{2, scenario.has_stars() ? 5U : 2U},
          at_truth_{World::true_difference(scenario)} {}

    // Fails only where a process refuses a unit, which would be a fault of the simulation.
    Result<void> add(const Unit& unit) {
        const double y = experiment::reward(unit.rating);
        const double control = 1.0 - unit.treatment;
        const std::array<double, 2> pair{control, unit.treatment};
        const auto arm = unit.arm == 1 ? stats::BettingEProcess::Arm::Treatment
                                       : stats::BettingEProcess::Arm::Control;
        const std::size_t category = scenario_->has_stars()
                                         ? static_cast<std::size_t>(unit.rating - 1)
                                         : (experiment::is_success(unit.rating) ? 1U : 0U);
        REFIT_CHECK(verdict_.add(unit.rating, unit.arm, control, unit.treatment));
        REFIT_CHECK(categories_.update(category, unit.arm, pair));
        REFIT_CHECK(means_.update(y, arm, control, unit.treatment));
        REFIT_CHECK(at_truth_.update(y, arm, control, unit.treatment));
        REFIT_CHECK(robust_.update(y, unit.arm == 1, unit.treatment));
        rewards_[unit.arm].add(y);
        ++successes_[unit.arm].trials;
        if (experiment::is_success(unit.rating)) ++successes_[unit.arm].successes;
        return {};
    }

    // Which methods say "different" now.
    [[nodiscard]] std::array<bool, kMethods> claims() const {
        static const double kThreshold = -std::log(kAlpha);
        std::array<bool, kMethods> result{};
        result[kVerdict] = verdict_.log_e_max() >= kThreshold;
        result[kE1] = categories_.log_e_max() >= kThreshold;
        result[kE2] = means_.log_e_max() >= kThreshold;
        result[kInterval] = at_truth_.log_e_max() >= kThreshold;
        if (std::min(rewards_[0].n, rewards_[1].n) < kPerArmMin) return result;
        result[kZ] = z_statistic(rewards_) >= 1.959963984540054;
        if (robust_.units() >= kBurnIn) {
            result[kAsymptotic] = !robust_.interval(kAlpha).contains(0.0);
        }
        result[kUniversal] =
            !scenario_->has_stars() && stats::universal_log_e(successes_) >= kThreshold;
        return result;
    }

private:
    const Scenario* scenario_;
    experiment::PairEvidence verdict_{experiment::PairEvidence::Interval::Untracked};
    stats::CategoryEProcess categories_;
    stats::BettingEProcess means_{0.0};
    stats::BettingEProcess at_truth_;  // rejects where the confidence sequence misses the truth
    stats::DoublyRobustSequence robust_;
    std::array<stats::Summary, 2> rewards_;
    std::array<stats::Proportion, 2> successes_;
};

Result<Stops> simulate(const Scenario& scenario, int length, std::uint64_t seed) {
    World world{scenario, length, seed};
    Contest contest{scenario};
    Stops stops;
    stops.at.fill(length + 1);
    for (int t = 1; t <= length; ++t) {
        const Unit unit = world.next();
        stops.treated += static_cast<double>(unit.arm) / length;
        REFIT_CHECK(contest.add(unit));
        const auto claims = contest.claims();
        for (std::size_t m = 0; m < kMethods; ++m) {
            if (claims[m]) stops.at[m] = std::min(stops.at[m], t);
        }
    }
    return stops;
}

struct Row {
    std::array<double, kMethods> rate{};
    std::array<int, kMethods> median{};  // length + 1 where fewer than half stopped
    double treated{0};
};

Result<Row> measure(const Scenario& scenario, const Options& options) {
    std::array<std::vector<int>, kMethods> stops;
    Row row;
    for (int run = 0; run < options.runs; ++run) {
        const std::uint64_t seed = options.seed * 1'000'003 + static_cast<std::uint64_t>(run);
        REFIT_TRY(one, simulate(scenario, options.length, seed));
        for (std::size_t m = 0; m < kMethods; ++m) stops[m].push_back(one.at[m]);
        row.treated += one.treated / options.runs;
    }
    for (std::size_t m = 0; m < kMethods; ++m) {
        std::ranges::sort(stops[m]);
        const auto stopped = std::ranges::upper_bound(stops[m], options.length) - stops[m].begin();
        row.rate[m] = static_cast<double>(stopped) / options.runs;
        row.median[m] = stops[m][stops[m].size() / 2];
    }
    return row;
}

void print_head(const char* title) {
    fmt::print("\n{:<24}", title);
    for (const char* name : kMethodNames) fmt::print(" {:>12}", name);
    fmt::print(" {:>7}\n", "arm 1");
}

void print_row(const Scenario& scenario, const Row& row, int length) {
    fmt::print("{:<24}", scenario.name);
    for (std::size_t m = 0; m < kMethods; ++m) {
        if (m == kUniversal && scenario.has_stars()) {
            fmt::print(" {:>12}", "");
        } else if (scenario.is_null() || m == kInterval || row.median[m] > length) {
            fmt::print(" {:>12.4f}", row.rate[m]);
        } else {
            fmt::print(" {:>12}", fmt::format("{:.3f} ({})", row.rate[m], row.median[m]));
        }
    }
    fmt::print(" {:>7.3f}\n", row.treated);
    std::fflush(stdout);
}

Result<Options> parse_options(const std::vector<std::string>& words) {
    Options options;
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
        const std::string& value = words[i + 1];
        const auto number = parse_int(value);
        if (words[i] == "--scenario") {
            options.scenario = value;
        } else if (!number || *number < 1 || *number > kRunsMax) {
            return fail(ErrorCode::InvalidInput, words[i] + ": expected 1 to 1000000");
        } else if (words[i] == "--runs") {
            options.runs = static_cast<int>(*number);
        } else if (words[i] == "--length") {
            options.length = static_cast<int>(*number);
        } else if (words[i] == "--seed") {
            options.seed = static_cast<std::uint64_t>(*number);
        } else {
            return fail(ErrorCode::InvalidInput, "unknown option " + words[i]);
        }
    }
    if (words.size() % 2 != 0) {
        return fail(ErrorCode::InvalidInput, words.back() + ": expected a value after it");
    }
    return options;
}

}  // namespace

Result<void> run_inference(const std::vector<std::string>& words) {
    REFIT_TRY(options, parse_options(words));
    fmt::print("inference: {} runs of {} ratings, a look after each, alpha {}, seed {}\n",
               options.runs, options.length, kAlpha, options.seed);
    bool found = false;
    for (const bool null : {true, false}) {
        print_head(null ? "nothing differs" : "arm 1 is better");
        for (const Scenario& scenario : scenarios()) {
            if (scenario.is_null() != null) continue;
            if (options.scenario != "all" && options.scenario != scenario.name) continue;
            found = true;
            REFIT_TRY(row, measure(scenario, options));
            print_row(scenario, row, options.length);
        }
    }
    if (found) return {};
    return fail(ErrorCode::InvalidInput, "--scenario: no scenario '" + options.scenario + "'");
}

}  // namespace refit::bench
