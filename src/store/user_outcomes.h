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
// runs over these, so that a person who rates often does not count often. Weights and estimates
// follow `rating`; evidence counts `first_rating`, which never changes (decision 0078).
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
    bool held_back{false};    // Assignment::held_back
    int first_rating{0};      // what that session was rated first; set by put_outcome
    std::int64_t arrival{0};  // FeedbackEvent::seq of that first word; set by put_outcome
};

enum class OutcomeEffect : unsigned char { Added, Replaced, Unchanged, Ignored };

// Added: the unit's first rating. Replaced: another rating of that same session. Unchanged: the
// same rating again. Ignored: a rating of another session. Keeps arm_statistics in step.
// The caller holds the experiment's lock since before the word entered the history: so arrivals
// ascend in the order of commits, whatever the clocks of several processes say.
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
// Where a page begins: after the outcome with these numbers.
struct OutcomeCursor {
    std::int64_t arrival{-1};
    std::int64_t assigned_seq{-1};
};
// In the order of arrival, a page at a time.
[[nodiscard]] Result<std::vector<UserOutcome>> list_outcomes(Transaction& tx,
                                                             std::string_view experiment_id,
                                                             std::int64_t bucket_version,
                                                             OutcomeCursor after,
                                                             std::int64_t limit = kOutcomePageMax);

}  // namespace refit::store
