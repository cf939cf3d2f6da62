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

struct Report {
    std::int64_t seq{0};
    std::string kind;  // "performance-analysis", …
    std::string body;  // JSON
    std::string markdown;
    TimePoint created_at;
    // What the report is about, "2026-11-16"; nullopt: no period, any number of such reports.
    std::optional<std::string> period{};
};

// Stores the report and returns its number. One that is stored for the same kind and period is
// overwritten and keeps its number: whoever writes a period's report, and how often, it is one.
[[nodiscard]] Result<std::int64_t> put_report(Transaction& tx, const Report& report);

[[nodiscard]] Result<std::optional<Report>> find_report(Transaction& tx, std::int64_t seq);

inline constexpr std::int64_t kReportPageMax = 200;
// Newest first; an empty kind means all. `limit` is held to 1..kReportPageMax.
[[nodiscard]] Result<std::vector<Report>> list_reports(Transaction& tx, std::string_view kind,
                                                       std::int64_t limit);

}  // namespace refit::store
