#include "cli/io.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace refit::cli {
namespace {

// Longer stages are shown in steps of 16.
constexpr std::size_t kShownOneByOne = 64;

struct CloseFile {
    void operator()(std::FILE* file) const {
        if (file != stdin && file != stdout) std::fclose(file);
    }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

File open_file(const std::string& path, const char* mode, std::FILE* standard) {
    return File{path == "-" ? standard : std::fopen(path.c_str(), mode)};
}

}  // namespace

Result<std::string> read_input(const std::string& path) {
    const File file = open_file(path, "rb", stdin);
    if (!file) return fail(ErrorCode::NotFound, fmt::format("{}: {}", path, std::strerror(errno)));
    std::string text;
    std::string block(64UL * 1024, '\0');
    while (const std::size_t got = std::fread(block.data(), 1, block.size(), file.get())) {
        text.append(block, 0, got);
        if (text.size() > kInputBytesMax)
            return fail(ErrorCode::TooLarge,
                        fmt::format("{}: more than {} MiB; the largest design is that big", path,
                                    kInputBytesMax >> 20U));
    }
    if (std::ferror(file.get()) != 0)
        return fail(ErrorCode::Unavailable, fmt::format("{}: {}", path, std::strerror(errno)));
    return text;
}

Result<void> write_output(const std::string& path, std::string_view bytes) {
    REFIT_TRY(append, open_output(path));
    return append(bytes);
}

Result<Append> open_output(const std::string& path) {
    // Shared by the copies of the function it returns.
    const std::shared_ptr<std::FILE> file = open_file(path, "wb", stdout);
    if (!file)
        return fail(ErrorCode::Unavailable, fmt::format("{}: {}", path, std::strerror(errno)));
    return [file, path](std::string_view bytes) -> Result<void> {
        const bool written =
            std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size() &&
            std::fflush(file.get()) == 0;
        if (!written)
            return fail(ErrorCode::Unavailable, fmt::format("{}: {}", path, std::strerror(errno)));
        return {};
    };
}

Result<geometry::Size> parse_size(std::string_view text, std::string_view option) {
    const auto parts = split(text, 'x');
    if (parts.size() == 2) {
        const auto width = parse_double(parts[0]);
        const auto height = parse_double(parts[1]);
        if (width && height && *width > 0 && *height > 0) return geometry::Size{*width, *height};
    }
    return fail(ErrorCode::InvalidInput,
                fmt::format("{} {}: expected a size such as 1080x1920", option, text));
}

int report(const Error& error, int status) {
    std::fprintf(stderr, "refit: %s\n", error.message.c_str());
    return status;
}

Progress terminal_progress() {
    if (isatty(STDERR_FILENO) == 0) return {};
    return [](std::string_view stage, std::size_t done, std::size_t total) {
        if (done != total && total > kShownOneByOne && done % 16 != 0) return;
        const std::string line = fmt::format("{} {}/{}", stage, done, total);
        std::fprintf(stderr, "\r\033[K%s", done == total ? "" : line.c_str());
        std::fflush(stderr);
    };
}

void print(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace refit::cli
