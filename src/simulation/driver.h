#pragma once

#include <cstdint>

#include "base/progress.h"
#include "base/result.h"
#include "canvas/text.h"
#include "simulation/course.h"
#include "simulation/designs.h"
#include "simulation/scenario.h"
#include "simulation/site.h"

namespace refit::simulation {

// Lets people use the site as the scenario says. The site lays out with designs.model. Equal
// scenario, seed and program give an equal course. Errors are the services': a simulation that
// meets one has found a bug. `progress` is told of each session.
[[nodiscard]] Result<Course> run(const Scenario& scenario, std::uint64_t seed, Site& site,
                                 const DesignPool& designs, const canvas::TextMeasurer& measurer,
                                 const Progress& progress = {});

}  // namespace refit::simulation
