#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "canvas/text.h"
#include "evaluation/baselines.h"
#include "evaluation/corpus.h"
#include "evaluation/metrics.h"
#include "layout/engine.h"
#include "layout/lesson.h"
#include "layout/parameters.h"

namespace refit::evaluation {

struct Answer {
    Boxes boxes;
    std::string candidate;  // the name of the chosen layout; empty for baselines
};

// Answers one case. It must not look at the lesson's boxes (oracles may). Called from several
// threads at once; equal cases give equal answers.
using Resizer = std::function<Result<Answer>(const Case&)>;
// Makes a Resizer from lessons, in an order that depends on the lessons only. Called from several
// threads at once.
using Lessons = std::span<const layout::Lesson* const>;
using Trainer = std::function<Result<Resizer>(Lessons)>;

struct Method {
    std::string name;
    Trainer train;
    bool learns{false};  // its answers depend on the lessons
};

[[nodiscard]] Method baseline_method(const Baseline& baseline);

// The engine with the given parameters, nothing learned. Like all methods of the engine it borrows
// the measurer, and its boxes are those of the document it writes.
[[nodiscard]] Method engine_method(std::string name, const layout::Parameters& parameters,
                                   const canvas::TextMeasurer& measurer);

// What an answer of the engine says about the top-level objects: the boxes a reader of the file
// would find, sizes as stored, on a page whose corner is `page.rect.origin()`.
[[nodiscard]] Result<Boxes> boxes_of(const layout::LayoutResult& result, const canvas::Page& page);

// One part of the engine switched off, or made blind.
struct Ablation {
    std::string name;
    std::function<void(layout::Parameters&)> apply;
};
[[nodiscard]] std::vector<Ablation> ablations();

// The engine with what layout::learn makes of each fold's lessons; `ablation`, if any, is applied
// to what was learned.
[[nodiscard]] Method learned_method(std::string name, const canvas::TextMeasurer& measurer,
                                    std::uint64_t seed,
                                    const std::optional<Ablation>& ablation = std::nullopt);
// The engine with one model for all, such as a file holds.
[[nodiscard]] Method model_method(std::string name, const layout::Learned& learned,
                                  const canvas::TextMeasurer& measurer);

}  // namespace refit::evaluation
