#pragma once

#include <functional>
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

// The engine with the given parameters, nothing learned. Borrows the measurer. The boxes are those
// of the document it writes.
[[nodiscard]] Method engine_method(std::string name, const layout::Parameters& parameters,
                                   const canvas::TextMeasurer& measurer);

// What an answer of the engine says about the top-level objects: the boxes a reader of the file
// would find, sizes as stored, on a page whose corner is `page.rect.origin()`.
[[nodiscard]] Result<Boxes> boxes_of(const layout::LayoutResult& result, const canvas::Page& page);

// One part of the engine switched off.
struct Ablation {
    std::string name;
    std::function<void(layout::Parameters&)> apply;
};
[[nodiscard]] std::vector<Ablation> ablations();

}  // namespace refit::evaluation
