#include "stats/limit_evidence.h"

#include <algorithm>
#include <cmath>

namespace refit::stats {

Result<void> LimitEvidence::update(double x, double lowest) {
    if (!std::isfinite(x) || !(x >= lowest) || !(lowest < limit_) || !std::isfinite(lowest)) {
        return fail(ErrorCode::InvalidInput, "an observation is below its lowest value");
    }
    const double gap = limit_ - lowest;
    const double stake = std::clamp(excess_ / (gap * gap + excess_squares_), 0.0, 0.5 / gap);
    const double excess = x - limit_;
    log_e_ += std::log1p(stake * excess);
    log_e_max_ = std::max(log_e_max_, log_e_);
    excess_ += excess;
    excess_squares_ += excess * excess;
    ++count_;
    return {};
}

double LimitEvidence::mean() const {
    return count_ == 0 ? 0.0 : limit_ + excess_ / static_cast<double>(count_);
}

}  // namespace refit::stats
