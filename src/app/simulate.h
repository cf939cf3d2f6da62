#pragma once

#include "app/config.h"
#include "cli/options.h"

namespace refit::app {

// refit simulate: runs a scenario against the server's own services, in this process, on a database
// of its own that is gone afterwards. Of `config` only the fonts are used. Returns the exit status.
int simulate(const cli::SimulateOptions& options, const Config& config);

}  // namespace refit::app
