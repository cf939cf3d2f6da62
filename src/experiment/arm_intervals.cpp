#include "experiment/arm_intervals.h"

#include "stats/bounded_mean.h"
#include "store/arm_statistics.h"

namespace refit::experiment {
namespace {

struct Streams {
    stats::HedgedBets rating{kAlpha};
    stats::HedgedBets success{kAlpha};
};

// The figure on 0..1, told on a scale of its own.
Interval on_scale(const stats::HedgedBets& bets, double lowest, double span) {
    const stats::Interval held = bets.interval();
    const auto told = [&](double y) { return lowest + span * y; };
    return {told(bets.estimate()), told(held.low), told(held.high), 1 - kAlpha};
}

}  // namespace

Result<std::map<std::string, ArmIntervals>> arm_intervals(std::span<const DrawOutcome> draws) {
    std::map<std::string, Streams> streams;
    for (const DrawOutcome& draw : draws) {
        if (draw.held_back || draw.by_canvas) continue;
        Streams& arm = streams[draw.variant_id];
        REFIT_CHECK(arm.rating.update((draw.rating - 1) / 4.0));
        REFIT_CHECK(arm.success.update(draw.rating >= store::kSuccessRatingMin ? 1.0 : 0.0));
    }
    std::map<std::string, ArmIntervals> intervals;
    for (const auto& [id, arm] : streams) {
        intervals[id] = {.units = arm.rating.count(),
                         .rating = on_scale(arm.rating, 1, 4),
                         .success_rate = on_scale(arm.success, 0, 100)};
    }
    return intervals;
}

}  // namespace refit::experiment
