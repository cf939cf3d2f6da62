#include "bandit_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <numeric>
#include <optional>

#include "bandit_data.h"
#include "base/rng.h"
#include "base/text.h"
#include "json/writer.h"
#include "learn/contextual.h"

namespace refit::bench {
namespace {

constexpr std::int64_t kSeedsDefault = 5;
constexpr std::int64_t kSeedsMax = 1000;

struct Run {
    double loss{0};
    double cpu_seconds{0};
    double least_propensity{1};
};

struct Contender {
    const char* name;
    const char* what;
    std::function<Result<Run>(const BanditData&, const learn::ContextualOptions&)> play;
};

double cpu_seconds_since(std::clock_t start) {
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

// Below, the options handed to a contender are the shipped ones but for the seed of the map and
// what the command line changed.
Result<Run> play(const BanditData& data, const learn::ContextualOptions& options) {
    REFIT_TRY(policy, learn::ContextualPolicy::create(options));
    for (const std::string& name : data.classes) REFIT_CHECK(policy.add_arm(name));
    std::vector<std::size_t> eligible(data.classes.size());
    std::iota(eligible.begin(), eligible.end(), std::size_t{0});
    // Apart from the map's stream of the same seed.
    SeededRng rng{options.map.seed + 1'000'003};
    Run run;
    std::size_t wrong = 0;
    const std::clock_t start = std::clock();
    for (std::size_t i = 0; i < data.contexts.size(); ++i) {
        REFIT_TRY(decision, policy.decide(data.contexts[i], eligible, rng));
        const bool is_right = decision.arm == data.labels[i];
        if (!is_right) ++wrong;
        REFIT_CHECK(policy.learn(decision, is_right ? 1.0 : 0.0));
        run.least_propensity = std::min(
            run.least_propensity, *std::min_element(decision.pmf.begin(), decision.pmf.end()));
    }
    run.cpu_seconds = cpu_seconds_since(start);
    run.loss = static_cast<double>(wrong) / static_cast<double>(data.contexts.size());
    return run;
}

std::size_t best_class(const std::vector<std::vector<double>>& thetas,
                       const std::vector<double>& phi) {
    std::size_t best = 0;
    double best_score = 0.0;
    for (std::size_t k = 0; k < thetas.size(); ++k) {
        const double score = std::inner_product(phi.begin(), phi.end(), thetas[k].begin(), 0.0);
        if (k == 0 || score > best_score) {
            best = k;
            best_score = score;
        }
    }
    return best;
}

// What could be had at most with these features and this model: every arm's reward is seen after
// every row, and the best estimate is played. One precision matrix serves all classes.
Result<Run> play_full_information(const BanditData& data, const learn::ContextualOptions& options) {
    REFIT_TRY(map, learn::FeatureMap::create(options.dimension, options.map));
    std::vector<double> precision(map.features(), options.random_precision);
    std::fill_n(precision.begin(), options.dimension + 1, options.linear_precision);
    learn::ArmPosterior shared{std::move(precision), std::vector<double>(map.features(), 0.0)};
    std::vector<std::vector<double>> thetas(data.classes.size(),
                                            std::vector<double>(map.features(), 0.0));
    Run run;
    std::size_t wrong = 0;
    const std::clock_t start = std::clock();
    for (std::size_t i = 0; i < data.contexts.size(); ++i) {
        REFIT_TRY(phi, map.apply(data.contexts[i]));
        if (best_class(thetas, phi) != data.labels[i]) ++wrong;
        shared.add(phi, 0.0, 1.0);
        const std::vector<double> gain = shared.gain(phi);
        for (std::size_t k = 0; k < thetas.size(); ++k) {
            const double reward = k == data.labels[i] ? 1.0 : 0.0;
            const double surprise =
                reward - std::inner_product(phi.begin(), phi.end(), thetas[k].begin(), 0.0);
            for (std::size_t j = 0; j < gain.size(); ++j) thetas[k][j] += surprise * gain[j];
        }
    }
    run.cpu_seconds = cpu_seconds_since(start);
    run.loss = static_cast<double>(wrong) / static_cast<double>(data.contexts.size());
    return run;
}

learn::ContextualOptions greedy(learn::ContextualOptions options, double floor) {
    options.rule = learn::ExplorationRule::EpsilonGreedy;
    options.floor = floor;
    return options;
}

learn::ContextualOptions thompson(learn::ContextualOptions options) {
    options.rule = learn::ExplorationRule::Thompson;
    const auto d = static_cast<double>(options.dimension + 1 + options.map.random_features);
    options.width = 0.25 * std::sqrt(50.0 / std::max(50.0, d));
    return options;
}

const std::vector<Contender>& contenders() {
    using Options = const learn::ContextualOptions&;
    static const std::vector<Contender> all{
        {"squarecb", "shipped: SquareCB, elimination, random features", play},
        {"squarecb-linear", "the same without random features",
         [](const BanditData& data, Options options) {
             learn::ContextualOptions linear = options;
             linear.map.random_features = 0;
             return play(data, linear);
         }},
        {"squarecb-means", "gaps between means, as published: width 0",
         [](const BanditData& data, Options options) {
             learn::ContextualOptions means = options;
             means.width = 0.0;
             return play(data, means);
         }},
        {"lints", "Thompson sampling, exact probabilities, width .25 sqrt(50/d)",
         [](const BanditData& data, Options options) { return play(data, thompson(options)); }},
        {"epsilon-greedy", "epsilon .05",
         [](const BanditData& data, Options options) { return play(data, greedy(options, 0.05)); }},
        {"greedy", "no exploration",
         [](const BanditData& data, Options options) { return play(data, greedy(options, 0.0)); }},
        {"full-information", "skyline: sees every arm's reward", play_full_information}};
    return all;
}

struct Line {
    std::string set;
    std::string policy;
    double loss{0};
    double deviation{0};
    double per_second{0};
    double least_propensity{1};
};

Line summarise(const BanditData& data, const Contender& contender, const std::vector<Run>& runs) {
    Line line{.set = data.name, .policy = contender.name};
    const auto n = static_cast<double>(runs.size());
    double seconds = 0.0;
    for (const Run& run : runs) {
        line.loss += run.loss / n;
        seconds += run.cpu_seconds;
        line.least_propensity = std::min(line.least_propensity, run.least_propensity);
    }
    for (const Run& run : runs) line.deviation += (run.loss - line.loss) * (run.loss - line.loss);
    line.deviation = runs.size() > 1 ? std::sqrt(line.deviation / (n - 1.0)) : 0.0;
    line.per_second = n * static_cast<double>(data.contexts.size()) / std::max(seconds, 1e-9);
    return line;
}

void print(const Line& line, bool as_json) {
    if (!as_json) {
        fmt::print("  {:<17} {:.4f} +- {:.4f}  {:>9.0f} a CPU second  propensity >= {:.1e}\n",
                   line.policy, line.loss, line.deviation, line.per_second, line.least_propensity);
        std::fflush(stdout);
        return;
    }
    json::Writer out;
    out.begin_object().member("set", line.set).member("policy", line.policy);
    out.member("loss", line.loss).member("sd", line.deviation);
    out.member("per_cpu_second", line.per_second);
    out.member("least_propensity", line.least_propensity).end_object();
    fmt::print("{}\n", out.take());
    std::fflush(stdout);
}

struct Options {
    std::vector<std::string> files;
    std::vector<std::string> policies;
    std::int64_t seeds{kSeedsDefault};
    learn::ContextualOptions policy{};
    bool json{false};
};

Result<Options> parse_options(const std::vector<std::string>& words) {
    Options options;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool has_next = i + 1 < words.size();
        if (words[i] == "--json") {
            options.json = true;
        } else if (words[i] == "--policy" && has_next) {
            options.policies.push_back(words[++i]);
        } else if (words[i] == "--seeds" && has_next) {
            const auto seeds = parse_int(words[++i]);
            if (!seeds || *seeds < 1 || *seeds > kSeedsMax)
                return fail(ErrorCode::InvalidInput, "--seeds: expected 1 to 1000");
            options.seeds = *seeds;
        } else if (words[i] == "--random-features" && has_next) {
            const auto count = parse_int(words[++i]);
            if (!count || *count < 0)
                return fail(ErrorCode::InvalidInput, "--random-features: expected 0 or more");
            options.policy.map.random_features = static_cast<std::size_t>(*count);
        } else if (words[i] == "--width-features" && has_next) {
            const auto count = parse_int(words[++i]);
            if (!count || *count < 0)
                return fail(ErrorCode::InvalidInput, "--width-features: expected 0 or more");
            options.policy.width_features = static_cast<std::size_t>(*count);
        } else if (!words[i].starts_with("--")) {
            options.files.push_back(words[i]);
        } else {
            return fail(ErrorCode::InvalidInput, "unknown option " + words[i]);
        }
    }
    if (options.files.empty())
        return fail(ErrorCode::InvalidInput, fmt::format("usage: {}", kBanditUsage));
    return options;
}

Result<std::vector<Contender>> chosen(const std::vector<std::string>& names) {
    if (names.empty()) return contenders();
    std::vector<Contender> result;
    for (const std::string& name : names) {
        const auto found = std::find_if(contenders().begin(), contenders().end(),
                                        [&](const Contender& one) { return one.name == name; });
        if (found == contenders().end()) {
            std::string known;
            for (const Contender& one : contenders())
                known += fmt::format("\n  {:<17} {}", one.name, one.what);
            return fail(ErrorCode::InvalidInput,
                        "--policy: there is no '" + name + "'; known are" + known);
        }
        result.push_back(*found);
    }
    return result;
}

Line mean_over_sets(const std::vector<Line>& lines, const std::string& policy) {
    Line mean{.set = "mean", .policy = policy};
    double n = 0.0;
    double seconds_a_decision = 0.0;
    for (const Line& line : lines) {
        if (line.policy != policy) continue;
        n += 1.0;
        mean.loss += line.loss;
        mean.deviation += line.deviation * line.deviation;
        seconds_a_decision += 1.0 / line.per_second;
        mean.least_propensity = std::min(mean.least_propensity, line.least_propensity);
    }
    mean.loss /= n;
    mean.deviation = std::sqrt(mean.deviation) / n;
    mean.per_second = n / seconds_a_decision;
    return mean;
}

Result<Line> play_seeds(const BanditData& data, const Contender& player, const Options& options) {
    learn::ContextualOptions policy = options.policy;
    policy.dimension = data.features;
    std::vector<Run> runs;
    for (std::int64_t seed = 1; seed <= options.seeds; ++seed) {
        policy.map.seed = static_cast<std::uint64_t>(seed);
        REFIT_TRY(run, player.play(data, policy));
        runs.push_back(run);
    }
    return summarise(data, player, runs);
}

}  // namespace

Result<void> run_bandit(const std::vector<std::string>& words) {
    REFIT_TRY(options, parse_options(words));
    REFIT_TRY(players, chosen(options.policies));
    std::vector<Line> lines;
    for (const std::string& file : options.files) {
        REFIT_TRY(data, read_bandit_csv(file));
        if (!options.json) {
            fmt::print("{}: {} rows, {} features, {} arms\n", data.name, data.contexts.size(),
                       data.features, data.classes.size());
        }
        for (const Contender& player : players) {
            REFIT_TRY(line, play_seeds(data, player, options));
            lines.push_back(line);
            print(line, options.json);
        }
    }
    if (options.files.size() < 2) return {};
    if (!options.json) fmt::print("mean of {} sets\n", options.files.size());
    for (const Contender& player : players) print(mean_over_sets(lines, player.name), options.json);
    return {};
}

}  // namespace refit::bench
