#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// What one rater says of one session; the latest word. Keyed by (session_id, rater).
struct Feedback {
    std::string session_id;
    std::string rater;
    std::optional<int> rating;  // 1..5
    std::optional<bool> helpful;
    std::optional<std::string> text;
    TimePoint created_at;  // of the first word; kept when a later one replaces it
    TimePoint updated_at;
};

// One change that took effect, in the order they came.
struct FeedbackEvent {
    std::int64_t seq{0};
    std::string session_id;
    std::string rater;
    std::optional<int> rating;
    std::optional<bool> helpful;
    std::optional<std::string> text;
    std::optional<double> correction_size;
    TimePoint recorded_at;
    std::optional<bool> undone{};  // of deeds: corrections and undos
};

enum class FeedbackEffect : unsigned char { Added, Replaced, Unchanged };

// Stores the word of a rater. The same rating, thumb and text again is Unchanged and leaves no
// trace; anything else replaces what stood there and is appended to the history.
// `correction_size` is kept in the history only.
[[nodiscard]] Result<FeedbackEffect> put_feedback(Transaction& tx, const Feedback& feedback,
                                                  std::optional<double> correction_size);

[[nodiscard]] Result<std::optional<Feedback>> find_feedback(Transaction& tx,
                                                            std::string_view session_id,
                                                            std::string_view rater);
// The words of all raters on one session, latest first.
[[nodiscard]] Result<std::vector<Feedback>> list_feedback(Transaction& tx,
                                                          std::string_view session_id);
// Appends to the history alone: for corrections and undos that come without a word.
[[nodiscard]] Result<void> append_feedback_event(Transaction& tx, const FeedbackEvent& event);
[[nodiscard]] Result<std::vector<FeedbackEvent>> list_feedback_history(Transaction& tx,
                                                                       std::string_view session_id);
[[nodiscard]] Result<std::optional<FeedbackEvent>> find_feedback_event(Transaction& tx,
                                                                       std::int64_t seq);

}  // namespace refit::store
