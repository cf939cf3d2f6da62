#include "evaluation/files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

namespace refit::evaluation {

namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::error_code ignored;
    if (!in || fs::is_directory(path, ignored)) {
        const int reason = in ? EISDIR : errno;
        return fail(ErrorCode::NotFound, path.string() + ": " + std::strerror(reason));
    }
    std::string text{std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
    if (in.bad()) return fail(ErrorCode::Unavailable, path.string() + ": cannot be read");
    return text;
}

Result<std::vector<fs::path>> list_files(const fs::path& directory, std::string_view suffix) {
    std::error_code problem;
    fs::directory_iterator entries{directory, problem};
    if (problem) return fail(ErrorCode::NotFound, directory.string() + ": " + problem.message());
    std::vector<fs::path> paths;
    for (; entries != fs::directory_iterator{}; entries.increment(problem)) {
        if (problem) break;
        const bool wanted = entries->path().filename().string().ends_with(suffix);
        std::error_code ignored;
        if (wanted && entries->is_regular_file(ignored)) paths.push_back(entries->path());
    }
    if (problem) return fail(ErrorCode::Unavailable, directory.string() + ": " + problem.message());
    std::sort(paths.begin(), paths.end());
    return paths;
}

}  // namespace refit::evaluation
