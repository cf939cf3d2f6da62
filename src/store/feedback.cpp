#include "store/feedback.h"

#include <array>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    column<&Feedback::session_id>("session_id"),
    column<&Feedback::rater>("rater"),
    column<&Feedback::rating>("rating"),
    column<&Feedback::helpful>("helpful"),
    column<&Feedback::text>("text"),
    column<&Feedback::created_at>("created_at"),
    column<&Feedback::updated_at>("updated_at"),
};
constexpr Table<Feedback> kFeedback{"feedback", kColumns};

constexpr std::array kEventColumns{
    generated<&FeedbackEvent::seq>("seq"),
    column<&FeedbackEvent::session_id>("session_id"),
    column<&FeedbackEvent::rater>("rater"),
    column<&FeedbackEvent::rating>("rating"),
    column<&FeedbackEvent::helpful>("helpful"),
    column<&FeedbackEvent::text>("text"),
    column<&FeedbackEvent::correction_size>("correction_size"),
    column<&FeedbackEvent::recorded_at>("recorded_at"),
    column<&FeedbackEvent::undone>("undone"),
};
constexpr Table<FeedbackEvent> kHistory{"feedback_history", kEventColumns};

bool same_word(const Feedback& a, const Feedback& b) {
    return a.rating == b.rating && a.helpful == b.helpful && a.text == b.text;
}

Result<void> replace(Transaction& tx, const Feedback& word) {
    return tx.send(
        "UPDATE feedback SET rating=?,helpful=?,text=?,updated_at=? "
        "WHERE session_id=? AND rater=?",
        params(word.rating, word.helpful, word.text, word.updated_at, word.session_id, word.rater));
}

}  // namespace

Result<FeedbackEffect> put_feedback(Transaction& tx, const Feedback& feedback,
                                    std::optional<double> correction_size) {
    const std::string sql = insert_into(kFeedback) + " ON CONFLICT (session_id,rater) DO NOTHING";
    REFIT_TRY(added, tx.execute(sql, bind_all(kFeedback, feedback)));
    if (added == 0) {
        REFIT_TRY(before, find_feedback(tx, feedback.session_id, feedback.rater));
        if (before && same_word(*before, feedback)) return FeedbackEffect::Unchanged;
        REFIT_CHECK(replace(tx, feedback));
    }
    REFIT_CHECK(append_feedback_event(tx, {.seq = 0,
                                           .session_id = feedback.session_id,
                                           .rater = feedback.rater,
                                           .rating = feedback.rating,
                                           .helpful = feedback.helpful,
                                           .text = feedback.text,
                                           .correction_size = correction_size,
                                           .recorded_at = feedback.updated_at}));
    return added == 1 ? FeedbackEffect::Added : FeedbackEffect::Replaced;
}

Result<std::optional<Feedback>> find_feedback(Transaction& tx, std::string_view session_id,
                                              std::string_view rater) {
    return select_one(tx, kFeedback, "WHERE session_id=? AND rater=?", params(session_id, rater));
}

Result<std::vector<Feedback>> list_feedback(Transaction& tx, std::string_view session_id) {
    return select_all(tx, kFeedback, "WHERE session_id=? ORDER BY updated_at DESC,rater",
                      params(session_id));
}

Result<void> append_feedback_event(Transaction& tx, const FeedbackEvent& event) {
    return insert_row(tx, kHistory, event);
}

Result<std::vector<FeedbackEvent>> list_feedback_history(Transaction& tx,
                                                         std::string_view session_id) {
    return select_all(tx, kHistory, "WHERE session_id=? ORDER BY seq", params(session_id));
}

Result<std::optional<FeedbackEvent>> find_feedback_event(Transaction& tx, std::int64_t seq) {
    return select_one(tx, kHistory, "WHERE seq=?", params(seq));
}

}  // namespace refit::store
