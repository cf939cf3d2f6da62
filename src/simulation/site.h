#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/rng.h"
#include "resize/service.h"
#include "schedule/scheduler.h"
#include "simulation/faults.h"
#include "store/database.h"
#include "training/feedback.h"
#include "training/ranker.h"

namespace refit::simulation {

// One running server, as the simulation uses it.
struct Services {
    store::Database& database;
    resize::Service& resize;
    training::FeedbackService& feedback;
    schedule::Scheduler& scheduler;
    training::QualityRanker& ranker;
};

// The servers of a run: the product's own, on a clock that the simulation moves.
class Site {
public:
    virtual ~Site() = default;
    [[nodiscard]] virtual ManualClock& clock() = 0;
    [[nodiscard]] virtual Rng& rng() = 0;
    // Valid until restart() of the same replica. Requires replica < scenario.replicas.
    [[nodiscard]] virtual Services services(std::size_t replica) = 0;
    // Stops the replica and starts it again on the same database.
    [[nodiscard]] virtual Result<void> restart(std::size_t replica) = 0;
    // What goes wrong from here on; the servers look at it whenever they work.
    [[nodiscard]] virtual Weather& weather() = 0;
    // Whatever is stored and does not follow from the log (src/replay), a line each.
    [[nodiscard]] virtual Result<std::vector<std::string>> verify() = 0;
};

}  // namespace refit::simulation
