#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/sessions.h"

namespace refit::training {

inline constexpr std::size_t kFeedbackTextMax = 1000;  // characters (Unicode code points)

// What a person says about one session. At least one of the three must be there; what is left
// out keeps what the same rater said before.
struct FeedbackRequest {
    std::string session_id;
    std::optional<std::string> user_id{};  // claimed by the caller; nullopt: nobody is claimed
    std::optional<int> rating{};
    std::optional<bool> helpful{};
    std::optional<std::string> text{};
};

struct FeedbackReceipt {
    store::SessionFacts session;  // as it stands now
    bool changed{false};          // false: the same word again, nothing was written
};

// Tells the experiment that a session's rating changed, inside the feedback's transaction, so that
// the next assignment already knows. Wired to experiment::apply_outcome.
using OutcomeHook =
    std::function<Result<void>(store::Transaction&, const store::SessionFacts& rated, TimePoint)>;

// Takes feedback: rating, history, quality, training example, statistics, roll-ups and policy in
// one transaction. A repeat changes nothing; a new rating replaces the old one in every sum.
// Thread-safe.
class FeedbackService {
public:
    FeedbackService(store::Database& database, const Clock& clock, OutcomeHook on_rating);

    // Errors: InvalidInput (rating outside 1..5, text too long, nothing said), NotFound (session),
    // Forbidden (the session belongs to another user than the one claimed), the store's errors.
    [[nodiscard]] Result<FeedbackReceipt> feedback(const FeedbackRequest& request);

private:
    store::Database* database_;
    const Clock* clock_;
    OutcomeHook on_rating_;
};

}  // namespace refit::training
