#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "canvas/text.h"
#include "evaluation/baselines.h"
#include "evaluation/corpus.h"
#include "evaluation/metrics.h"
#include "layout/engine.h"
#include "layout/lesson.h"

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

// The engine with one model for all, whoever it was made from: nobody (a default Learned), or a
// file. Like all methods of the engine it borrows the measurer, and its boxes are those of the
// document it writes.
[[nodiscard]] Method engine_method(std::string name, const layout::Learned& learned,
                                   const canvas::TextMeasurer& measurer);

// What an answer of the engine says about the parts of its source (canvas/parts.h): the boxes a
// reader of the file would find, sizes as stored, on a page whose corner is `page.rect.origin()`.
// Errors: those of reading the answer; Internal if a part is missing from it.
[[nodiscard]] Result<Boxes> boxes_of(const std::string& answer, const canvas::Document& source,
                                     const canvas::Page& page);

// One part of the engine switched off, or made blind.
struct Ablation {
    std::string name;
    std::function<void(layout::Learned&)> apply;
};
[[nodiscard]] std::vector<Ablation> ablations();

// What lessons say, examined once each however often they are learned from. Thread-safe. Borrows
// the measurer and remembers lessons by address: they must outlive it.
class Examined {
public:
    explicit Examined(const canvas::TextMeasurer& measurer) : measurer_{measurer} {}
    [[nodiscard]] const layout::Evidence& of(const layout::Lesson& lesson);

private:
    const canvas::TextMeasurer& measurer_;
    std::mutex mutex_;
    std::unordered_map<const layout::Lesson*, std::unique_ptr<const layout::Evidence>> known_;
};

// The engine with what layout::learn makes of each fold's lessons; `ablation`, if any, is applied
// to what was learned.
[[nodiscard]] Method learned_method(std::string name, const canvas::TextMeasurer& measurer,
                                    std::shared_ptr<Examined> examined,
                                    const std::optional<Ablation>& ablation = std::nullopt);

}  // namespace refit::evaluation
