#include "analytics/rollup_check.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "store/arm_statistics.h"
#include "store/rollups.h"

namespace refit::analytics {
namespace {

// All rollups, whatever the day: days sort as text.
constexpr std::string_view kFirstDay = "0000-01-01";
constexpr std::string_view kLastDay = "9999-12-31";

template <typename Counts>
using ByKey = std::map<std::string, Counts>;

// The counts that differ, by name, on both sides.
template <typename Counts>
Drift describe(const std::string& table, const std::string& key, const Counts& stored,
               const Counts& recounted) {
    Drift drift{table, key, {}, {}};
    const auto before = store::named(stored);
    const auto after = store::named(recounted);
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i].value == after[i].value) continue;
        const std::string_view gap = drift.live.empty() ? "" : " ";
        drift.live += fmt::format("{}{} {}", gap, before[i].name, before[i].value);
        drift.recomputed += fmt::format("{}{} {}", gap, after[i].name, after[i].value);
    }
    return drift;
}

// Keys whose counts differ; a missing row counts as one of zeros, as the writers treat it.
template <typename Counts>
void compare(const std::string& table, const ByKey<Counts>& stored, const ByKey<Counts>& recounted,
             std::vector<Drift>& drift) {
    ByKey<std::pair<Counts, Counts>> both;
    for (const auto& [key, counts] : stored) both[key].first = counts;
    for (const auto& [key, counts] : recounted) both[key].second = counts;
    for (const auto& [key, pair] : both) {
        if (!(pair.first == pair.second))
            drift.push_back(describe(table, key, pair.first, pair.second));
    }
}

ByKey<store::RollupCounts> index(const std::vector<store::DailyRollup>& rows) {
    ByKey<store::RollupCounts> result;
    for (const auto& row : rows) result[row.day + " " + row.variant_id] = row.counts;
    return result;
}

ByKey<store::ArmCounts> index(const std::vector<store::ArmStatistics>& rows) {
    ByKey<store::ArmCounts> result;
    for (const auto& row : rows) {
        result[row.experiment_id + " " + std::to_string(row.bucket_version) + " " + row.variant_id +
               (row.held_back ? " held back" : "")] = row.counts;
    }
    return result;
}

}  // namespace

Result<std::vector<Drift>> find_drift(store::Transaction& tx) {
    std::vector<Drift> drift;
    REFIT_TRY(rollups, store::list_rollups(tx, kFirstDay, kLastDay));
    REFIT_TRY(recounted_rollups, store::recount_rollups(tx));
    compare("daily_rollups", index(rollups), index(recounted_rollups), drift);
    REFIT_TRY(recounted_arms, store::recount_arm_statistics(tx));
    REFIT_TRY(arms, store::list_all_arm_statistics(tx));
    compare("arm_statistics", index(arms), index(recounted_arms), drift);
    return drift;
}

Result<std::vector<Drift>> repair_drift(store::Database& database) {
    std::vector<Drift> drift;
    const auto repaired = database.write([&drift](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(found, find_drift(tx));
        drift = std::move(found);
        if (drift.empty()) return {};
        REFIT_CHECK(store::rebuild_rollups(tx));
        return store::rebuild_arm_statistics(tx);
    });
    if (!repaired) return tl::unexpected<Error>(repaired.error());
    return drift;
}

}  // namespace refit::analytics
