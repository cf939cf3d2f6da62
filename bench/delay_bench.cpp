#include "delay_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/text.h"
#include "delay_world.h"
#include "experiment/pair_evidence.h"
#include "experiment/results.h"

namespace refit::bench {
namespace {

constexpr int kLookEvery = 20;  // first words between two looks at the order of assignment

struct Options {
    int runs{2000};
    int length{2000};
    std::uint64_t seed{1};
    std::string world{"all"};
};

bool suffices(double log_e_max) {
    return log_e_max >= -std::log(experiment::kAlpha);
}

Result<void> count(experiment::PairEvidence& evidence, const DelayedUnit& unit, int rating) {
    return evidence.add(rating, unit.arm, 1 - unit.treatment, unit.treatment);
}

struct Outcome {
    int arrival_stop{0};     // first words at the crossing; 0: none
    int assignment_stop{0};  // the same of the order of assignment, at the look that saw it
    bool withdrawn{false};   // a later look at the order of assignment did not see it any more
};

// The evidence of all present words in the order of assignment.
Result<bool> assignment_says(const DelayRun& run) {
    experiment::PairEvidence evidence{experiment::PairEvidence::Interval::Untracked};
    for (const DelayedUnit& unit : run.units()) {
        if (unit.latest != 0) REFIT_CHECK(count(evidence, unit, unit.latest));
    }
    return suffices(evidence.log_e_max());
}

Result<Outcome> simulate(const DelayWorld& world, int length, std::uint64_t seed) {
    DelayRun run{world, length, seed};
    experiment::PairEvidence evidence{experiment::PairEvidence::Interval::Untracked};
    Outcome outcome;
    for (int heard = 1; heard <= length; ++heard) {
        const DelayedUnit unit = run.units()[run.next()];
        REFIT_CHECK(count(evidence, unit, unit.first));
        if (outcome.arrival_stop == 0 && suffices(evidence.log_e_max()))
            outcome.arrival_stop = heard;
        if (heard % kLookEvery != 0) continue;
        REFIT_TRY(says, assignment_says(run));
        if (says && outcome.assignment_stop == 0) outcome.assignment_stop = heard;
        outcome.withdrawn |= !says && outcome.assignment_stop != 0;
    }
    return outcome;
}

struct Row {
    std::vector<int> arrival;
    std::vector<int> assignment;
    int withdrawn{0};
};

std::string rate(std::vector<int> stops, const DelayWorld& world, int runs) {
    std::erase(stops, 0);
    const double share = static_cast<double>(stops.size()) / runs;
    if (world.null || 2 * stops.size() <= static_cast<std::size_t>(runs))
        return fmt::format("{:.4f}", share);
    std::ranges::sort(stops);
    return fmt::format("{:.3f} ({})", share, stops[static_cast<std::size_t>(runs) / 2]);
}

Result<void> measure(const DelayWorld& world, const Options& options) {
    Row row;
    for (int run = 0; run < options.runs; ++run) {
        const std::uint64_t seed = options.seed * 1'000'003 + static_cast<std::uint64_t>(run);
        REFIT_TRY(outcome, simulate(world, options.length, seed));
        row.arrival.push_back(outcome.arrival_stop);
        row.assignment.push_back(outcome.assignment_stop);
        if (outcome.withdrawn) ++row.withdrawn;
    }
    fmt::print("{:<22} {:>14} {:>14} {:>14.4f}\n", world.name,
               rate(row.arrival, world, options.runs), rate(row.assignment, world, options.runs),
               static_cast<double>(row.withdrawn) / options.runs);
    std::fflush(stdout);
    return {};
}

Result<Options> parse_options(const std::vector<std::string>& words) {
    constexpr int kMost = 1'000'000;
    Options options;
    if (words.size() % 2 != 0)
        return fail(ErrorCode::InvalidInput, words.back() + ": expected a value after it");
    for (std::size_t i = 0; i < words.size(); i += 2) {
        const auto number = parse_int(words[i + 1]);
        if (words[i] == "--world") {
            options.world = words[i + 1];
        } else if (!number || *number < 1 || *number > kMost) {
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
    return options;
}

}  // namespace

Result<void> run_delays(const std::vector<std::string>& words) {
    REFIT_TRY(options, parse_options(words));
    fmt::print(
        "delays: {} runs of {} first words, alpha {}, seed {}; share of runs with a verdict\n",
        options.runs, options.length, experiment::kAlpha, options.seed);
    fmt::print("{:<22} {:>14} {:>14} {:>14}\n", "", "arrival", "assignment", "withdrawn");
    bool found = false;
    for (const DelayWorld& world : delay_worlds()) {
        if (options.world != "all" && options.world != world.name) continue;
        found = true;
        REFIT_CHECK(measure(world, options));
    }
    if (found) return {};
    return fail(ErrorCode::InvalidInput, "--world: no world '" + options.world + "'");
}

}  // namespace refit::bench
