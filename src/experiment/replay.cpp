#include "experiment/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "stats/summary.h"

namespace refit::experiment {

ReplayComparison compare_replays(const std::vector<ReplayedCanvas>& serving,
                                 const std::vector<ReplayedCanvas>& candidate) {
    REFIT_ASSERT(serving.size() == candidate.size());
    ReplayComparison result;
    result.canvases = serving.size();
    stats::Summary gains;
    for (std::size_t i = 0; i < serving.size(); ++i) {
        const ReplayedCanvas& was = serving[i];
        const ReplayedCanvas& is = candidate[i];
        if (!is.problem.empty() && was.problem.empty() && ++result.invalid == 1)
            result.problem = is.problem;
        if (was.features != is.features) ++result.changed;
        if (was.quality && is.quality) gains.add(*is.quality - *was.quality);
    }
    if (gains.n == 0) return result;
    result.quality_gain = gains.mean();
    result.gain_error = std::sqrt(gains.variance().value_or(0) / static_cast<double>(gains.n));
    return result;
}

std::optional<std::string> refusal(const ReplayComparison& comparison) {
    if (comparison.invalid > 0)
        return fmt::format("{} of {} stored canvases cannot be laid out with it: {}",
                           comparison.invalid, comparison.canvases, comparison.problem);
    if (comparison.quality_gain && *comparison.quality_gain < -kReplayLossMax)
        return fmt::format("the quality model expects {:.3f} less on {} stored canvases",
                           -*comparison.quality_gain, comparison.canvases);
    return std::nullopt;
}

}  // namespace refit::experiment
