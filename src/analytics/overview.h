#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::analytics {

// What the seed calls success metrics: the lines to be above (time: below).
struct Targets {
    double success_rate{70};           // percent of ratings >= 4
    double feedback_rate{50};          // percent of sessions that are rated
    double processing_time_ms{10000};  // mean
    double confidence{95};             // percent, of a comparison
};

// The whole history, read from the daily roll-ups: its cost does not grow with the sessions.
// Rates are whole percent; a rate over nothing is 0, never NaN.
struct Overview {
    std::int64_t total_sessions{0};
    std::int64_t rated_sessions{0};
    double avg_rating{0};  // stars, 0 if nothing is rated
    int feedback_rate{0};
    int success_rate{0};
    double avg_processing_time{0};  // ms
    int correction_rate{0};
    std::int64_t helpful_sessions{0};
    std::int64_t failed_sessions{0};
    std::int64_t fallback_sessions{0};
};

struct RecentSession {
    std::string id;
    std::optional<int> rating;
    std::optional<double> processing_time;  // ms
    TimePoint created_at{};
    bool has_feedback{false};
    bool has_corrections{false};
    std::optional<std::string> variant_id;
    std::string status;
};

// By UTC day, "2026-11-23". Only days on which something happened.
struct Trends {
    std::map<std::string, std::int64_t> daily_count;
    std::map<std::string, double> daily_rating;
    std::map<std::string, std::int64_t> daily_corrections;
};

struct TrainingAnalytics {
    Overview overview;
    std::vector<RecentSession> recent_activity;  // newest first
    Trends trends;
    Targets targets;
};

inline constexpr int kRecentDays = 7;
inline constexpr std::size_t kRecentSessionsMax = 100;
inline constexpr int kTrendDays = 30;

[[nodiscard]] Result<Overview> overview(store::Transaction& tx);
[[nodiscard]] Result<Trends> trends(store::Transaction& tx, TimePoint now, int days = kTrendDays);
[[nodiscard]] Result<std::vector<RecentSession>> recent_activity(store::Transaction& tx,
                                                                 TimePoint now);

// The three together, on one snapshot.
[[nodiscard]] Result<TrainingAnalytics> training_analytics(store::Database& database,
                                                           const Clock& clock);

}  // namespace refit::analytics
