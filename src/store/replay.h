#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/user_outcomes.h"

// What follows from the log alone, beside what is stored: for whoever verifies or rebuilds
// (src/replay). Every scan reads pages of kReplayPage rows, so memory does not grow with history.
// The log: sessions as served, assignments, and the history of words.

namespace refit::store {

inline constexpr std::int64_t kReplayPage = 2'000;

// Called for each row; may change the row in the same transaction. An error ends the scan.
template <typename Row>
using Visit = std::function<Result<void>(const Row&)>;

// The outcome of one unit, as stored and as the log has it; one of the two at least.
struct ReplayedOutcome {
    std::optional<UserOutcome> stored{};
    std::optional<UserOutcome> replayed{};
};
// Every unit with either, in the order of assignment; outcomes without an assignment come last.
[[nodiscard]] Result<void> scan_replayed_outcomes(Transaction& tx,
                                                  const Visit<ReplayedOutcome>& visit);
// Puts what the log has in the place of what is stored, without counting it: rebuild the sums
// after.
[[nodiscard]] Result<void> replace_outcome(Transaction& tx, const ReplayedOutcome& outcome);

// One rating of a session that a unit's outcome rests on.
struct OutcomeWord {
    std::int64_t seq{0};  // FeedbackEvent::seq
    std::int64_t bucket_version{1};
    std::string variant_id;
    bool held_back{false};
    int rating{0};
    std::optional<int> before;  // what the session was rated until then
};
// Of one experiment, in the order they came, those after `after_seq`; until `visit` says false.
[[nodiscard]] Result<void> scan_outcome_words(Transaction& tx, std::string_view experiment_id,
                                              std::int64_t after_seq,
                                              const std::function<bool(const OutcomeWord&)>& visit);

// What a session says of its ratings, beside the history.
struct ReplayedLabel {
    std::int64_t seq{0};
    std::string id;
    std::optional<int> rating;
    std::optional<bool> helpful;
    std::optional<double> correction_size;
    bool undone{false};
    std::optional<double> quality;
    std::optional<int> last_rating;         // the latest of the history
    std::optional<double> example_quality;  // of its training example
    std::optional<std::string> example_version;
};
[[nodiscard]] Result<void> scan_replayed_labels(Transaction& tx, const Visit<ReplayedLabel>& visit);
// Writes `rating` and `quality` of the session, and `example_quality` of its training example.
[[nodiscard]] Result<void> replace_label(Transaction& tx, const ReplayedLabel& label);

// The latest word of a rater on a session, as stored and as the history has it.
struct ReplayedWord {
    std::string session_id;
    std::string rater;
    std::optional<int> rating, last_rating;
    std::optional<bool> helpful, last_helpful;
    std::optional<std::string> text, last_text;
};
[[nodiscard]] Result<void> scan_replayed_words(Transaction& tx, const Visit<ReplayedWord>& visit);
[[nodiscard]] Result<void> replace_word(Transaction& tx, const ReplayedWord& word);

// When a user was last erased, by the audit log: what came before cannot be replayed as it was.
[[nodiscard]] Result<std::optional<TimePoint>> last_erasure(Transaction& tx);

}  // namespace refit::store
