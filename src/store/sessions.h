#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/names.h"

namespace refit::store {

// Stands for the policy of a unit that is held back: it gets the control whatever the weights.
inline constexpr std::int64_t kNoPolicy = 0;

// What is known of one resize apart from its canvases: all that lists, statistics and training
// read. Times and durations in milliseconds.
struct SessionFacts {
    std::int64_t seq{0};  // given by insert_session; ascending in time
    std::string id;       // UUID v7
    std::string user_id;  // "anonymous:<session id>" when the request named nobody
    std::optional<std::string> project_id;
    int target_width{0};
    int target_height{0};
    std::optional<int> user_rating;  // 1..5, the latest
    std::optional<bool> helpful;
    std::optional<std::string> feedback_text;
    bool corrected{false};                  // manual corrections were sent (set here when they are)
    std::optional<double> correction_size;  // how far the corrections moved things, 0..1
    bool undone{false};
    std::optional<double> processing_time;  // ms
    // The arm, and the decision that led to it. All null when a client brought its own result
    // without naming a variant.
    std::optional<std::string> variant_id;
    std::optional<std::int64_t> variant_version;
    std::optional<std::string> experiment_id;
    std::optional<double> propensity;
    std::optional<std::int64_t> policy_version;  // kNoPolicy: the unit is held back from learning
    std::optional<std::int64_t> bucket_version;
    bool first_exposure{false};  // this session made the user's assignment
    Resizer resizer{Resizer::Engine};
    SessionStatus status{SessionStatus::Completed};
    std::optional<std::string> error_message;
    std::string features{"[]"};           // JSON array of layout::features()
    std::optional<double> quality_score;  // training quality, 0..1
    std::optional<std::int64_t> prompt_tokens;
    std::optional<std::int64_t> completion_tokens;
    std::optional<double> cost_usd;
    std::int64_t etag{1};  // +1 with every change
    TimePoint created_at;
    TimePoint updated_at;
    std::optional<TimePoint> rated_at;
};

struct Session {
    SessionFacts facts;
    std::string original_canvas;  // JSON
    std::optional<std::string> ai_result;
    std::optional<std::string> manual_corrections;
};

// Served to a unit that is held back from learning.
[[nodiscard]] bool is_held_back(const SessionFacts& session);

// The unit of a session whose request named nobody: "anonymous:<session id>".
[[nodiscard]] std::string anonymous_unit(std::string_view session_id);

// Whether `caller` may speak for a session: one that belongs to nobody is open to whoever holds
// its id, and a request that claims no user is taken at its word.
[[nodiscard]] bool may_speak_for(const SessionFacts& session,
                                 const std::optional<std::string>& caller);

// Every function below that writes keeps arm_statistics and daily_rollups in step within the same
// transaction, so that a count can neither be forgotten nor counted twice (store/counting.h).

// Stores a new session and returns its seq. Errors: Conflict if the id is taken.
[[nodiscard]] Result<std::int64_t> insert_session(Transaction& tx, const Session& session);

[[nodiscard]] Result<std::optional<Session>> find_session(Transaction& tx, std::string_view id);
// The same without the canvases; what feedback needs.
[[nodiscard]] Result<std::optional<SessionFacts>> find_session_facts(Transaction& tx,
                                                                     std::string_view id);

// The same for a transaction that will change the session: holds it until the transaction ends, so
// that two changes come one after the other instead of one being a Conflict. Call it first.
[[nodiscard]] Result<std::optional<SessionFacts>> claim_session_facts(Transaction& tx,
                                                                      std::string_view id);

// A change of one session: `before` as it was read, `after` as it shall be (any fact but seq, id,
// user_id and created_at may differ; etag is set here), and new canvases where they change.
struct SessionChange {
    SessionFacts before;
    SessionFacts after;
    std::optional<std::string> ai_result;
    std::optional<std::string> manual_corrections;
};

// Writes only the columns that differ and returns the new facts with the next etag.
// Errors: Conflict if the session was changed since `before` was read (its etag moved on);
// NotFound if it is gone.
[[nodiscard]] Result<SessionFacts> update_session(Transaction& tx, const SessionChange& change);

inline constexpr std::int64_t kSessionPageMax = 1000;

// Newest first. `limit` is held to 1..kSessionPageMax.
struct SessionFilter {
    std::optional<std::string> variant_id;
    std::optional<std::string> user_id;
    std::optional<bool> rated;
    std::optional<TimePoint> created_from;   // inclusive
    std::optional<std::int64_t> before_seq;  // cursor: seq of the last row of the page before
    std::int64_t limit{50};
};
[[nodiscard]] Result<std::vector<SessionFacts>> list_sessions(Transaction& tx,
                                                              const SessionFilter& filter);

// Oldest first, a page at a time: sessions with feedback (a rating, a thumb, corrections or an
// undo) created in [from, to), whose rating, if any, is at least `rating_min`.
struct TrainingScan {
    TimePoint from;
    TimePoint to;
    int rating_min{1};
    std::int64_t after_seq{0};
    std::int64_t limit{kSessionPageMax};
};
[[nodiscard]] Result<std::vector<SessionFacts>> scan_labelled_sessions(Transaction& tx,
                                                                       const TrainingScan& scan);

// The same for every session with a result and features, whether or not anybody said something;
// rating_min is not looked at.
[[nodiscard]] Result<std::vector<SessionFacts>> scan_served_sessions(Transaction& tx,
                                                                     const TrainingScan& scan);

// All sessions created in [from, to), with or without feedback.
[[nodiscard]] Result<std::int64_t> count_sessions(Transaction& tx, TimePoint from, TimePoint to);

}  // namespace refit::store
