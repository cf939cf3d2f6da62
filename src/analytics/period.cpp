#include "analytics/period.h"

#include "analytics/figures.h"

namespace refit::analytics {

void add(store::RollupCounts& sum, const store::RollupCounts& part) {
    sum.sessions += part.sessions;
    sum.rated += part.rated;
    sum.rating_sum += part.rating_sum;
    sum.successes += part.successes;
    sum.helpful += part.helpful;
    sum.processing_sum += part.processing_sum;
    sum.processing_n += part.processing_n;
    sum.corrected += part.corrected;
    sum.failed += part.failed;
    sum.fallbacks += part.fallbacks;
}

PeriodFigures figures_of(const store::RollupCounts& counts) {
    return {.sessions = counts.sessions,
            .rated = counts.rated,
            .avg_rating = mean(counts.rating_sum, counts.rated),
            .success_rate = percent(counts.successes, counts.rated),
            .feedback_rate = percent(counts.rated, counts.sessions),
            .avg_processing_time = mean(counts.processing_sum, counts.processing_n),
            .correction_rate = percent(counts.corrected, counts.sessions),
            .failure_rate = percent(counts.failed, counts.sessions),
            .fallback_rate = percent(counts.fallbacks, counts.sessions)};
}

Result<PeriodFigures> period_figures(store::Transaction& tx, std::string_view from,
                                     std::string_view to) {
    REFIT_TRY(rows, store::list_rollups(tx, from, to));
    store::RollupCounts total;
    for (const store::DailyRollup& row : rows) add(total, row.counts);
    return figures_of(total);
}

}  // namespace refit::analytics
