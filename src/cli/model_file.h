#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "layout/learned.h"

namespace refit::cli {

// Reads what `refit import-corrections -o FILE` wrote. Errors name the file.
[[nodiscard]] Result<layout::Learned> read_layout_model(const std::string& path);
// The same, or what the program comes with if there is no file.
[[nodiscard]] Result<layout::Learned> layout_model(const std::optional<std::string>& path);

}  // namespace refit::cli
