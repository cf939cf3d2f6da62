#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "app/alerts.h"
#include "base/clock.h"
#include "base/result.h"
#include "experiment/parameter_search.h"
#include "store/database.h"
#include "training/retrain.h"

namespace refit::app {

// What the scheduled tasks work on.
struct TaskContext {
    store::Database& database;
    const Clock& clock;
    training::Retrainer& retrainer;
    experiment::ParameterSearch& search;
    long retention_days{0};  // 0: keep canvases for ever
    const AlertWebhook* alert_webhook{nullptr};
};

// The work of one of schedule::kSeedTasks, by id; empty for an unknown id. Each returns one line
// for people.
[[nodiscard]] std::function<Result<std::string>()> task_work(std::string_view id,
                                                             const TaskContext& context);

}  // namespace refit::app
