#pragma once

#include <string>

#include "base/clock.h"
#include "base/rng.h"

namespace refit {

// A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then random bits, so ids made later
// sort later and land at the end of an index. Example: "019306f3-7d5c-7a41-8c27-2f1d9d3ab0c4".
[[nodiscard]] std::string make_uuid(TimePoint time, Rng& rng);

}  // namespace refit
