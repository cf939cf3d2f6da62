#include "store/rollups.h"

#include <map>
#include <utility>

#include "base/clock.h"
#include "store/columns.h"
#include "store/count_columns.h"
#include "store/counting.h"
#include "store/session_scan.h"

namespace refit::store {

Result<std::vector<DailyRollup>> list_rollups(Transaction& tx, std::string_view from,
                                              std::string_view to) {
    REFIT_TRY(rows, tx.query("SELECT day,variant_id," + sums_of(kRollupCounts) +
                                 " FROM daily_rollups WHERE day>=? AND day<=? "
                                 "GROUP BY day,variant_id ORDER BY day,variant_id",
                             params(from, to)));
    std::vector<DailyRollup> out;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        REFIT_TRY(counts, load_counts(kRollupCounts, rows, row, 2));
        if (counts == RollupCounts{}) continue;  // everything it counted was erased
        out.push_back({.day = rows.text(row, 0).value_or(""),
                       .variant_id = rows.text(row, 1).value_or(""),
                       .counts = counts});
    }
    return out;
}

std::vector<NamedCount> named(const RollupCounts& counts) {
    return named_counts(kRollupCounts, counts);
}

Result<RollupCounts> rollup_totals(Transaction& tx) {
    REFIT_TRY(rows, tx.query("SELECT " + sums_of(kRollupCounts) + " FROM daily_rollups", {}));
    return load_counts(kRollupCounts, rows, 0, 0);
}

Result<std::vector<DailyRollup>> recount_rollups(Transaction& tx) {
    std::map<std::pair<std::string, std::string>, RollupCounts> days;
    REFIT_CHECK(scan_counted_sessions(tx, [&](const SessionFacts& session) {
        RollupCounts& counts =
            days[{format_day(session.created_at), session.variant_id.value_or("")}];
        counts = counts + rollup_part(session);
    }));
    std::vector<DailyRollup> out;
    out.reserve(days.size());
    for (const auto& [key, counts] : days) {
        out.push_back({.day = key.first, .variant_id = key.second, .counts = counts});
    }
    return out;
}

Result<void> rebuild_rollups(Transaction& tx) {
    for (const std::string_view table : {"resize_sessions", "daily_rollups"}) {
        REFIT_CHECK(tx.lock_table(table));
    }
    REFIT_TRY(days, recount_rollups(tx));
    REFIT_CHECK(tx.execute("DELETE FROM daily_rollups", {}));
    for (const DailyRollup& day : days) REFIT_CHECK(add_to_rollup(tx, day));
    return {};
}

}  // namespace refit::store
