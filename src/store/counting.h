#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/arm_statistics.h"
#include "store/assignments.h"
#include "store/database.h"
#include "store/rollups.h"
#include "store/sessions.h"
#include "store/user_outcomes.h"

// What one session, assignment or outcome adds to arm_statistics and daily_rollups. A change of a
// row moves the difference of its parts; a recount adds the parts of all rows. Both give the same
// bits, because every real number that is added is first rounded to a multiple of a power of two
// (exact()), and sums of such numbers are exact in a double: floating-point addition of them is
// associative. Private to store/.

namespace refit::store {

// `value` rounded to a multiple of 2^-bits. Sums of such numbers are exact below 2^(53 - bits).
[[nodiscard]] double exact(double value, int bits);
// Milliseconds to the microsecond: exact up to 278 years of processing time.
inline constexpr int kDurationBits = 10;
// Shares and correction sizes to a millionth: exact up to eight thousand million of them.
inline constexpr int kShareBits = 20;

// Cents and their squares: exact up to five hundred million of them.
inline constexpr int kCostBits = 24;

[[nodiscard]] ArmCounts arm_part(const SessionFacts& session);
[[nodiscard]] RollupCounts rollup_part(const SessionFacts& session);
[[nodiscard]] ArmCounts arm_part(const UserOutcome& outcome);
// Of an assignment to arm `variant_id`, which need not be the one that was drawn.
[[nodiscard]] ArmCounts arm_part(const Assignment& assignment, std::string_view variant_id);

// The arms an assignment counts for: all that were weighed, and the one that was drawn.
[[nodiscard]] std::vector<std::string> arms_of(const Assignment& assignment);

[[nodiscard]] ArmCounts operator+(const ArmCounts& a, const ArmCounts& b);
[[nodiscard]] ArmCounts operator-(const ArmCounts& a, const ArmCounts& b);
[[nodiscard]] RollupCounts operator+(const RollupCounts& a, const RollupCounts& b);
[[nodiscard]] RollupCounts operator-(const RollupCounts& a, const RollupCounts& b);

// Takes the parts of `before` out and puts those of `after` in; null means there is no such row.
[[nodiscard]] Result<void> count_session(Transaction& tx, const SessionFacts* before,
                                         const SessionFacts* after);
[[nodiscard]] Result<void> count_outcome(Transaction& tx, const UserOutcome* before,
                                         const UserOutcome* after);
[[nodiscard]] Result<void> count_assignment(Transaction& tx, const Assignment* before,
                                            const Assignment* after);

// Adds to this transaction's shard of a counter.
[[nodiscard]] Result<void> add_to_arm(Transaction& tx, const ArmStatistics& delta);
[[nodiscard]] Result<void> add_to_rollup(Transaction& tx, const DailyRollup& delta);

}  // namespace refit::store
