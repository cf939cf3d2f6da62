#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/result.h"
#include "http/guard.h"
#include "net/event_hub.h"
#include "store/database.h"

namespace refit::resize {
class Service;
}
namespace refit::training {
class FeedbackService;
class Retrainer;
}  // namespace refit::training
namespace refit::schedule {
class Scheduler;
}
namespace refit::experiment {
class ParameterSearch;
}
namespace refit::canvas {
class FontLibrary;
}

namespace refit::http {

// What GET /v1/config tells.
struct ServerFacts {
    std::string version;
    std::string database;  // "sqlite" or "postgres"
    bool llm_configured{false};
};

// The use cases the routes call. All outlive the server; app owns them.
struct Services {
    store::Database& database;
    const Clock& clock;
    Metrics& metrics;
    Log& log;
    const Guard& guard;
    const canvas::FontLibrary& fonts;
    resize::Service& resize;
    training::FeedbackService& feedback;
    training::Retrainer& retrainer;
    experiment::ParameterSearch& search;
    schedule::Scheduler& scheduler;
    net::EventHub& events;
    ServerFacts facts;
};

// Runs `work(tx)` and hands out its value: reading, or in one durable transaction.
template <typename Work>
auto read_in(store::Database& database, Work work)
    -> decltype(work(std::declval<store::Transaction&>())) {
    std::optional<typename decltype(work(std::declval<store::Transaction&>()))::value_type> value;
    REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(result, work(tx));
        value = std::move(result);
        return {};
    }));
    return std::move(*value);
}

template <typename Work>
auto write_in(store::Database& database, Work work)
    -> decltype(work(std::declval<store::Transaction&>())) {
    std::optional<typename decltype(work(std::declval<store::Transaction&>()))::value_type> value;
    REFIT_CHECK(database.write([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(result, work(tx));
        value = std::move(result);
        return {};
    }));
    return std::move(*value);
}

}  // namespace refit::http
