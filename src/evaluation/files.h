#pragma once

// Internal to the evaluation room: reading the corpus's files.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace refit::evaluation {

// The whole file. NotFound or Unavailable names the path.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path);

// The regular files of a directory whose name ends in `suffix`, sorted by name.
// NotFound names the directory.
[[nodiscard]] Result<std::vector<std::filesystem::path>> list_files(
    const std::filesystem::path& directory, std::string_view suffix);

}  // namespace refit::evaluation
