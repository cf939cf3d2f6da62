#include "store/postgres/placeholders.h"

#include <algorithm>
#include <cstddef>

namespace refit::store {
namespace {

// Where the quoted text or comment that starts at `at` ends (one past); `at` if none starts there.
// A doubled quote inside a literal reads as two literals side by side, which ends the same.
std::size_t end_of_opaque(std::string_view sql, std::size_t at) {
    const auto after = [&](std::string_view terminator, std::size_t from) {
        const std::size_t found = sql.find(terminator, from);
        return found == std::string_view::npos ? sql.size() : found + terminator.size();
    };
    if (sql[at] == '\'') return after("'", at + 1);
    if (sql[at] == '"') return after("\"", at + 1);
    if (sql.substr(at, 2) == "--") return after("\n", at + 2);
    if (sql.substr(at, 2) == "/*") return after("*/", at + 2);
    return at;
}

}  // namespace

std::string number_placeholders(std::string_view sql) {
    std::string out;
    out.reserve(sql.size() + 32);
    std::size_t count = 0;
    for (std::size_t at = 0; at < sql.size();) {
        if (const std::size_t end = end_of_opaque(sql, at); end > at) {
            out += sql.substr(at, end - at);
            at = end;
            continue;
        }
        if (sql[at] == '?') {
            out += '$';
            out += std::to_string(++count);
        } else {
            out += sql[at];
        }
        ++at;
    }
    return out;
}

}  // namespace refit::store
