#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "canvas/document.h"
#include "canvas/page.h"
#include "canvas/text.h"
#include "evaluation/corpus.h"
#include "geometry/rect.h"
#include "layout/learned.h"
#include "simulation/scenario.h"

namespace refit::simulation {

// A design that somebody wants in another size.
struct Question {
    std::shared_ptr<const canvas::Document> document;
    canvas::Page page;
    geometry::Size target;
    const evaluation::Case* answer{nullptr};  // what the designer made, where there is a corpus
};

// What there is to resize: for people (asked) and for the judge alone (held out).
struct DesignPool {
    evaluation::Corpus corpus;  // the questions' answers live here
    std::vector<Question> asked;
    std::vector<Question> held_out;
    // What the engine knows. With held-out authors it has learned from the others only: the shipped
    // model may have seen them.
    layout::Learned model{layout::Learned::shipped()};
};

// A corpus (a directory with campaigns/) gives a question per pair of sizes, those of
// `held_out_authors` held out; a directory of Fabric files gives one per file and target; a
// scenario without designs one small banner.
// Errors: NotFound, InvalidInput (an author nobody has, no question left, what readers report).
[[nodiscard]] Result<std::unique_ptr<DesignPool>> read_designs(
    const Scenario& scenario, const canvas::TextMeasurer& measurer);

}  // namespace refit::simulation
