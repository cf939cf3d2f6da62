#pragma once

#include <cstdint>
#include <string>

#include "store/assignments.h"
#include "store/experiments.h"
#include "store/feedback.h"
#include "store/sessions.h"
#include "store/user_outcomes.h"
#include "store/variants.h"
#include "test_database.h"

namespace refit::store {

// Plausible records, for cases to change what they are about.
[[nodiscard]] Session sample_session(const std::string& id, const std::string& user_id = "ada");
[[nodiscard]] Assignment sample_assignment(const std::string& user_id,
                                           const std::string& variant_id = "original");
[[nodiscard]] UserOutcome sample_outcome(const Session& session, int rating);
[[nodiscard]] Experiment sample_experiment();
[[nodiscard]] Variant sample_variant(const std::string& id);
[[nodiscard]] Feedback sample_feedback(const std::string& session_id, const std::string& rater,
                                       int rating);

inline TimePoint at(std::int64_t ms_after) {
    return kNow + Milliseconds{ms_after};
}

// Reads the session and stores it with `rating`, as feedback does.
[[nodiscard]] Result<SessionFacts> rate(Transaction& tx, const std::string& id, int rating);

}  // namespace refit::store
