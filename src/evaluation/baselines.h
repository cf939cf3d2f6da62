#pragma once

#include <span>
#include <string_view>

#include "evaluation/corpus.h"
#include "evaluation/metrics.h"

namespace refit::evaluation {

// What needs no engine, and what no engine can know: the floor and the ceiling of every table.
// Boxes only, from the designers' own source boxes; formulas in
// docs/methods/layout-evaluation.md, checked against the reference scorer in metrics_test.cpp.
struct Baseline {
    std::string_view name;
    Boxes (*place)(const Case& one);
    bool oracle{false};  // looks at the designer's answer
};

// stretch; contain; relative centre, law scale; edge pins, law scale; then the oracles:
// the designer's centres with law scale, and the designer's own boxes.
[[nodiscard]] std::span<const Baseline> baselines();

}  // namespace refit::evaluation
