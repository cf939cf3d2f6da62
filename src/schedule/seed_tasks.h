#pragma once

#include <array>
#include <string_view>

#include "base/clock.h"

namespace refit::schedule {

// A task of the product, apart from what it does.
struct TaskPlan {
    std::string_view id;
    std::string_view name;
    Milliseconds interval;
    bool enabled;  // on a fresh installation
};

// The first three are the seed's, names and intervals included. Retraining changes what people
// see, so it waits for somebody to switch it on.
inline constexpr std::array<TaskPlan, 8> kSeedTasks{{
    {"ab-optimization", "A/B test weight optimization", std::chrono::hours{24}, true},
    {"performance-analysis", "Performance analysis and report", std::chrono::hours{24 * 7}, true},
    {"model-retraining", "Full model retraining", std::chrono::hours{24 * 30}, false},
    {"retention", "Removal of expired data", std::chrono::hours{24}, true},
    {"rollup-check", "Recount of the statistics", std::chrono::hours{24}, true},
    {"guardrails", "Stopping of arms beyond their limits", std::chrono::minutes{5}, true},
    {"alerts", "Check of the alerts", std::chrono::minutes{5}, true},
    {"parameter-search", "Search for better engine parameters", std::chrono::hours{6}, true},
}};

}  // namespace refit::schedule
