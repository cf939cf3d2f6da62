#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"
#include "geometry/point.h"

namespace refit::cli {

// Exit statuses of the program.
inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;

// The whole file, or standard input for "-". NotFound or TooLarge (kInputBytesMax).
inline constexpr std::size_t kInputBytesMax = std::size_t{20} * 1024 * 1024;
[[nodiscard]] Result<std::string> read_input(const std::string& path);

// Replaces the file by `bytes`; "-" is standard output. Unavailable names the path.
[[nodiscard]] Result<void> write_output(const std::string& path, std::string_view bytes);

// Empties the file and returns what appends to it; "-" is standard output. For more than fits in
// memory. Unavailable names the path.
using Append = std::function<Result<void>(std::string_view)>;
[[nodiscard]] Result<Append> open_output(const std::string& path);

// "1080x1920". InvalidInput names `option`.
[[nodiscard]] Result<geometry::Size> parse_size(std::string_view text, std::string_view option);

// Prints "refit: <message>" on standard error and returns kFailed (kUsage for InvalidInput about
// options is chosen by the caller).
int report(const Error& error, int status = kFailed);

// One line on standard error that replaces itself, where that is a terminal; nothing elsewhere.
[[nodiscard]] Progress terminal_progress();

// Prints to standard output.
void print(std::string_view text);

}  // namespace refit::cli
