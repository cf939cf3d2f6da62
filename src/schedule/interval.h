#pragma once

#include <optional>

#include "base/clock.h"

namespace refit::schedule {

// Shortest and longest time between two runs of a task. A minute keeps a mistyped interval from
// becoming a busy loop; ten years is far past every use and far from overflow. 64-bit
// milliseconds throughout: a 30-day interval does not fit in 32 bits.
inline constexpr Milliseconds kIntervalMin = std::chrono::minutes{1};
inline constexpr Milliseconds kIntervalMax = std::chrono::hours{24 * 3650};

[[nodiscard]] bool is_valid_interval(Milliseconds interval);

// When a task should run next.
//
//   never ran:           now + interval
//   on time:             last + interval, if that is still ahead
//   ticks were missed:   now (one run makes up for all of them, however many)
//
//   last      when the task last started; nullopt if it never did
//   interval  kIntervalMin <= interval <= kIntervalMax
[[nodiscard]] TimePoint next_run(std::optional<TimePoint> last, Milliseconds interval,
                                 TimePoint now);

// The first tick after `now` of the grid planned, planned + interval, planned + 2 interval, …
// A run that starts late does not push the later ones: a daily task stays at its hour.
[[nodiscard]] TimePoint following_run(TimePoint planned, Milliseconds interval, TimePoint now);

}  // namespace refit::schedule
