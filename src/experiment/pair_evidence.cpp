#include "experiment/pair_evidence.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "experiment/significance.h"
#include "store/arm_statistics.h"

namespace refit::experiment {
namespace {

// Shares of the processes in the verdict (decision 0035).
constexpr double kTiltShare = 0.7;
constexpr double kSuccessShare = 0.15;
constexpr double kRatingShare = 0.15;

// ln of the weighted mean of e-values, without overflow.
double log_mean(double tilt, double success, double rating) {
    const double high = std::max({tilt, success, rating});
    return high +
           std::log(kTiltShare * std::exp(tilt - high) + kSuccessShare * std::exp(success - high) +
                    kRatingShare * std::exp(rating - high));
}

}  // namespace

bool is_success(int rating) {
    return rating >= store::kSuccessRatingMin;
}

PairEvidence::PairEvidence(Interval interval)
    : rating_{interval == Interval::Tracked ? stats::BettingEProcess{}
                                            : stats::BettingEProcess{0.0}} {}

Result<void> PairEvidence::add(int rating, std::size_t arm, double of_0, double of_1) {
    const double own = arm == 0 ? of_0 : of_1;
    if (!(own > 0)) return fail(ErrorCode::Internal, "an outcome without a propensity");
    if (of_0 <= 0 || of_1 <= 0) return {};
    const std::array<double, 2> within{of_0 / (of_0 + of_1), of_1 / (of_0 + of_1)};
    REFIT_CHECK(tilt_.update(reward(rating), arm, within));
    REFIT_CHECK(success_.update(is_success(rating) ? 1 : 0, arm, within));
    REFIT_CHECK(rating_.update(
        reward(rating),
        arm == 0 ? stats::BettingEProcess::Arm::Control : stats::BettingEProcess::Arm::Treatment,
        of_0, of_1));
    ++units_;
    log_e_ = log_mean(tilt_.log_e(), success_.log_e(), rating_.log_e());
    log_e_max_ = std::max(log_e_max_, log_e_);
    if (!crossing_ && log_e_max_ >= -std::log(kAlpha)) {
        crossing_ = {.units = units_,
                     .log_e = log_e_max_,
                     .difference = std::clamp(rating_.estimate(), -1.0, 1.0) * kRatingSpan};
    }
    return {};
}

AlwaysValid PairEvidence::answer() const {
    return always_valid(log_e_max_, "e-mean/2");
}

experiment::Interval PairEvidence::difference() const {
    const stats::Interval held = rating_.interval(kAlpha);
    experiment::Interval stars;
    stars.low = held.low * kRatingSpan;
    stars.high = held.high * kRatingSpan;
    stars.mean = std::clamp(rating_.estimate(), held.low, held.high) * kRatingSpan;
    return stars;
}

}  // namespace refit::experiment
