#include "experiment/holdback.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "experiment/significance.h"
#include "stats/running_mean.h"
#include "stats/summary.h"

namespace refit::experiment {
namespace {

// Both groups as they grow, and the bets on their difference.
class Process {
public:
    Result<void> add(const DrawOutcome& draw) {
        const double y = reward(draw.rating);
        const double of_held = draw.holdback;
        const double baseline = of_held * forecast(learned_) + (1 - of_held) * forecast(held_);
        const double z =
            draw.held_back ? -(y - baseline) / of_held : (y - baseline) / (1 - of_held);
        const double weight = std::max(1 / of_held, 1 / (1 - of_held));
        REFIT_CHECK(difference_.update(z, weight * std::max(baseline, 1 - baseline)));
        (draw.held_back ? held_ : learned_).add(y);
        return {};
    }

    [[nodiscard]] LearningEffect answer() const {
        LearningEffect effect{group(held_), group(learned_), {}, {}, {}};
        const stats::Interval held = difference_.interval(kAlpha);
        effect.difference.low = held.low * kRatingSpan;
        effect.difference.high = held.high * kRatingSpan;
        effect.difference.mean =
            std::clamp(difference_.estimate(), held.low, held.high) * kRatingSpan;
        effect.always_valid = always_valid(difference_.log_e_max(), "eb-mixture/1");
        return effect;
    }

private:
    static double forecast(const stats::Summary& group) {
        return (group.sum + 0.5) / (static_cast<double>(group.n) + 1);
    }
    static Group group(const stats::Summary& rewards) {
        if (rewards.n == 0) return {};
        return {rewards.n, 1 + kRatingSpan * rewards.sum / static_cast<double>(rewards.n)};
    }

    stats::Summary held_;
    stats::Summary learned_;
    stats::RunningMean difference_;
};

std::string verdict(const LearningEffect& effect) {
    if (effect.held.outcomes == 0 || effect.learned.outcomes == 0)
        return "Not enough data to tell what learning is worth.";
    const Interval& d = effect.difference;
    if (d.low > 0)
        return fmt::format("Learning gains about {:.1f} stars (between {:.1f} and {:.1f}).", d.mean,
                           d.low, d.high);
    if (d.high < 0)
        return fmt::format("Learning loses about {:.1f} stars (between {:.1f} and {:.1f}).",
                           -d.mean, -d.high, -d.low);
    return fmt::format("What learning is worth is still open: between {:.1f} and {:.1f} stars.",
                       d.low, d.high);
}

}  // namespace

Result<LearningEffect> learning_effect(const std::vector<DrawOutcome>& draws) {
    Process process;
    for (const DrawOutcome& draw : draws) {
        if (!(draw.holdback > 0)) {
            if (draw.held_back) return fail(ErrorCode::Internal, "held back with probability 0");
            continue;
        }
        REFIT_CHECK(process.add(draw));
    }
    LearningEffect effect = process.answer();
    effect.verdict = verdict(effect);
    return effect;
}

}  // namespace refit::experiment
