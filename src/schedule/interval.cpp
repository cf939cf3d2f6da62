#include "schedule/interval.h"

#include <algorithm>

#include "base/assert.h"

namespace refit::schedule {

bool is_valid_interval(Milliseconds interval) {
    return interval >= kIntervalMin && interval <= kIntervalMax;
}

TimePoint next_run(std::optional<TimePoint> last, Milliseconds interval, TimePoint now) {
    REFIT_ASSERT(is_valid_interval(interval));
    if (!last) return now + interval;
    // A clock that was set back leaves `last` in the future; waiting for it could take for ever.
    const TimePoint start = std::min(*last, now);
    return std::max(start + interval, now);
}

TimePoint following_run(TimePoint planned, Milliseconds interval, TimePoint now) {
    REFIT_ASSERT(is_valid_interval(interval));
    // A plan further ahead than one interval is a clock that was set back: start a new grid.
    if (planned > now) return std::min(planned, now + interval);
    const auto missed = (now - planned) / interval;
    return planned + interval * (missed + 1);
}

}  // namespace refit::schedule
