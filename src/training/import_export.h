#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::training {

// JsonLines: one object per labelled session. Csv: a header, then features one column each.
// Fields and examples: docs/formats/training-export.md.
enum class ExportFormat : std::uint8_t { JsonLines, Csv };

// "jsonl", "csv".
[[nodiscard]] std::optional<ExportFormat> parse_export_format(std::string_view name);

struct ExportRequest {
    ExportFormat format{ExportFormat::JsonLines};
    TimePoint from{};  // sessions created in [from, to)
    TimePoint to{};
};

// Receives the export piece by piece, each a whole number of lines.
using ExportSink = std::function<Result<void>(std::string_view lines)>;

// Writes labelled sessions, oldest first, a page at a time. Returns the number of examples.
// User ids are replaced by a hash; no feedback text is written. Stops at the sink's first error.
[[nodiscard]] Result<std::int64_t> export_training_data(store::Database& database,
                                                        const ExportRequest& request,
                                                        const ExportSink& sink);

}  // namespace refit::training
