#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::analytics {

// What the audit log says happened, in sentences for people, oldest first.
struct Events {
    std::vector<std::string> guardrails;  // arms stopped by a limit, and resumed
    std::vector<std::string> verdicts;    // pairs of arms whose difference was declared
    std::vector<std::string> models;      // models promoted, rejected, rolled back
    std::vector<std::string> proposals;   // variants that entered, were promoted, retired, refused
};

inline constexpr std::size_t kEventsMax = 20;  // lines of a kind; what is more is counted

// Of entries with from <= at < until. Costs the entries since `from`.
[[nodiscard]] Result<Events> events_between(store::Transaction& tx, TimePoint from,
                                            TimePoint until);

}  // namespace refit::analytics
