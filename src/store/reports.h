#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::store {

struct Report {
    std::int64_t seq{0};
    std::string kind;  // "analysis", "retrain", …
    std::string body;  // JSON
    std::string markdown;
    TimePoint created_at;
};

[[nodiscard]] Result<std::int64_t> insert_report(Transaction& tx, const Report& report);

inline constexpr std::int64_t kReportPageMax = 200;
// Newest first; an empty kind means all. `limit` is held to 1..kReportPageMax.
[[nodiscard]] Result<std::vector<Report>> list_reports(Transaction& tx, std::string_view kind,
                                                       std::int64_t limit);

}  // namespace refit::store
