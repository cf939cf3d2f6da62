#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/clock.h"
#include "base/result.h"
#include "base/rng.h"
#include "canvas/text.h"
#include "resize/service.h"
#include "schedule/scheduler.h"
#include "simulation/course.h"
#include "simulation/designs.h"
#include "simulation/scenario.h"
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
};

// Lets people use the site as the scenario says. The site lays out with designs.model. Equal
// scenario, seed and program give an equal course. Errors are the services': a simulation that
// meets one has found a bug.
[[nodiscard]] Result<Course> run(const Scenario& scenario, std::uint64_t seed, Site& site,
                                 const DesignPool& designs, const canvas::TextMeasurer& measurer);

}  // namespace refit::simulation
