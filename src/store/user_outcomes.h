#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/assignments.h"
#include "store/database.h"

namespace refit::store {

// The one outcome of one unit of assignment: the rating of the first session it rated. Inference
// runs over these, so that a person who rates often does not count often.
struct UserOutcome {
    std::string experiment_id;
    std::int64_t bucket_version{1};
    std::string user_id;
    std::string variant_id;
    std::int64_t variant_version{1};
    double propensity{1};
    std::int64_t assigned_seq{0};  // Assignment::seq
    std::string session_id;
    int rating{0};  // 1..5
    TimePoint updated_at;
    bool held_back{false};  // Assignment::held_back
};

enum class OutcomeEffect : unsigned char { Added, Replaced, Unchanged, Ignored };

// Added: the unit's first rating. Replaced: another rating of that same session. Unchanged: the
// same rating again. Ignored: a rating of another session. Keeps arm_statistics in step.
[[nodiscard]] Result<OutcomeEffect> put_outcome(Transaction& tx, const UserOutcome& outcome);

[[nodiscard]] Result<std::optional<UserOutcome>> find_outcome(Transaction& tx,
                                                              const AssignmentKey& key);

// The outcomes of one arm last changed on one UTC day, held-back units left out.
struct OutcomeDay {
    std::string variant_id;
    std::int64_t day{0};  // since 1970
    std::int64_t n{0};
    double rating_sum{0};
    double rating_sq_sum{0};
};
[[nodiscard]] Result<std::vector<OutcomeDay>> list_outcome_days(Transaction& tx,
                                                                std::string_view experiment_id,
                                                                std::int64_t bucket_version);

inline constexpr std::int64_t kOutcomePageMax = 10'000;
// In the order of assignment, a page at a time: those with assigned_seq > after_seq.
[[nodiscard]] Result<std::vector<UserOutcome>> list_outcomes(Transaction& tx,
                                                             std::string_view experiment_id,
                                                             std::int64_t bucket_version,
                                                             std::int64_t after_seq,
                                                             std::int64_t limit = kOutcomePageMax);

}  // namespace refit::store
