#include "base/log.h"

#include <fmt/format.h>

#include <cstdio>

#include "base/clock.h"
#include "base/text.h"

namespace refit {
namespace {

std::string_view level_name(LogLevel level) {
    switch (level) {
        case LogLevel::Debug:
            return "debug";
        case LogLevel::Info:
            return "info";
        case LogLevel::Warning:
            return "warning";
        case LogLevel::Error:
            return "error";
    }
    return "error";
}

}  // namespace

void StderrLog::write(LogLevel level, std::string_view event,
                      std::initializer_list<LogField> fields) {
    if (level < minimum_) return;
    std::string line =
        fmt::format(R"({{"time":"{}","level":"{}","event":{})", format_iso(SystemClock{}.now()),
                    level_name(level), quote_json(event));
    for (const LogField& field : fields)
        line += fmt::format(",{}:{}", quote_json(field.key), quote_json(field.value));
    line += "}\n";
    // One fwrite per line: lines of concurrent threads do not interleave.
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace refit
