#pragma once

#include <string>

#include "evaluation/corpus.h"
#include "evaluation/report.h"

namespace refit::evaluation {

// One HTML file that needs no other: every pair with the source, the layout of `report.ours`, the
// designer's own and the simple baselines side by side, as boxes coloured by kind and numbered
// alike in all pictures. Worst first; filters by bucket, author, campaign and candidate. Readable
// in light and dark, and without scripts.
[[nodiscard]] std::string contact_sheet(const Corpus& corpus, const Report& report);

}  // namespace refit::evaluation
