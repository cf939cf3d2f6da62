// refit-bench quality [--seeds N]
//
// Ridge alone against what retraining chooses (training/quality_model.h), on people neither has
// seen. Made worlds over 40 features in [-1, 1], of which six matter; five results a person, who
// has a mood of sd .05; noise of sd .1; stars from 1 to 5, so quality is a multiple of 1/4:
//
//   line      quality is a sum of the six
//   bent      a best middle, a threshold and an interaction of two
//   silent    bent, and half of the results are answered, those with a large first feature far
//             more often; errors are over all that was served, answered or not. "plain": without
//             response weights
//
// Prints means over seeds 1 to N: absolute error and share of pairs in order of both, how often
// the stack was chosen, calibration error, coverage and width of the 90 % interval whose margin is
// taken from other people. Then the time of one prediction and of a fit.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/rng.h"
#include "base/text.h"
#include "commands.h"
#include "training/model_metrics.h"
#include "training/response.h"

namespace refit {
namespace {

using training::Example;
using training::FitOptions;
using training::QualityModel;

constexpr std::size_t kFeatures = 40;
constexpr std::size_t kRowsEach = 5;
const FitOptions kRidgeAlone{.stack_rows_min = std::numeric_limits<std::size_t>::max()};

enum class World { Line, Bent, Silent };

double truth(World world, const std::vector<double>& x) {
    if (world == World::Line) {
        return 0.55 + 0.15 * x[0] - 0.12 * x[1] + 0.1 * x[2] + 0.08 * x[3] - 0.06 * x[4] +
               0.05 * x[5];
    }
    return 0.4 + 0.15 * x[0] + 0.25 * (1 - x[1] * x[1]) - (x[2] > 0.4 ? 0.2 : 0.0) +
           (x[3] * x[4] > 0 ? 0.1 : -0.1) + 0.05 * x[5];
}

training::FeatureTable table() {
    training::FeatureTable result{"features/bench", {}};
    for (std::size_t i = 0; i < kFeatures; ++i) result.names.push_back(fmt::format("x{}", i));
    return result;
}

// What was served to people, and what of it was answered.
struct Log {
    std::vector<Example> rows;
    std::vector<training::Served> served;
};

Log people(World world, std::uint64_t seed, std::size_t rows) {
    SeededRng rng{seed};
    Log log;
    double mood = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        if (row % kRowsEach == 0) mood = 0.05 * standard_normal(rng);
        std::vector<double> x;
        for (std::size_t i = 0; i < kFeatures; ++i) x.push_back(2 * uniform01(rng) - 1);
        const double felt = truth(world, x) + mood + 0.1 * standard_normal(rng);
        const double stars = std::clamp(std::round(4 * felt), 0.0, 4.0);
        const double answers = world == World::Silent ? 1 / (1 + std::exp(-2.5 * x[1])) : 1.0;
        log.served.push_back({.features = x, .answered = uniform01(rng) < answers});
        log.rows.push_back({fmt::format("{}-{}", seed, row / kRowsEach), std::move(x), stars / 4});
    }
    return log;
}

std::vector<Example> answered(const Log& log, bool weighted) {
    std::vector<Example> rows;
    std::vector<training::Served> said;
    for (std::size_t i = 0; i < log.rows.size(); ++i) {
        if (!log.served[i].answered) continue;
        rows.push_back(log.rows[i]);
        said.push_back(log.served[i]);
    }
    const auto model = training::ResponseModel::fit(log.served);
    if (!weighted || !model) return rows;
    const auto weights = training::response_weights(*model, said);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].response = weights[i];
    return rows;
}

struct Means {
    double ridge{0}, chosen{0}, ridge_pairs{0}, chosen_pairs{0}, stacks{0}, calibrated{0};
    double ece{0}, coverage{0}, width{0}, wins{0};
};

Result<void> add(World world, std::size_t rows, bool weighted, std::uint64_t seed, Means& sum) {
    const auto training = answered(people(world, seed, rows), weighted);
    const auto unseen = people(world, seed + 10'000, 3000).rows;
    REFIT_TRY(ridge, QualityModel::fit(training, table(), kRidgeAlone));
    REFIT_TRY(chosen, QualityModel::fit(training, table()));
    chosen.calibrate_margin(people(world, seed + 20'000, rows / 4).rows);
    const auto line = training::evaluate(ridge, unseen);
    const auto ours = training::evaluate(chosen, unseen);
    sum.ridge += line.mae;
    sum.chosen += ours.mae;
    sum.ridge_pairs += line.pairwise;
    sum.chosen_pairs += ours.pairwise;
    sum.stacks += chosen.stack() ? 1 : 0;
    sum.calibrated += chosen.calibration() ? 1 : 0;
    sum.wins += ours.mae < line.mae ? 1 : 0;
    sum.ece += ours.calibration_error;
    for (const Example& one : unseen) {
        const auto interval = chosen.interval(one.features);
        sum.coverage +=
            interval.low <= one.quality && one.quality <= interval.high ? 1.0 / 3000 : 0;
        sum.width += (interval.high - interval.low) / 3000;
    }
    return {};
}

Result<void> compare(const char* name, World world, std::size_t rows, bool weighted, int seeds) {
    Means sum;
    for (int seed = 1; seed <= seeds; ++seed) {
        REFIT_CHECK(add(world, rows, weighted, static_cast<std::uint64_t>(seed), sum));
    }
    const double n = seeds;
    fmt::print(
        "{:<14} {:>6}  {:.4f} {:.4f}  {:>5.0f}/{:<3} {:.3f} {:.3f}  {:>4.0f} {:>5.0f}   {:.3f}"
        "  {:.3f}  {:.3f}\n",
        name, rows, sum.ridge / n, sum.chosen / n, sum.wins, seeds, sum.ridge_pairs / n,
        sum.chosen_pairs / n, sum.stacks, sum.calibrated, sum.ece / n, sum.coverage / n,
        sum.width / n);
    return {};
}

double nanoseconds_each(const QualityModel& model, const std::vector<Example>& rows) {
    const auto begin = std::chrono::steady_clock::now();
    double sum = 0;
    for (int turn = 0; turn < 20; ++turn) {
        for (const Example& row : rows) sum += model.predict(row.features);
    }
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - begin;
    return sum < 0 ? 0 : taken.count() / (20.0 * static_cast<double>(rows.size()));
}

Result<void> time_it() {
    for (const std::size_t rows : {1000, 10'000, 100'000}) {
        const auto training = people(World::Bent, 1, rows).rows;
        const auto begin = std::chrono::steady_clock::now();
        REFIT_TRY(model, QualityModel::fit(training, table()));
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
        const auto unseen = people(World::Bent, 2, 3000).rows;
        REFIT_TRY(ridge, QualityModel::fit(std::span{training}.first(299), table()));
        fmt::print(
            "fit on {} rows: {:.2f} s; a prediction: {:.0f} ns ({}), {:.0f} ns (ridge); "
            "JSON {:.0f} kB\n",
            rows, taken.count(), nanoseconds_each(model, unseen), model.form(),
            nanoseconds_each(ridge, unseen), static_cast<double>(model.to_json().size()) / 1000);
    }
    return {};
}

}  // namespace

Result<void> run_quality(const std::vector<std::string>& words) {
    int seeds = 10;
    if (words.size() == 2 && words[0] == "--seeds") {
        seeds = static_cast<int>(parse_int(words[1]).value_or(0));
    } else if (!words.empty()) {
        seeds = 0;
    }
    if (seeds < 1 || seeds > 1000) {
        return fail(ErrorCode::InvalidInput, "usage: refit-bench quality [--seeds 1..1000]");
    }
    fmt::print(
        "world          served  error:         chosen    pairs:        of {} seeds:       "
        "interval:\n"
        "                       ridge  chosen  wins      ridge chosen stack calib.  ECE  "
        "  covers width\n",
        seeds);
    for (const std::size_t rows : {320, 1000, 3000}) {
        REFIT_CHECK(compare("line", World::Line, rows, true, seeds));
        REFIT_CHECK(compare("bent", World::Bent, rows, true, seeds));
        REFIT_CHECK(compare("silent", World::Silent, rows, true, seeds));
        REFIT_CHECK(compare("silent, plain", World::Silent, rows, false, seeds));
    }
    return time_it();
}

}  // namespace refit
