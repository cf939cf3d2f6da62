#pragma once

#include <chrono>

#include "app/config.h"

namespace refit::app {

// Runs the server until SIGTERM or SIGINT; returns the exit status. On the first signal it stops
// accepting, lets requests finish for kDrainTime, and closes the database; a second one forces.
inline constexpr std::chrono::seconds kDrainTime{10};
int serve(const Config& config);

}  // namespace refit::app
