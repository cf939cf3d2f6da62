#pragma once

#include "canvas/font_library.h"
#include "cli/options.h"

namespace refit::cli {

// Commands that judge the layout engine, or teach it. Each returns the exit status.
int run_layout_eval(const LayoutEvalOptions& options, const canvas::FontLibrary& fonts);
int run_import_corrections(const ImportCorrectionsOptions& options,
                           const canvas::FontLibrary& fonts);

}  // namespace refit::cli
