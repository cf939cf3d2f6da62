#pragma once

#include "canvas/font_library.h"
#include "cli/options.h"

namespace refit::cli {

// Commands on design files; they need no database. Each returns the exit status.
int run_resize(const ResizeOptions& options, const canvas::FontLibrary& fonts);
int run_inspect(const InspectOptions& options, const canvas::FontLibrary& fonts);

}  // namespace refit::cli
