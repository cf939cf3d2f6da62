#include "experiment/off_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "experiment/draws.h"
#include "experiment/significance.h"
#include "learn/reward_model.h"
#include "store/experiments.h"
#include "store/policies.h"

namespace refit::experiment {
namespace {

constexpr double kStarSpan = 4;  // stars between the worst and the best rating
constexpr int kResamples = 1000;
constexpr std::uint64_t kSeed = 1;
constexpr double kSumTolerance = 1e-6;

double in_stars(double reward) {
    return 1 + kStarSpan * reward;
}

// The log as the estimators want it: arms by number.
struct Log {
    std::vector<std::string> arms;
    std::vector<DrawOutcome> draws;
    std::vector<double> predicted;  // [draws][arms]

    [[nodiscard]] std::size_t index(std::string_view arm) const {
        return static_cast<std::size_t>(std::find(arms.begin(), arms.end(), arm) - arms.begin());
    }
};

Result<store::Experiment> find(store::Transaction& tx, std::string_view id) {
    REFIT_TRY(experiment, store::find_experiment(tx, id));
    if (!experiment) return fail(ErrorCode::NotFound, "no experiment '" + std::string{id} + "'");
    return std::move(*experiment);
}

void number_arms(Log& log) {
    for (const DrawOutcome& draw : log.draws) {
        for (const auto& [arm, weight] : draw.weights) {
            if (log.index(arm) == log.arms.size()) log.arms.push_back(arm);
        }
    }
}

Result<Log> load(store::Transaction& tx, std::string_view experiment_id) {
    REFIT_TRY(experiment, find(tx, experiment_id));
    Log log;
    REFIT_TRY(draws, load_draws(tx, experiment));
    std::erase_if(draws, [](const DrawOutcome& draw) { return draw.held_back; });
    log.draws = std::move(draws);
    if (log.draws.size() < 2)
        return fail(ErrorCode::InvalidInput, "fewer than two rated users in the current phase");
    number_arms(log);
    std::vector<learn::RewardRow> rows;
    for (std::size_t i = 0; i < log.draws.size(); ++i)
        rows.push_back({{}, log.index(log.draws[i].variant_id), reward(log.draws[i].rating), i});
    REFIT_TRY(predicted, learn::cross_fitted_rewards(rows, log.arms.size()));
    log.predicted = std::move(predicted);
    return log;
}

Result<std::vector<double>> target_of(const CandidatePolicy& candidate, const Log& log) {
    std::vector<double> target(log.arms.size(), 0);
    double sum = 0;
    for (const auto& [arm, share] : candidate.shares) {
        const std::size_t index = log.index(arm);
        if (index == log.arms.size())
            return fail(ErrorCode::InvalidInput,
                        fmt::format("policy \"{}\": no draw of this phase knew arm \"{}\"",
                                    candidate.name, arm));
        if (!(share >= 0)) return fail(ErrorCode::InvalidInput, "a share is below 0");
        target[index] += share;
        sum += share;
    }
    if (!(std::abs(sum - 1) <= kSumTolerance))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("policy \"{}\": shares sum to {}, not 1", candidate.name, sum));
    return target;
}

Result<std::vector<learn::OffPolicyRound>> rounds_of(const std::vector<double>& target,
                                                     const Log& log) {
    std::vector<learn::OffPolicyRound> rounds;
    const std::size_t arms = log.arms.size();
    for (std::size_t i = 0; i < log.draws.size(); ++i) {
        const DrawOutcome& draw = log.draws[i];
        const learn::LoggedDecision decision{
            .arm = log.index(draw.variant_id),
            .reward = reward(draw.rating),
            .propensity = store::weight_of(draw.weights, draw.variant_id).value_or(0),
            .target = target,
            .predicted = std::span{log.predicted}.subspan(i * arms, arms)};
        REFIT_TRY(round, learn::off_policy_round(decision));
        rounds.push_back(round);
    }
    return rounds;
}

Result<PolicyEstimate> estimate(const CandidatePolicy& candidate, const Log& log,
                                std::size_t candidates) {
    using learn::Estimator;
    REFIT_TRY(target, target_of(candidate, log));
    REFIT_TRY(rounds, rounds_of(target, log));
    PolicyEstimate result;
    result.policy = candidate;
    result.self_normalised =
        in_stars(learn::off_policy_value(rounds, Estimator::SelfNormalisedIps));
    result.doubly_robust = in_stars(learn::off_policy_value(rounds, Estimator::DoublyRobust));
    const stats::Interval interval =
        learn::bootstrap_interval(rounds, Estimator::DoublyRobust, {}, 0.95, kResamples, kSeed);
    result.interval = {in_stars(interval.low), in_stars(interval.high)};
    result.lower = in_stars(learn::betting_lower_bound(learn::contributions(rounds, Estimator::Ips),
                                                       learn::GateOptions{}.delta));
    learn::GateOptions options;
    options.candidates = candidates;
    REFIT_TRY(gate, learn::promotion_gate(rounds, options));
    result.gate = std::move(gate);
    return result;
}

}  // namespace

Result<std::vector<CandidatePolicy>> usual_candidates(store::Transaction& tx,
                                                      std::string_view experiment_id) {
    REFIT_TRY(experiment, find(tx, experiment_id));
    REFIT_TRY(policy, store::latest_policy(tx, experiment.id));
    std::vector<CandidatePolicy> candidates;
    if (!policy) return candidates;
    for (const auto& [arm, share] : policy->weights)
        candidates.push_back({"always " + arm, {{arm, 1.0}}});
    candidates.push_back({"as it is now", policy->weights});
    return candidates;
}

Result<std::vector<PolicyEstimate>> evaluate_policies(
    store::Transaction& tx, std::string_view experiment_id,
    const std::vector<CandidatePolicy>& candidates) {
    REFIT_TRY(log, load(tx, experiment_id));
    std::vector<PolicyEstimate> estimates;
    for (const CandidatePolicy& candidate : candidates) {
        REFIT_TRY(one, estimate(candidate, log, candidates.size()));
        estimates.push_back(std::move(one));
    }
    return estimates;
}

}  // namespace refit::experiment
