#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "store/rollups.h"

namespace refit::analytics {

// What happened to the sessions of some days. Rates in percent; 0 over nothing, never NaN.
struct PeriodFigures {
    std::int64_t sessions{0};
    std::int64_t rated{0};
    double avg_rating{0};
    double success_rate{0};
    double feedback_rate{0};
    double avg_processing_time{0};  // ms
    double correction_rate{0};
    double failure_rate{0};
    double fallback_rate{0};
};

void add(store::RollupCounts& sum, const store::RollupCounts& part);
[[nodiscard]] PeriodFigures figures_of(const store::RollupCounts& counts);

// Of the days in [from, to], both "YYYY-MM-DD". Costs days × variants, whatever the length of the
// history.
[[nodiscard]] Result<PeriodFigures> period_figures(store::Transaction& tx, std::string_view from,
                                                   std::string_view to);

}  // namespace refit::analytics
