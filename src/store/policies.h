#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/weights.h"

namespace refit::store {

// The weights assignments are drawn by, from one version to the next. Never changed once written.
struct Policy {
    std::string experiment_id;
    std::int64_t version{0};
    Weights weights;
    std::string reason;         // why it differs from the one before, for people
    std::string details{"{}"};  // JSON: the figures behind the reason
    TimePoint created_at;
};

// Appends after the latest (`policy.version` is ignored) and returns the version given. The caller
// holds the experiment's lock; without it two writers may get Conflict.
[[nodiscard]] Result<std::int64_t> insert_policy(Transaction& tx, const Policy& policy);
[[nodiscard]] Result<std::optional<Policy>> latest_policy(Transaction& tx,
                                                          std::string_view experiment_id);

// Oldest first, those after `after_version`, at most kPolicyPageMax.
[[nodiscard]] Result<std::vector<Policy>> list_policies_after(Transaction& tx,
                                                              std::string_view experiment_id,
                                                              std::int64_t after_version);

// The same, and not made before `from`: a page at a time of what a period brought.
[[nodiscard]] Result<std::vector<Policy>> list_policies_since(Transaction& tx,
                                                              std::string_view experiment_id,
                                                              TimePoint from,
                                                              std::int64_t after_version);

inline constexpr std::int64_t kPolicyPageMax = 1000;
// Newest first; `limit` is held to 1..kPolicyPageMax.
[[nodiscard]] Result<std::vector<Policy>> list_policies(Transaction& tx,
                                                        std::string_view experiment_id,
                                                        std::int64_t limit);

}  // namespace refit::store
