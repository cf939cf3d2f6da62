#include "training/feedback.h"

#include <algorithm>
#include <utility>

#include "json/writer.h"
#include "store/feedback.h"
#include "training/corrections.h"

namespace refit::training {
namespace {

// Two raters of one session at once: the slower one reads again and tries again. Each round one
// of them gets through, so this many only fail under as many raters in the same instant.
constexpr int kConflictRetriesMax = 8;

// Code points, not bytes: a continuation byte (10xxxxxx) starts no character.
std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

Result<void> validate(const FeedbackRequest& request) {
    if (!request.rating && !request.helpful && !request.text) {
        return fail(ErrorCode::InvalidInput,
                    "feedback says nothing: give rating, helpful or feedbackText");
    }
    if (request.rating && (*request.rating < kRatingMin || *request.rating > kRatingMax)) {
        return fail(ErrorCode::InvalidInput, "rating must be a whole number from 1 to 5, not " +
                                                 std::to_string(*request.rating));
    }
    if (request.text && count_characters(*request.text) > kFeedbackTextMax) {
        return fail(ErrorCode::InvalidInput, "feedbackText may have at most " +
                                                 std::to_string(kFeedbackTextMax) + " characters");
    }
    return {};
}

// An anonymous session belongs to whoever knows its id (decision 0005).
std::string event_json(const store::SessionFacts& session) {
    json::Writer out;
    out.begin_object()
        .member("type", "feedback")
        .member("sessionId", session.id)
        .member("variantId", session.variant_id);
    out.key("rating");
    if (session.user_rating) {
        out.value(*session.user_rating);
    } else {
        out.null();
    }
    out.member("at", format_iso(session.updated_at)).end_object();
    return out.take();
}

// What the rater says now, with what was left out kept from before.
store::Feedback merge(const FeedbackRequest& request, std::string rater,
                      const std::optional<store::Feedback>& said, TimePoint now) {
    const store::Feedback before = said.value_or(store::Feedback{});
    return {.session_id = request.session_id,
            .rater = std::move(rater),
            .rating = request.rating ? request.rating : before.rating,
            .helpful = request.helpful ? request.helpful : before.helpful,
            .text = request.text ? request.text : before.text,
            .created_at = said ? said->created_at : now,
            .updated_at = now};
}

// The session carries the latest word; another rater's silence does not erase an older one.
store::SessionFacts with_feedback(store::SessionFacts facts, const store::Feedback& feedback,
                                  TimePoint now) {
    if (feedback.rating) {
        facts.user_rating = feedback.rating;
        facts.rated_at = now;
    }
    if (feedback.helpful) facts.helpful = feedback.helpful;
    if (feedback.text) facts.feedback_text = feedback.text;
    return facts;
}

// The session, for this transaction to change. A rating will need the lock of its experiment too,
// and takes it first: the store joins several feedbacks in one transaction, and one that held a
// session while waiting for the experiment would deadlock with one that did the reverse.
Result<std::optional<store::SessionFacts>> claim_session(store::Transaction& tx,
                                                         const FeedbackRequest& request) {
    if (request.rating) {
        REFIT_TRY(seen, store::find_session_facts(tx, request.session_id));
        if (!seen) return std::optional<store::SessionFacts>{};
        if (seen->experiment_id) REFIT_CHECK(tx.lock("experiment:" + *seen->experiment_id));
    }
    return store::claim_session_facts(tx, request.session_id);
}

Result<FeedbackReceipt> apply(store::Transaction& tx, const FeedbackRequest& request,
                              const OutcomeHook& on_rating, TimePoint now) {
    REFIT_TRY(found, claim_session(tx, request));
    if (!found) return fail(ErrorCode::NotFound, "no session " + request.session_id);
    if (!store::may_speak_for(*found, request.user_id)) {
        return fail(ErrorCode::Forbidden,
                    "session " + request.session_id + " belongs to another user");
    }
    const std::string rater = request.user_id.value_or(found->user_id);
    REFIT_TRY(said, store::find_feedback(tx, request.session_id, rater));
    const store::Feedback feedback = merge(request, rater, said, now);
    REFIT_TRY(effect, store::put_feedback(tx, feedback, found->correction_size));
    if (effect == store::FeedbackEffect::Unchanged) return FeedbackReceipt{*found, false};

    const store::SessionFacts wanted = with_feedback(*found, feedback, now);
    REFIT_TRY(stored, record_change(tx, {*found, wanted, std::nullopt, std::nullopt}, now));
    if (stored.user_rating && stored.user_rating != found->user_rating && on_rating) {
        REFIT_CHECK(on_rating(tx, stored, now));
    }
    REFIT_CHECK(tx.notify(event_json(stored)));
    return FeedbackReceipt{std::move(stored), true};
}

}  // namespace

FeedbackService::FeedbackService(store::Database& database, const Clock& clock,
                                 OutcomeHook on_rating)
    : database_{&database}, clock_{&clock}, on_rating_{std::move(on_rating)} {}

Result<FeedbackReceipt> FeedbackService::feedback(const FeedbackRequest& request) {
    REFIT_CHECK(validate(request));
    const TimePoint now = clock_->now();
    for (int attempt = 0;; ++attempt) {
        FeedbackReceipt receipt;
        const auto done = database_->write([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(outcome, apply(tx, request, on_rating_, now));
            receipt = std::move(outcome);
            return {};
        });
        if (done) return receipt;
        const bool again = done.error().code == ErrorCode::Conflict;
        if (!again || attempt == kConflictRetriesMax) return tl::unexpected<Error>(done.error());
    }
}

}  // namespace refit::training
