#include "learn/off_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "base/rng.h"

namespace refit::learn {
namespace {

constexpr double kSumTolerance = 1e-6;  // per arm: policies are logged with a few digits

Result<void> check_target(std::span<const double> target) {
    double sum = 0.0;
    for (std::size_t a = 0; a < target.size(); ++a) {
        if (!std::isfinite(target[a]) || target[a] < 0.0) {
            return fail(ErrorCode::InvalidInput,
                        fmt::format("target[{}] is {}: expected a probability", a, target[a]));
        }
        sum += target[a];
    }
    if (std::abs(sum - 1.0) > kSumTolerance * static_cast<double>(target.size())) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("the target's probabilities sum to {}, not 1", sum));
    }
    return {};
}

Result<void> check_decision(const LoggedDecision& decision) {
    if (decision.arm >= decision.target.size()) {
        return fail(ErrorCode::InvalidInput, fmt::format("arm {} of {}: arms count from 0",
                                                         decision.arm, decision.target.size()));
    }
    if (!decision.predicted.empty() && decision.predicted.size() != decision.target.size()) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} predictions for {} arms", decision.predicted.size(),
                                decision.target.size()));
    }
    if (!(decision.propensity > 0.0 && decision.propensity <= 1.0)) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("propensity {}: expected above 0 and at most 1; a decision drawn "
                                "with an unknown probability cannot be used",
                                decision.propensity));
    }
    if (!std::isfinite(decision.reward)) {
        return fail(ErrorCode::InvalidInput, "the reward is not a finite number");
    }
    for (const double q : decision.predicted) {
        if (!std::isfinite(q)) {
            return fail(ErrorCode::InvalidInput, "a predicted reward is not a finite number");
        }
    }
    return check_target(decision.target);
}

bool is_normalised(Estimator estimator) {
    return estimator == Estimator::SelfNormalisedIps || estimator == Estimator::SelfNormalisedDr;
}

bool uses_model(Estimator estimator) {
    return estimator != Estimator::Ips && estimator != Estimator::SelfNormalisedIps;
}

// The factor of the round's residual.
double effective_weight(double w, Estimator estimator, const EstimatorOptions& options) {
    switch (estimator) {
        case Estimator::Direct:
            return 0.0;
        case Estimator::Ips:
        case Estimator::DoublyRobust:
            return std::min(w, options.clip);
        case Estimator::SelfNormalisedIps:
        case Estimator::SelfNormalisedDr:
            return w;
        case Estimator::SwitchDr:
            return w <= options.switch_at ? w : 0.0;
        case Estimator::OptimisticDr:
            return options.shrinkage * w / (w * w + options.shrinkage);
    }
    return w;
}

// An estimate is mean(direct) + mean(correction), the latter over mean(weight) if normalised.
struct Parts {
    std::vector<double> direct, correction, weight;
    bool normalised{false};
};

Parts split_parts(std::span<const OffPolicyRound> rounds, Estimator estimator,
                  const EstimatorOptions& options) {
    REFIT_ASSERT(!rounds.empty());
    REFIT_ASSERT(options.clip > 0.0 && options.switch_at > 0.0 && options.shrinkage > 0.0);
    Parts parts;
    parts.normalised = is_normalised(estimator);
    const bool model = uses_model(estimator);
    for (const OffPolicyRound& round : rounds) {
        const double residual = round.reward - (model ? round.predicted : 0.0);
        parts.direct.push_back(model ? round.direct : 0.0);
        parts.correction.push_back(effective_weight(round.weight, estimator, options) * residual);
        parts.weight.push_back(round.weight);
    }
    return parts;
}

double combine(double direct, double correction, double weight, double n, bool normalised) {
    if (!normalised) return (direct + correction) / n;
    return direct / n + (weight > 0.0 ? correction / weight : 0.0);
}

double quantile_of_sorted(std::span<const double> sorted, double p) {
    const double place = p * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
}

double resampled_value(const Parts& parts, Rng& rng) {
    const std::size_t n = parts.direct.size();
    double direct = 0.0;
    double correction = 0.0;
    double weight = 0.0;
    for (std::size_t k = 0; k < n; ++k) {
        const std::size_t i = uniform_below(rng, n);
        direct += parts.direct[i];
        correction += parts.correction[i];
        weight += parts.weight[i];
    }
    return combine(direct, correction, weight, static_cast<double>(n), parts.normalised);
}

}  // namespace

Result<OffPolicyRound> off_policy_round(const LoggedDecision& decision) {
    REFIT_CHECK(check_decision(decision));
    OffPolicyRound round;
    round.weight = decision.target[decision.arm] / decision.propensity;
    round.reward = decision.reward;
    if (!std::isfinite(round.weight)) {
        return fail(ErrorCode::InvalidInput, "the propensity is too small to be divided by");
    }
    if (decision.predicted.empty()) return round;
    round.predicted = decision.predicted[decision.arm];
    for (std::size_t a = 0; a < decision.target.size(); ++a) {
        round.direct += decision.target[a] * decision.predicted[a];
    }
    return round;
}

std::string_view to_string(Estimator estimator) {
    switch (estimator) {
        case Estimator::Direct:
            return "dm";
        case Estimator::Ips:
            return "ips";
        case Estimator::SelfNormalisedIps:
            return "snips";
        case Estimator::DoublyRobust:
            return "dr";
        case Estimator::SelfNormalisedDr:
            return "sndr";
        case Estimator::SwitchDr:
            return "switch-dr";
        case Estimator::OptimisticDr:
            return "dr-os";
    }
    return "";
}

std::vector<double> contributions(std::span<const OffPolicyRound> rounds, Estimator estimator,
                                  const EstimatorOptions& options) {
    Parts parts = split_parts(rounds, estimator, options);
    double scale = 1.0;
    if (parts.normalised) {
        double sum = 0.0;
        for (const double w : parts.weight) sum += w;
        scale = sum > 0.0 ? static_cast<double>(rounds.size()) / sum : 0.0;
    }
    for (std::size_t i = 0; i < rounds.size(); ++i) {
        parts.direct[i] += scale * parts.correction[i];
    }
    return std::move(parts.direct);
}

double off_policy_value(std::span<const OffPolicyRound> rounds, Estimator estimator,
                        const EstimatorOptions& options) {
    const auto values = contributions(rounds, estimator, options);
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

stats::Interval bootstrap_interval(std::span<const OffPolicyRound> rounds, Estimator estimator,
                                   const EstimatorOptions& options, double level, int resamples,
                                   std::uint64_t seed) {
    REFIT_ASSERT(level > 0.0 && level < 1.0 && resamples >= 20);
    const Parts parts = split_parts(rounds, estimator, options);
    SeededRng rng{seed};
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(resamples));
    for (int b = 0; b < resamples; ++b) values.push_back(resampled_value(parts, rng));
    std::sort(values.begin(), values.end());
    const double tail = 0.5 * (1.0 - level);
    return {.low = quantile_of_sorted(values, tail), .high = quantile_of_sorted(values, 1 - tail)};
}

OverlapReport overlap(std::span<const OffPolicyRound> rounds) {
    OverlapReport report;
    report.rounds = rounds.size();
    double sum = 0.0;
    double squares = 0.0;
    for (const OffPolicyRound& round : rounds) {
        sum += round.weight;
        squares += round.weight * round.weight;
        report.max_weight = std::max(report.max_weight, round.weight);
    }
    if (!(sum > 0.0)) return report;
    report.mean_weight = sum / static_cast<double>(rounds.size());
    report.effective_sample = sum / squares * sum;
    report.max_share = report.max_weight / sum;
    return report;
}

double clipped_share(std::span<const OffPolicyRound> rounds, double clip) {
    double sum = 0.0;
    double removed = 0.0;
    for (const OffPolicyRound& round : rounds) {
        sum += round.weight;
        removed += std::max(0.0, round.weight - clip);
    }
    return sum > 0.0 ? removed / sum : 0.0;
}

}  // namespace refit::learn
