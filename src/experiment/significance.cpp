#include "experiment/significance.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/clock.h"
#include "experiment/pair_evidence.h"
#include "stats/power.h"
#include "stats/welch.h"

namespace refit::experiment {
namespace {

constexpr double kLogEShownMax = 690;  // e^690 is still a double

void add(ArmSample& sample, int rating) {
    sample.rewards.add(reward(rating));
    ++sample.successes.trials;
    if (is_success(rating)) ++sample.successes.successes;
}

FixedSample fixed_sample(const ArmSample& a, const ArmSample& b) {
    FixedSample result;
    if (const auto z = stats::two_proportion_test(a.successes, b.successes)) {
        result.z_p_value = z->p_value;
    }
    if (const auto welch = stats::welch_test(a.rewards, b.rewards)) {
        result.welch_p_value = welch->p_value;
    }
    return result;
}

}  // namespace

double reward(int rating) {
    return (rating - 1) / kRatingSpan;
}

AlwaysValid always_valid(double log_e_max, std::string_view method) {
    AlwaysValid answer;
    answer.p_value = std::exp(-log_e_max);
    answer.e_value = std::exp(std::min(log_e_max, kLogEShownMax));
    answer.significant = answer.p_value <= kAlpha;
    answer.confidence = stats::confidence_percent(answer.p_value);
    answer.method = method;
    return answer;
}

Result<Comparison> compare_pair(const std::vector<DrawOutcome>& draws, Pair pair) {
    Comparison comparison;
    comparison.a = pair.a;
    comparison.b = pair.b;
    PairEvidence evidence;
    ArmSample a;
    ArmSample b;
    for (const DrawOutcome& draw : draws) {
        if (draw.held_back) continue;
        const bool is_a = draw.variant_id == pair.a;
        if (!is_a && draw.variant_id != pair.b) continue;
        add(is_a ? a : b, draw.rating);
        REFIT_CHECK(evidence.add(draw.rating, is_a ? 0 : 1,
                                 store::weight_of(draw.weights, pair.a).value_or(0),
                                 store::weight_of(draw.weights, pair.b).value_or(0)));
        if (!comparison.crossing && evidence.crossing()) {
            comparison.crossing = evidence.crossing();
            comparison.crossing->arrival = draw.arrival;
        }
    }
    comparison.difference = evidence.difference();
    comparison.always_valid = evidence.answer();
    comparison.log_e = evidence.log_e();
    comparison.fixed_sample = fixed_sample(a, b);
    if (!comparison.always_valid.significant) {
        comparison.needed = stats::needed_means(a.rewards, b.rewards);
    }
    return comparison;
}

namespace {

// What is known now, without what was declared before.
std::string present_verdict(const Comparison& comparison, std::string_view name_a,
                            std::string_view name_b) {
    const Interval& difference = comparison.difference;
    if (!comparison.always_valid.significant) {
        if (!comparison.needed) return "Not enough data to tell the two apart.";
        // An answer of "no more" would read as a decision that was not made.
        const std::int64_t needed = std::max<std::int64_t>(*comparison.needed, 10);
        return fmt::format("Not enough data yet: about {} more ratings needed.", needed);
    }
    const double gap = std::abs(difference.mean);
    if (difference.low > 0 || difference.high < 0) {
        const bool b_wins = difference.low > 0;
        return fmt::format(
            "{} is rated higher than {} by about {:.1f} stars (between {:.1f} and {:.1f}); this "
            "holds however often one looks.",
            b_wins ? name_b : name_a, b_wins ? name_a : name_b, gap,
            b_wins ? difference.low : -difference.high, b_wins ? difference.high : -difference.low);
    }
    return fmt::format("{} and {} are received differently; which one is better is still open.",
                       name_a, name_b);
}

}  // namespace

std::string make_verdict(const Comparison& comparison, std::string_view name_a,
                         std::string_view name_b) {
    std::string verdict = present_verdict(comparison, name_a, name_b);
    if (!comparison.declared) return verdict;
    const Declaration& declared = *comparison.declared;
    const std::string_view better = declared.better == comparison.a ? name_a : name_b;
    verdict += fmt::format(" Declared on {} after {} ratings, with {} ahead",
                           format_day(declared.reached_at), declared.crossing.units, better);
    return verdict + (declared.contradicted ? "; ratings since then point the other way." : ".");
}

}  // namespace refit::experiment
