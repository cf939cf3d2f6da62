#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/arm_statistics.h"
#include "store/database.h"

namespace refit::store {

struct RollupCounts {
    std::int64_t sessions{0};
    std::int64_t rated{0};
    double rating_sum{0};
    std::int64_t successes{0};  // rating >= kSuccessRatingMin
    std::int64_t helpful{0};    // thumbs up
    double processing_sum{0};   // ms
    std::int64_t processing_n{0};
    std::int64_t corrected{0};
    std::int64_t failed{0};
    std::int64_t fallbacks{0};

    friend bool operator==(const RollupCounts&, const RollupCounts&) = default;
};

[[nodiscard]] std::vector<NamedCount> named(const RollupCounts& counts);

// What one variant did on one UTC day. A session counts on the day it was created, and so does
// everything learned of it later; sessions without a variant stand under "".
struct DailyRollup {
    std::string day;  // "2026-11-23"
    std::string variant_id;
    RollupCounts counts;

    friend bool operator==(const DailyRollup&, const DailyRollup&) = default;
};

// Days in [from, to], both "YYYY-MM-DD", by day and variant. Costs days × variants, whatever the
// length of the history.
[[nodiscard]] Result<std::vector<DailyRollup>> list_rollups(Transaction& tx, std::string_view from,
                                                            std::string_view to);
// The sum over all days and variants.
[[nodiscard]] Result<RollupCounts> rollup_totals(Transaction& tx);

[[nodiscard]] Result<std::vector<DailyRollup>> recount_rollups(Transaction& tx);
[[nodiscard]] Result<void> rebuild_rollups(Transaction& tx);

}  // namespace refit::store
