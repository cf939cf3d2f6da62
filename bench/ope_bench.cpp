// refit-bench ope FILE.csv [--delta D]        (- reads standard input: zcat LOG.csv.gz | … ope -)
//
// Reads a log of decisions, one round per line below a header that names the columns, in any order:
//
//   action               arm that was shown, from 0
//   reward               what came of it, in [0, 1]
//   pscore               probability with which the logger drew it
//   pi_e_0 … pi_e_{K-1}  the policy in question, in this context
//   q_0 … q_{K-1}        predicted reward of each arm, not from a model that saw this round; may be
//                        left out: then per-arm means, cross-fitted over three folds, stand in
//
// (other columns are ignored) and prints every estimate, its bootstrap interval, lower bounds, how
// far the log overlaps with the policy, and the gate's verdict. Tab-separated, 17 digits.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "commands.h"
#include "learn/off_policy.h"
#include "learn/promotion_gate.h"
#include "learn/reward_model.h"

namespace refit {
namespace {

constexpr double kClip = 20.0;
constexpr int kResamples = 1000;

struct Columns {
    std::size_t action{0}, reward{0}, pscore{0}, count{0};
    std::vector<std::size_t> target, model;
};

std::vector<std::size_t> numbered(const std::vector<std::string_view>& names,
                                  const std::string& prefix) {
    std::vector<std::size_t> found;
    for (;;) {
        const auto place =
            std::find(names.begin(), names.end(), fmt::format("{}{}", prefix, found.size()));
        if (place == names.end()) return found;
        found.push_back(static_cast<std::size_t>(place - names.begin()));
    }
}

Result<std::size_t> named(const std::vector<std::string_view>& names, std::string_view name) {
    const auto place = std::find(names.begin(), names.end(), name);
    if (place == names.end()) {
        return fail(ErrorCode::InvalidInput, fmt::format("line 1: there is no column {}", name));
    }
    return static_cast<std::size_t>(place - names.begin());
}

Result<Columns> read_header(const std::string& line) {
    const auto names = split(line, ',');
    REFIT_TRY(action, named(names, "action"));
    REFIT_TRY(reward, named(names, "reward"));
    REFIT_TRY(pscore, named(names, "pscore"));
    const auto target = numbered(names, "pi_e_");
    const auto model = numbered(names, "q_");
    if (target.empty()) return fail(ErrorCode::InvalidInput, "line 1: there is no column pi_e_0");
    if (!model.empty() && model.size() != target.size()) {
        return fail(ErrorCode::InvalidInput, fmt::format("line 1: {} columns q_, but {} of pi_e_",
                                                         model.size(), target.size()));
    }
    return Columns{action, reward, pscore, names.size(), target, model};
}

struct Log {
    std::size_t arms{0};
    bool has_model{false};
    std::vector<std::size_t> shown;
    std::vector<double> reward, pscore, target, model;  // the last two [rounds][arms]

    [[nodiscard]] Result<std::vector<learn::OffPolicyRound>> rounds() const {
        std::vector<learn::OffPolicyRound> result;
        for (std::size_t i = 0; i < shown.size(); ++i) {
            const auto round = learn::off_policy_round({shown[i],
                                                        reward[i],
                                                        pscore[i],
                                                        {target.data() + i * arms, arms},
                                                        {model.data() + i * arms, arms}});
            if (!round) {
                return fail(round.error().code,
                            fmt::format("line {}: {}", i + 2, round.error().message));
            }
            result.push_back(*round);
        }
        return result;
    }
};

Result<std::vector<double>> read_line(const std::string& line, std::size_t count,
                                      std::size_t number) {
    std::vector<double> cells;
    for (const auto cell : split(line, ',')) {
        const auto value = parse_double(cell);
        if (!value) {
            return fail(ErrorCode::InvalidInput,
                        fmt::format("line {}: '{}' is not a number", number, cell));
        }
        cells.push_back(*value);
    }
    if (cells.size() != count) {
        return fail(ErrorCode::InvalidInput, fmt::format("line {}: {} cells, the header has {}",
                                                         number, cells.size(), count));
    }
    return cells;
}

Result<Log> read_log(std::istream& in) {
    std::string line;
    if (!std::getline(in, line)) return fail(ErrorCode::InvalidInput, "the log is empty");
    REFIT_TRY(columns, read_header(line));
    Log log;
    log.arms = columns.target.size();
    log.has_model = !columns.model.empty();
    for (std::size_t number = 2; std::getline(in, line); ++number) {
        REFIT_TRY(cells, read_line(line, columns.count, number));
        const double action = cells[columns.action];
        if (!(action >= 0.0 && action < static_cast<double>(log.arms)) ||
            action != std::floor(action)) {
            return fail(ErrorCode::InvalidInput,
                        fmt::format("line {}: action {} of {} arms", number, action, log.arms));
        }
        log.shown.push_back(static_cast<std::size_t>(action));
        log.reward.push_back(cells[columns.reward]);
        log.pscore.push_back(cells[columns.pscore]);
        for (const std::size_t c : columns.target) log.target.push_back(cells[c]);
        for (const std::size_t c : columns.model) log.model.push_back(cells[c]);
    }
    if (log.shown.size() < 2) return fail(ErrorCode::InvalidInput, "fewer than two rounds");
    return log;
}

Result<void> complete(Log& log) {
    if (log.has_model) return {};
    std::vector<learn::RewardRow> rows;
    for (std::size_t i = 0; i < log.shown.size(); ++i) {
        rows.push_back({{}, log.shown[i], log.reward[i], i});
    }
    REFIT_TRY(model, learn::cross_fitted_rewards(rows, log.arms));
    log.model = std::move(model);
    return {};
}

void print_estimates(const std::vector<learn::OffPolicyRound>& rounds) {
    using learn::Estimator;
    struct Row {
        std::string name;
        Estimator estimator;
        learn::EstimatorOptions options{};
    };
    const std::vector<Row> table{{"dm", Estimator::Direct},
                                 {"ips", Estimator::Ips},
                                 {"snips", Estimator::SelfNormalisedIps},
                                 {"dr", Estimator::DoublyRobust},
                                 {"sndr", Estimator::SelfNormalisedDr},
                                 {"switch-dr", Estimator::SwitchDr},
                                 {"dr-os", Estimator::OptimisticDr},
                                 {"ips_clip20", Estimator::Ips, {.clip = kClip}},
                                 {"dr_clip20", Estimator::DoublyRobust, {.clip = kClip}}};
    fmt::print("estimator\tvalue\tlow95\thigh95\n");
    for (const Row& row : table) {
        const auto interval =
            learn::bootstrap_interval(rounds, row.estimator, row.options, 0.95, kResamples, 1);
        fmt::print("{}\t{:.17g}\t{:.6g}\t{:.6g}\n", row.name,
                   learn::off_policy_value(rounds, row.estimator, row.options), interval.low,
                   interval.high);
    }
}

Result<void> print_judgement(const std::vector<learn::OffPolicyRound>& rounds, double delta) {
    REFIT_TRY(gate, learn::promotion_gate(rounds, {.delta = delta}));
    const auto values = learn::contributions(rounds, learn::Estimator::Ips);
    const double bound = gate.overlap.max_weight;
    fmt::print("lower_student\t{:.17g}\n", learn::student_lower_bound(values, delta));
    if (bound > 0.0) {
        fmt::print("lower_hoeffding\t{:.17g}\n",
                   learn::hoeffding_lower_bound(values, bound, delta));
        fmt::print("lower_bernstein\t{:.17g}\n",
                   learn::bernstein_lower_bound(values, bound, delta));
    }
    fmt::print("lower_betting\t{:.17g}\n", learn::betting_lower_bound(values, delta));
    fmt::print("rounds\t{}\nmean_weight\t{:.17g}\nmax_weight\t{:.17g}\ness\t{:.17g}\n",
               gate.overlap.rounds, gate.overlap.mean_weight, gate.overlap.max_weight,
               gate.overlap.effective_sample);
    fmt::print("clipped_share\t{:.6g}\n", learn::clipped_share(rounds, kClip));
    fmt::print("log_wealth_better\t{:.17g}\nlog_wealth_worse\t{:.17g}\nthreshold\t{:.6g}\n",
               gate.log_better, gate.log_worse, gate.threshold);
    fmt::print("gate\t{}\n", learn::to_string(gate.verdict));
    for (const auto& reason : gate.reasons) fmt::print("reason\t{}\n", reason);
    return {};
}

}  // namespace

Result<void> run_ope(const std::vector<std::string>& words) {
    std::string path;
    double delta = 0.05;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--delta" && i + 1 < words.size()) {
            delta = parse_double(words[++i]).value_or(0.0);
        } else if (path.empty() && (words[i] == "-" || !words[i].starts_with("-"))) {
            path = words[i];
        } else {
            return fail(ErrorCode::InvalidInput, "unknown option " + words[i]);
        }
    }
    if (path.empty()) return fail(ErrorCode::InvalidInput, "ope: expected a FILE.csv, or -");
    std::ifstream file;
    if (path != "-") {
        file.open(path);
        if (!file) return fail(ErrorCode::NotFound, path + ": cannot be read");
    }
    REFIT_TRY(log, read_log(path == "-" ? std::cin : file));
    REFIT_CHECK(complete(log));
    REFIT_TRY(rounds, log.rounds());
    if (!(delta > 0.0 && delta < 1.0)) {
        return fail(ErrorCode::InvalidInput, "--delta: expected a number between 0 and 1");
    }
    print_estimates(rounds);
    return print_judgement(rounds, delta);
}

}  // namespace refit
