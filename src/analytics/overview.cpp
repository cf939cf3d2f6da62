#include "analytics/overview.h"

#include <chrono>

#include "analytics/figures.h"
#include "store/rollups.h"
#include "store/sessions.h"

namespace refit::analytics {

Result<Overview> overview(store::Transaction& tx) {
    REFIT_TRY(totals, store::rollup_totals(tx));
    return Overview{.total_sessions = totals.sessions,
                    .rated_sessions = totals.rated,
                    .avg_rating = mean(totals.rating_sum, totals.rated),
                    .feedback_rate = whole_percent(totals.rated, totals.sessions),
                    .success_rate = whole_percent(totals.successes, totals.rated),
                    .avg_processing_time = mean(totals.processing_sum, totals.processing_n),
                    .correction_rate = whole_percent(totals.corrected, totals.sessions),
                    .helpful_sessions = totals.helpful,
                    .failed_sessions = totals.failed,
                    .fallback_sessions = totals.fallbacks};
}

Result<Trends> trends(store::Transaction& tx, TimePoint now, int days) {
    const std::string from = format_day(now - std::chrono::days{days - 1});
    REFIT_TRY(rows, store::list_rollups(tx, from, format_day(now)));
    std::map<std::string, store::RollupCounts> by_day;
    for (const store::DailyRollup& row : rows) {
        store::RollupCounts& day = by_day[row.day];
        day.sessions += row.counts.sessions;
        day.rated += row.counts.rated;
        day.rating_sum += row.counts.rating_sum;
        day.corrected += row.counts.corrected;
    }
    Trends result;
    for (const auto& [day, counts] : by_day) {
        if (counts.sessions > 0) result.daily_count[day] = counts.sessions;
        if (counts.rated > 0) result.daily_rating[day] = mean(counts.rating_sum, counts.rated);
        if (counts.corrected > 0) result.daily_corrections[day] = counts.corrected;
    }
    return result;
}

Result<std::vector<RecentSession>> recent_activity(store::Transaction& tx, TimePoint now) {
    store::SessionFilter filter;
    filter.created_from = now - std::chrono::days{kRecentDays};
    filter.limit = static_cast<std::int64_t>(kRecentSessionsMax);
    REFIT_TRY(sessions, store::list_sessions(tx, filter));
    std::vector<RecentSession> recent;
    recent.reserve(sessions.size());
    for (const store::SessionFacts& facts : sessions) {
        recent.push_back({.id = facts.id,
                          .rating = facts.user_rating,
                          .processing_time = facts.processing_time,
                          .created_at = facts.created_at,
                          .has_feedback = facts.user_rating || facts.helpful || facts.feedback_text,
                          .has_corrections = facts.corrected,
                          .variant_id = facts.variant_id,
                          .status = std::string{store::to_text(facts.status)}});
    }
    return recent;
}

Result<TrainingAnalytics> training_analytics(store::Database& database, const Clock& clock) {
    const TimePoint now = clock.now();
    TrainingAnalytics result;
    REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(totals, overview(tx));
        REFIT_TRY(recent, recent_activity(tx, now));
        REFIT_TRY(daily, trends(tx, now));
        result = {totals, std::move(recent), std::move(daily), Targets{}};
        return {};
    }));
    return result;
}

}  // namespace refit::analytics
