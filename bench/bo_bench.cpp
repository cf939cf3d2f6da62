// refit-bench bo FUNCTION [--seeds N] [--evals N]
// refit-bench bo FUNCTION --seed S [--evals N] --json      one run: {"regret","evals","cpu_s"}
//
// Runs the Bayesian optimiser on a known function with noise, seeds 1 to N, and prints per seed and
// as medians the regret (true value minus optimum; all functions are minimised on [0, 1]^d) of
//
//   recommended   the point recommend() names at the end: what Refit would serve
//   noisy best    the point with the lowest noisy observation: the incumbent most peers report
//   best visited  the best true value among all points tried, which nobody can know
//
// branin, hartmann6, ackley20; engine20: a rating surface from 1 to 5 with 6 strong, 6 weak and 8
// irrelevant parameters, engine20-moved: the same with an optimum drawn per seed. `bo speed`: CPU
// time of suggestions at 500 observations in 20 dimensions, shape fits included.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "base/rng.h"
#include "base/text.h"
#include "commands.h"
#include "json/writer.h"
#include "learn/bayes_optimizer.h"

namespace refit {
namespace {

using Point = std::vector<double>;

struct Problem {
    std::size_t inputs{0};
    double noise{0};
    int evaluations{0};
    double optimum{0};
    std::function<double(const Point&)> value{};
};

double branin(const Point& u) {
    const double pi = std::numbers::pi;
    const double x = 15.0 * u[0] - 5.0;
    const double y = 15.0 * u[1];
    const double a = y - 5.1 / (4 * pi * pi) * x * x + 5 / pi * x - 6;
    return a * a + 10 * (1 - 1 / (8 * pi)) * std::cos(x) + 10;
}

double hartmann6(const Point& u) {
    static constexpr std::array<std::array<double, 6>, 4> kSlopes{{{10, 3, 17, 3.5, 1.7, 8},
                                                                   {0.05, 10, 17, 0.1, 8, 14},
                                                                   {3, 3.5, 1.7, 10, 17, 8},
                                                                   {17, 8, 0.05, 10, 0.1, 14}}};
    static constexpr std::array<std::array<double, 6>, 4> kPlaces{
        {{.1312, .1696, .5569, .0124, .8283, .5886},
         {.2329, .4135, .8307, .3736, .1004, .9991},
         {.2348, .1451, .3522, .2883, .3047, .6650},
         {.4047, .8828, .8732, .5743, .1091, .0381}}};
    static constexpr std::array<double, 4> kHeights{1.0, 1.2, 3.0, 3.2};
    double sum = 0.0;
    for (std::size_t i = 0; i < 4; ++i) {
        double distance = 0.0;
        for (std::size_t j = 0; j < 6; ++j) {
            distance += kSlopes[i][j] * (u[j] - kPlaces[i][j]) * (u[j] - kPlaces[i][j]);
        }
        sum -= kHeights[i] * std::exp(-distance);
    }
    return sum;
}

double ackley20(const Point& u) {
    double squares = 0.0;
    double cosines = 0.0;
    for (const double v : u) {
        const double x = 15.0 * v - 5.0;
        squares += x * x / 20.0;
        cosines += std::cos(2.0 * std::numbers::pi * x) / 20.0;
    }
    return 20.0 + std::numbers::e - 20.0 * std::exp(-0.2 * std::sqrt(squares)) - std::exp(cosines);
}

double engine20(const Point& u, const Point& o) {
    static constexpr std::array<double, 12> kWeights{3,  2.5, 2,  1.8, 1.5, 1.2,
                                                     .4, .4,  .3, .3,  .2,  .2};
    double q = 0.0;
    for (std::size_t i = 0; i < kWeights.size(); ++i) {
        q += kWeights[i] * (u[i] - o[i]) * (u[i] - o[i]);
    }
    const double against = (u[0] - o[0]) - (u[1] - o[1]);
    const double along = (u[2] - o[2]) + (u[4] - o[4]);
    return -(1.0 + 4.0 * std::exp(-q - 1.5 * against * against - along * along));
}

Problem engine_problem(bool moved, std::uint64_t seed) {
    Point o{.31, .72, .55, .18, .83, .44, .62, .27, .51, .9,
            .12, .38, .5,  .5,  .5,  .5,  .5,  .5,  .5,  .5};
    SeededRng rng{1000 + seed};
    for (double& place : o) place = moved ? uniform01(rng) : place;
    return {20, 0.5, 300, -5.0, [o](const Point& u) { return engine20(u, o); }};
}

Result<Problem> find_problem(const std::string& name, std::uint64_t seed) {
    if (name == "branin") return Problem{2, 1.0, 100, 0.397887357729739, branin};
    if (name == "hartmann6") return Problem{6, 0.1, 150, -3.32236801141551, hartmann6};
    if (name == "ackley20") return Problem{20, 0.3, 300, 0.0, ackley20};
    if (name == "engine20") return engine_problem(false, seed);
    if (name == "engine20-moved") return engine_problem(true, seed);
    return fail(ErrorCode::InvalidInput,
                "bo: expected branin, hartmann6, ackley20, engine20, engine20-moved or speed");
}

Result<learn::Optimizer> optimizer_for(std::size_t inputs, std::uint64_t seed) {
    std::vector<learn::TunedParameter> parameters;
    for (std::size_t j = 0; j < inputs; ++j) parameters.push_back({fmt::format("u{}", j), 0, 1});
    return learn::Optimizer::create(std::move(parameters), {.seed = seed});
}

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Regrets {
    double recommended{0};
    double noisy_best{0};
    double best_visited{std::numeric_limits<double>::infinity()};
};

Result<Regrets> run_once(const Problem& problem, std::uint64_t seed) {
    REFIT_TRY(optimizer, optimizer_for(problem.inputs, seed));
    SeededRng noise{seed * 7919};
    Regrets regrets;
    double lowest = std::numeric_limits<double>::infinity();
    for (int t = 1; t <= problem.evaluations; ++t) {
        REFIT_TRY(x, optimizer.suggest(static_cast<std::uint64_t>(t)));
        const double value = problem.value(x);
        const double seen = value + problem.noise * standard_normal(noise);
        regrets.best_visited = std::min(regrets.best_visited, value - problem.optimum);
        if (seen < lowest) regrets.noisy_best = value - problem.optimum;
        lowest = std::min(lowest, seen);
        REFIT_CHECK(optimizer.observe({x, -seen, {}}));
    }
    REFIT_TRY(best, optimizer.recommend());
    regrets.recommended = problem.value(best.x) - problem.optimum;
    return regrets;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

struct Options {
    std::string function;
    int seeds{15};
    int evaluations{0};  // 0: the function's own
    int seed{1};         // with json: the only one
    bool json{false};
};

// Of seeds, and of how many of them; evaluations end earlier, for each costs O(n^3).
constexpr int kCountMax = 1'000'000;
constexpr int kEvaluationsMax = 1'000;

int* counted(const std::string& word, Options& options) {
    if (word == "--seeds") return &options.seeds;
    if (word == "--evals" || word == "--evaluations") return &options.evaluations;
    if (word == "--seed") return &options.seed;
    return nullptr;
}

Result<Options> parse_options(const std::vector<std::string>& words) {
    Options options;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (int* count = counted(words[i], options); count && i + 1 < words.size()) {
            const auto value = parse_int(words[++i]);
            if (!value || *value < 1 || *value > kCountMax) {
                return fail(ErrorCode::InvalidInput,
                            fmt::format("{}: expected 1 to {}", words[i - 1], kCountMax));
            }
            *count = static_cast<int>(*value);
        } else if (words[i] == "--json") {
            options.json = true;
        } else if (!words[i].starts_with("--") && options.function.empty()) {
            options.function = words[i];
        } else {
            return fail(ErrorCode::InvalidInput, "unknown option " + words[i]);
        }
    }
    if (options.evaluations > kEvaluationsMax) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("--evals: expected 1 to {}", kEvaluationsMax));
    }
    return options;
}

Result<void> run_json(const Options& options) {
    const auto seed = static_cast<std::uint64_t>(options.seed);
    REFIT_TRY(problem, find_problem(options.function, seed));
    if (options.evaluations > 0) problem.evaluations = options.evaluations;
    const double start = cpu_seconds();
    REFIT_TRY(regrets, run_once(problem, seed));
    json::Writer out;
    out.begin_object().member("regret", regrets.recommended);
    out.member("evals", problem.evaluations).member("cpu_s", cpu_seconds() - start).end_object();
    fmt::print("{}\n", out.take());
    return {};
}

Result<void> run_function(const Options& options) {
    std::vector<double> recommended;
    std::vector<double> noisy_best;
    std::vector<double> best_visited;
    const double start = cpu_seconds();
    fmt::print("seed  recommended  noisy best  best visited\n");
    for (int seed = 1; seed <= options.seeds; ++seed) {
        REFIT_TRY(problem, find_problem(options.function, static_cast<std::uint64_t>(seed)));
        if (options.evaluations > 0) problem.evaluations = options.evaluations;
        REFIT_TRY(regrets, run_once(problem, static_cast<std::uint64_t>(seed)));
        recommended.push_back(regrets.recommended);
        noisy_best.push_back(regrets.noisy_best);
        best_visited.push_back(regrets.best_visited);
        fmt::print("{:>4}  {:>11.3f}  {:>10.3f}  {:>12.3f}\n", seed, regrets.recommended,
                   regrets.noisy_best, regrets.best_visited);
        std::fflush(stdout);
    }
    double mean = 0.0;
    for (const double regret : recommended) mean += regret / options.seeds;
    fmt::print(
        "{}: median recommended {:.3f} (mean {:.3f}, worst {:.3f}), noisy best {:.3f}, "
        "best visited {:.3f}; {:.1f} CPU s a run\n",
        options.function, median(recommended), mean,
        *std::max_element(recommended.begin(), recommended.end()), median(noisy_best),
        median(best_visited), (cpu_seconds() - start) / options.seeds);
    return {};
}

Result<void> run_speed() {
    const Problem problem = engine_problem(false, 1);
    REFIT_TRY(optimizer, optimizer_for(20, 1));
    SeededRng rng{1};
    const auto observe = [&](const Point& x) {
        return optimizer.observe({x, -problem.value(x) + 0.5 * standard_normal(rng), {}});
    };
    for (int t = 0; t < 480; ++t) {
        Point x(20);
        for (double& u : x) u = uniform01(rng);
        REFIT_CHECK(observe(x));
    }
    REFIT_CHECK(optimizer.suggest(0));  // The first fit starts from the prior.
    std::vector<double> times;
    for (std::uint64_t t = 0; t < 60; ++t) {
        const double start = cpu_seconds();
        REFIT_TRY(x, optimizer.suggest(t));
        times.push_back(1000.0 * (cpu_seconds() - start));
        REFIT_CHECK(observe(x));
    }
    std::sort(times.begin(), times.end());
    double mean = 0.0;
    for (const double time : times) mean += time / 60.0;
    fmt::print(
        "suggest at 480 to 540 observations, 20 parameters, CPU ms: median {:.1f}, mean "
        "{:.1f}, worst {:.1f}\n",
        median(times), mean, times.back());
    return {};
}

}  // namespace

Result<void> run_bo(const std::vector<std::string>& words) {
    REFIT_TRY(options, parse_options(words));
    if (options.function == "speed") return run_speed();
    return options.json ? run_json(options) : run_function(options);
}

}  // namespace refit
