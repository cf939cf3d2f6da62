#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/names.h"

namespace refit::store {

// What a guardrail looks at: the session with which a unit came to its arm, one a unit.
struct FirstSession {
    std::int64_t seq{0};
    std::string variant_id;
    std::optional<double> processing_time;  // ms
    SessionStatus status{SessionStatus::Completed};
    Resizer resizer{Resizer::Engine};
    bool corrected{false};
    TimePoint created_at;
};

inline constexpr std::int64_t kFirstSessionPageMax = 10'000;
// Of units that were drawn in this phase, held-back ones left out; in order, a page at a time:
// those with seq > after_seq.
[[nodiscard]] Result<std::vector<FirstSession>> list_first_sessions(
    Transaction& tx, std::string_view experiment_id, std::int64_t bucket_version,
    std::int64_t after_seq, std::int64_t limit = kFirstSessionPageMax);

}  // namespace refit::store
