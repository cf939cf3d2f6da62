#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// The sums one arm's decisions rest on. Every field is a sum of parts whose addition is exact
// (store/counting.h), so order of arrival and of merging cannot change a figure, and a rebuild from
// the log gives the same bits.
struct ArmCounts {
    // Units of assignment.
    std::int64_t exposures{0};
    double expected_exposures{0};  // sum of this arm's weights over all draws, for the SRM test
    // One outcome per unit (user_outcomes).
    std::int64_t outcomes{0};
    double rating_sum{0};
    double rating_sq_sum{0};
    std::int64_t successes{0};  // rating >= kSuccessRatingMin
    // All sessions.
    std::int64_t sessions{0};
    std::int64_t all_ratings{0};
    double all_rating_sum{0};
    std::int64_t all_successes{0};
    double processing_sum{0};  // ms
    std::int64_t processing_n{0};
    std::int64_t corrections{0};
    double correction_size_sum{0};
    std::int64_t failures{0};
    std::int64_t fallbacks{0};
    // The sessions units came with, one each: what the objectives are measured on.
    std::int64_t firsts{0};
    double first_change_sum{0};  // correction size, 0..1
    double first_change_sq_sum{0};
    std::int64_t first_timed{0};
    double first_seconds_sum{0};
    double first_seconds_sq_sum{0};
    std::int64_t first_priced{0};
    double first_cents_sum{0};
    double first_cents_sq_sum{0};

    friend bool operator==(const ArmCounts&, const ArmCounts&) = default;
};

inline constexpr int kSuccessRatingMin = 4;

struct ArmStatistics {
    std::string experiment_id;
    std::int64_t bucket_version{1};
    std::string variant_id;
    bool held_back{false};  // of the units held back from learning, apart from the others'
    ArmCounts counts;

    friend bool operator==(const ArmStatistics&, const ArmStatistics&) = default;
};

// A count by the name of its column; for telling two apart.
struct NamedCount {
    std::string_view name;
    double value{0};
};
[[nodiscard]] std::vector<NamedCount> named(const ArmCounts& counts);

// Every arm of every experiment and phase that ever counted something.
[[nodiscard]] Result<std::vector<ArmStatistics>> list_all_arm_statistics(Transaction& tx);

// All arms of one experiment and bucket version that ever counted something, by variant id; those
// of held-back units are rows of their own, after the others' of the same arm.
[[nodiscard]] Result<std::vector<ArmStatistics>> list_arm_statistics(Transaction& tx,
                                                                     std::string_view experiment_id,
                                                                     std::int64_t bucket_version);

// Computes every arm's sums from sessions, assignments and outcomes.
[[nodiscard]] Result<std::vector<ArmStatistics>> recount_arm_statistics(Transaction& tx);

// Replaces arm_statistics by the recount. Adding is done by the functions that write sessions,
// assignments and outcomes; this is for repair and for the test that both agree.
[[nodiscard]] Result<void> rebuild_arm_statistics(Transaction& tx);

}  // namespace refit::store
