#pragma once

// Internal to the evaluation room: the two kinds of files that hold cases.

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "canvas/document.h"
#include "canvas/page.h"
#include "evaluation/corpus.h"

namespace refit::evaluation {

struct Design {
    std::shared_ptr<const canvas::Document> document;
    canvas::Page page;
};

// A document and its page. `place` begins the message of an error.
[[nodiscard]] Result<Design> read_design(std::string text, const std::string& place,
                                         const canvas::PageHint& hint,
                                         const canvas::TextMeasurer& measurer);

// Appends the pairs of one campaign; its documents are in `fabric`.
[[nodiscard]] Result<void> read_campaign(const std::filesystem::path& file,
                                         const std::filesystem::path& fabric,
                                         const canvas::TextMeasurer& measurer, Corpus& corpus);

// Appends the corrections in one file of JSON lines.
[[nodiscard]] Result<void> read_corrections(const std::filesystem::path& file,
                                            const canvas::TextMeasurer& measurer, Corpus& corpus);

}  // namespace refit::evaluation
