#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace refit::analytics {

// One sum that is not what the log says; never expected.
struct Drift {
    std::string table;       // "daily_rollups" or "arm_statistics"
    std::string key;         // "2026-11-23 enhanced"
    std::string live;        // "outcomes 12 rating_sum 40": the counts that differ, as stored …
    std::string recomputed;  // … and as the log has them
};

// Recounts roll-ups and arm statistics from the sessions and lists where the stored sums differ.
// Reads the whole history: for the nightly check and for tests, not for a page.
[[nodiscard]] Result<std::vector<Drift>> find_drift(store::Transaction& tx);

// Rebuilds both tables from the log if anything drifted; returns what had.
[[nodiscard]] Result<std::vector<Drift>> repair_drift(store::Database& database);

}  // namespace refit::analytics
