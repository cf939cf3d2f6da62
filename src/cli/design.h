#pragma once

#include "canvas/text.h"
#include "cli/options.h"

namespace refit::cli {

// Commands on design files; they need no database. Each returns the exit status.
int run_resize(const ResizeOptions& options, const canvas::TextMeasurer& measurer);
int run_inspect(const InspectOptions& options, const canvas::TextMeasurer& measurer);

}  // namespace refit::cli
