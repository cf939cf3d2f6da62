#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// Who changed what, and why. Appended to, never changed.
struct AuditEntry {
    std::int64_t seq{0};
    TimePoint at;
    std::string actor;    // "admin", "scheduler", "policy"
    std::string action;   // "variant.create"
    std::string subject;  // "variant:enhanced"
    std::optional<std::string> before_json;
    std::optional<std::string> after_json;
    std::string reason;
};

[[nodiscard]] Result<void> append_audit(Transaction& tx, const AuditEntry& entry);

inline constexpr std::int64_t kAuditPageMax = 1000;
// Newest first, those with seq < before_seq where given; `limit` is held to 1..kAuditPageMax.
[[nodiscard]] Result<std::vector<AuditEntry>> list_audit(Transaction& tx,
                                                         std::optional<std::int64_t> before_seq,
                                                         std::int64_t limit);
// The newest of one action. Reads the whole log.
[[nodiscard]] Result<std::vector<AuditEntry>> list_audit_of(Transaction& tx,
                                                            std::string_view action,
                                                            std::int64_t limit);

}  // namespace refit::store
