#include "evaluation/readers.h"

namespace refit::evaluation {

Result<void> read_corrections(const std::filesystem::path& file, const canvas::TextMeasurer&,
                              Corpus&) {
    return fail(ErrorCode::InvalidInput, file.string() + ": expected a corpus directory");
}

}  // namespace refit::evaluation
