#include "learn/promotion_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.h"
#include "stats/special_functions.h"

namespace refit::learn {
namespace {

constexpr double kPriorSquare = 0.25;
constexpr int kBisections = 60;

struct MeanAndVariance {
    double mean{0};
    double variance{0};  // of a sample: over n - 1
};

MeanAndVariance describe(std::span<const double> values) {
    REFIT_ASSERT(values.size() >= 2);
    const auto n = static_cast<double>(values.size());
    MeanAndVariance result;
    for (const double value : values) result.mean += value;
    result.mean /= n;
    for (const double value : values) {
        result.variance += (value - result.mean) * (value - result.mean);
    }
    result.variance /= n - 1.0;
    return result;
}

// The stakes l_i of the betting bound before they are capped at 1/(2m).
std::vector<double> stakes(std::span<const double> values, double delta, std::size_t planned) {
    const double target = 2.0 * std::log(1.0 / delta) / static_cast<double>(planned);
    std::vector<double> result;
    double sum = 0.0;
    double deviations = 1.0;
    double count = 1.0;
    for (const double value : values) {
        result.push_back(std::sqrt(target * count / deviations));
        sum += value;
        const double off = value - sum / count;
        deviations += off * off;
        count += 1.0;
    }
    return result;
}

bool rejects(std::span<const double> values, std::span<const double> stake, double m,
             double threshold) {
    const double cap = m > 0.0 ? 0.5 / m : std::numeric_limits<double>::infinity();
    double log_wealth = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        log_wealth += std::log1p(std::min(stake[i], cap) * (values[i] - m));
        if (log_wealth >= threshold) return true;
    }
    return false;
}

Result<void> check_options(const GateOptions& options) {
    if (!(options.delta > 0.0 && options.delta < 1.0)) {
        return fail(ErrorCode::InvalidInput, "delta must lie between 0 and 1");
    }
    if (!(options.margin >= 0.0 && options.margin < 1.0)) {
        return fail(ErrorCode::InvalidInput, "margin must be at least 0 and below 1");
    }
    if (options.candidates == 0) {
        return fail(ErrorCode::InvalidInput, "candidates must be at least 1");
    }
    return {};
}

std::vector<std::string> objections(const OverlapReport& overlap, const GateOptions& options) {
    std::vector<std::string> reasons;
    if (!(std::abs(overlap.mean_weight - 1.0) <= options.mean_weight_off)) {
        reasons.push_back(
            fmt::format("mean weight {:.3f} is not near 1: propensities are wrong, "
                        "or the log never shows what the policy would",
                        overlap.mean_weight));
    }
    const double needed = std::max(
        options.effective_min, options.effective_share_min * static_cast<double>(overlap.rounds));
    if (overlap.effective_sample < needed) {
        reasons.push_back(fmt::format("effective sample {:.0f} of {}, needed {:.0f}",
                                      overlap.effective_sample, overlap.rounds, needed));
    }
    if (overlap.max_share > options.max_share) {
        reasons.push_back(fmt::format("one round carries {:.1f} % of the weight, allowed {:.1f} %",
                                      100.0 * overlap.max_share, 100.0 * options.max_share));
    }
    return reasons;
}

}  // namespace

double student_lower_bound(std::span<const double> values, double delta) {
    REFIT_ASSERT(delta > 0.0 && delta < 1.0);
    const auto [mean, variance] = describe(values);
    const auto n = static_cast<double>(values.size());
    return mean - stats::student_t_quantile(1.0 - delta, n - 1.0) * std::sqrt(variance / n);
}

double hoeffding_lower_bound(std::span<const double> values, double bound, double delta) {
    REFIT_ASSERT(delta > 0.0 && delta < 1.0 && bound > 0.0);
    const auto n = static_cast<double>(values.size());
    return describe(values).mean - bound * std::sqrt(std::log(1.0 / delta) / (2.0 * n));
}

double bernstein_lower_bound(std::span<const double> values, double bound, double delta) {
    REFIT_ASSERT(delta > 0.0 && delta < 1.0 && bound > 0.0);
    const auto [mean, variance] = describe(values);
    const auto n = static_cast<double>(values.size());
    const double log_term = std::log(2.0 / delta);
    return mean - std::sqrt(2.0 * variance * log_term / n) -
           7.0 * bound * log_term / (3.0 * (n - 1.0));
}

double betting_lower_bound(std::span<const double> values, double delta, std::size_t planned) {
    REFIT_ASSERT(delta > 0.0 && delta < 1.0);
    for (const double value : values) REFIT_ASSERT(value >= 0.0 && std::isfinite(value));
    const auto stake = stakes(values, delta, planned > 0 ? planned : values.size());
    const double threshold = std::log(1.0 / delta);
    double low = 0.0;
    double high = 1.0;
    if (!rejects(values, stake, low, threshold)) return 0.0;
    while (rejects(values, stake, high, threshold)) high *= 2.0;
    for (int i = 0; i < kBisections; ++i) {
        const double middle = 0.5 * (low + high);
        (rejects(values, stake, middle, threshold) ? low : high) = middle;
    }
    return low;
}

PairedBetting::PairedBetting(Claim claim, double margin)
    : claim_{claim}, margin_{margin}, squares_{kPriorSquare} {
    REFIT_ASSERT(margin >= 0.0 && margin < 1.0);
}

Result<void> PairedBetting::update(double weight, double reward) {
    if (!(reward >= 0.0 && reward <= 1.0)) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("reward {}: the gate needs rewards in [0, 1]", reward));
    }
    if (!(weight >= 0.0) || !std::isfinite(weight)) {
        return fail(ErrorCode::InvalidInput, fmt::format("weight {}: expected at least 0", weight));
    }
    const double outcome = claim_ == Claim::Better ? reward : 1.0 - reward;
    const double gain = (weight - 1.0) * outcome - margin_;
    const double mean = sum_ / count_;
    const double spread = squares_ / count_;  // variance + mean^2
    const double stake = std::clamp(mean / spread, 0.0, 0.5 / (1.0 + margin_));
    log_wealth_ += std::log1p(stake * gain);
    log_wealth_max_ = std::max(log_wealth_max_, log_wealth_);
    sum_ += gain;
    squares_ += gain * gain;
    count_ += 1.0;
    return {};
}

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::Better:
            return "better";
        case Verdict::Worse:
            return "worse";
        case Verdict::Undecided:
            return "undecided";
        case Verdict::Blocked:
            return "blocked";
    }
    return "";
}

Result<GateReport> promotion_gate(std::span<const OffPolicyRound> rounds,
                                  const GateOptions& options) {
    REFIT_CHECK(check_options(options));
    if (rounds.empty()) return fail(ErrorCode::InvalidInput, "there are no rounds to judge by");
    PairedBetting better{PairedBetting::Claim::Better, options.margin};
    PairedBetting worse{PairedBetting::Claim::Worse, options.margin};
    for (const OffPolicyRound& round : rounds) {
        REFIT_CHECK(better.update(round.weight, round.reward));
        REFIT_CHECK(worse.update(round.weight, round.reward));
    }
    GateReport report;
    report.log_better = better.log_wealth_max();
    report.log_worse = worse.log_wealth_max();
    report.threshold = std::log(static_cast<double>(options.candidates) / options.delta);
    report.overlap = overlap(rounds);
    report.reasons = objections(report.overlap, options);
    const bool up = report.log_better >= report.threshold;
    const bool down = report.log_worse >= report.threshold;
    if (!report.reasons.empty()) {
        report.verdict = Verdict::Blocked;
    } else if (up != down) {
        report.verdict = up ? Verdict::Better : Verdict::Worse;
    }
    return report;
}

Result<std::vector<double>> propensity_deviations(std::span<const std::size_t> arms,
                                                  std::span<const double> distributions,
                                                  std::size_t count) {
    if (count == 0 || distributions.size() != arms.size() * count) {
        return fail(ErrorCode::InvalidInput, "expected one distribution over the arms per round");
    }
    std::vector<double> excess(count, 0.0);
    std::vector<double> variance(count, 0.0);
    for (std::size_t i = 0; i < arms.size(); ++i) {
        if (arms[i] >= count) {
            return fail(ErrorCode::InvalidInput,
                        fmt::format("round {}: arm {} of {}", i, arms[i], count));
        }
        for (std::size_t a = 0; a < count; ++a) {
            const double p = distributions[i * count + a];
            if (!(p >= 0.0 && p <= 1.0)) {
                return fail(ErrorCode::InvalidInput,
                            fmt::format("round {}: {} is no probability", i, p));
            }
            excess[a] += (arms[i] == a ? 1.0 : 0.0) - p;
            variance[a] += p * (1.0 - p);
        }
    }
    for (std::size_t a = 0; a < count; ++a) {
        const bool exact = std::abs(excess[a]) < 1e-9;
        excess[a] = exact ? 0.0 : excess[a] / std::sqrt(variance[a]);
    }
    return excess;
}

}  // namespace refit::learn
