#pragma once

#include <string>

#include "base/result.h"
#include "layout/engine.h"
#include "llm/client.h"
#include "resize/arm_source.h"
#include "resize/prepare.h"
#include "resize/service.h"
#include "store/names.h"

namespace refit::resize {

// One finished, checked layout and how it came about.
struct Served {
    layout::LayoutResult layout;
    store::Resizer resizer{store::Resizer::Engine};
    std::string fallback_reason;  // "" unless resizer is Fallback
    llm::LlmUsage usage;
};

// Runs the arm's resizer. Decision order:
//   1. a model is configured and there is time: ask it; a safe answer is served ("llm");
//   2. the embedded engine with the arm's parameters ("engine", or "fallback" after a model);
//   3. should the engine's result fail its check, the whole design scaled to fit ("fallback").
// Every step that fails is logged and counted. Errors: Internal, if even 3 fails.
[[nodiscard]] Result<Served> serve(const Dependencies& dependencies, const Settings& settings,
                                   const Prepared& prepared, const ServedArm& arm,
                                   TimePoint deadline);

}  // namespace refit::resize
