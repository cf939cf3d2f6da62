#include "store/arm_statistics.h"

#include <map>
#include <tuple>
#include <utility>

#include "store/assignment_columns.h"
#include "store/columns.h"
#include "store/count_columns.h"
#include "store/counting.h"
#include "store/session_scan.h"

namespace refit::store {
namespace {

using ArmKey = std::tuple<std::string, std::int64_t, std::string, bool>;
using Arms = std::map<ArmKey, ArmCounts>;

void add(Arms& arms, ArmKey key, const ArmCounts& part) {
    ArmCounts& counts = arms[std::move(key)];
    counts = counts + part;
}

Result<void> add_assignments(Transaction& tx, Arms& arms) {
    for (std::int64_t after = 0;;) {
        REFIT_TRY(page, select_all(tx, kAssignments, "WHERE seq>? ORDER BY seq LIMIT ?",
                                   params(after, kScanPage)));
        for (const Assignment& each : page) {
            for (const std::string& arm : arms_of(each)) {
                add(arms, {each.experiment_id, each.bucket_version, arm, each.held_back},
                    arm_part(each, arm));
            }
        }
        if (page.empty()) return {};
        after = page.back().seq;
    }
}

Result<void> add_outcomes(Transaction& tx, Arms& arms) {
    // By the primary key, for want of a number of its own.
    UserOutcome last;
    for (;;) {
        REFIT_TRY(page, select_all(tx, kOutcomes,
                                   "WHERE (user_id,experiment_id,bucket_version) > (?,?,?) "
                                   "ORDER BY user_id,experiment_id,bucket_version LIMIT ?",
                                   params(last.user_id, last.experiment_id, last.bucket_version,
                                          kScanPage)));
        for (const UserOutcome& each : page) {
            add(arms, {each.experiment_id, each.bucket_version, each.variant_id, each.held_back},
                arm_part(each));
        }
        if (page.empty()) return {};
        last = page.back();
    }
}

}  // namespace

Result<std::vector<ArmStatistics>> list_arm_statistics(Transaction& tx,
                                                       std::string_view experiment_id,
                                                       std::int64_t bucket_version) {
    REFIT_TRY(rows, tx.query("SELECT variant_id,held_back," + sums_of(kArmCounts) +
                                 " FROM arm_statistics WHERE experiment_id=? AND "
                                 "bucket_version=? GROUP BY variant_id,held_back "
                                 "ORDER BY variant_id,held_back",
                             params(experiment_id, bucket_version)));
    std::vector<ArmStatistics> out;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        REFIT_TRY(counts, load_counts(kArmCounts, rows, row, 2));
        if (counts == ArmCounts{}) continue;  // everything it counted was erased
        out.push_back({.experiment_id = std::string{experiment_id},
                       .bucket_version = bucket_version,
                       .variant_id = rows.text(row, 0).value_or(""),
                       .held_back = rows.integer(row, 1).value_or(0) != 0,
                       .counts = counts});
    }
    return out;
}

std::vector<NamedCount> named(const ArmCounts& counts) {
    return named_counts(kArmCounts, counts);
}

Result<std::vector<ArmStatistics>> list_all_arm_statistics(Transaction& tx) {
    REFIT_TRY(phases, tx.query("SELECT DISTINCT experiment_id,bucket_version FROM arm_statistics "
                               "ORDER BY experiment_id,bucket_version",
                               {}));
    std::vector<ArmStatistics> all;
    for (std::size_t row = 0; row < phases.size(); ++row) {
        REFIT_TRY(arms, list_arm_statistics(tx, phases.text(row, 0).value_or(""),
                                            phases.integer(row, 1).value_or(0)));
        all.insert(all.end(), arms.begin(), arms.end());
    }
    return all;
}

Result<std::vector<ArmStatistics>> recount_arm_statistics(Transaction& tx) {
    Arms arms;
    REFIT_CHECK(scan_counted_sessions(tx, [&](const SessionFacts& session) {
        if (!session.experiment_id || !session.bucket_version || !session.variant_id) return;
        add(arms,
            {*session.experiment_id, *session.bucket_version, *session.variant_id,
             is_held_back(session)},
            arm_part(session));
    }));
    REFIT_CHECK(add_assignments(tx, arms));
    REFIT_CHECK(add_outcomes(tx, arms));
    std::vector<ArmStatistics> out;
    for (const auto& [key, counts] : arms) {
        if (counts == ArmCounts{}) continue;
        out.push_back({.experiment_id = std::get<0>(key),
                       .bucket_version = std::get<1>(key),
                       .variant_id = std::get<2>(key),
                       .held_back = std::get<3>(key),
                       .counts = counts});
    }
    return out;
}

Result<void> rebuild_arm_statistics(Transaction& tx) {
    for (const std::string_view table :
         {"assignments", "resize_sessions", "user_outcomes", "arm_statistics"}) {
        REFIT_CHECK(tx.lock_table(table));
    }
    REFIT_TRY(arms, recount_arm_statistics(tx));
    REFIT_CHECK(tx.execute("DELETE FROM arm_statistics", {}));
    for (const ArmStatistics& arm : arms) REFIT_CHECK(add_to_arm(tx, arm));
    return {};
}

}  // namespace refit::store
