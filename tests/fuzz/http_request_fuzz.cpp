// Any bytes as an HTTP connection: the parser must not crash or loop, must stay within its limits,
// and must read the same requests whether the bytes come at once or in pieces.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "net/request_parser.h"

namespace {

using refit::net::ParserLimits;
using refit::net::RequestParser;

constexpr ParserLimits kLimits{.target_bytes_max = 200,
                               .header_bytes_max = 2000,
                               .header_fields_max = 20,
                               .body_bytes_max = 500};

// Every request of the bytes as text, then "!" and the status if the connection was refused.
std::vector<std::string> requests_in(std::string_view bytes, std::size_t step) {
    std::vector<std::string> seen;
    RequestParser parser{kLimits};
    std::string pending;
    while (!bytes.empty()) {
        pending += bytes.substr(0, step);
        bytes.remove_prefix(std::min(step, bytes.size()));
        while (!pending.empty()) {
            const std::size_t used = parser.put(pending);
            REFIT_ASSERT(used <= pending.size());
            pending.erase(0, used);
            if (const auto& failure = parser.failure()) {
                REFIT_ASSERT(failure->status >= 400);
                seen.push_back("!");
                return seen;
            }
            if (!parser.complete()) break;
            const auto& request = parser.request();
            REFIT_ASSERT(request.target.size() <= kLimits.target_bytes_max);
            REFIT_ASSERT(request.body.size() <= kLimits.body_bytes_max);
            REFIT_ASSERT(request.headers.all().size() <= kLimits.header_fields_max);
            seen.push_back(request.method + " " + request.path + "\n" + request.body);
            parser.reset();
        }
    }
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const auto whole = requests_in(bytes, bytes.size() + 1);
    const auto pieces = requests_in(bytes, 1U + data[0] % 64U);
    // A fault is seen as early as the bytes allow, so one run may stop where the other went on; but
    // what both have read must be the same.
    for (std::size_t i = 0; i < whole.size() && i < pieces.size(); ++i) {
        if (whole[i] == "!" || pieces[i] == "!") break;
        REFIT_ASSERT(whole[i] == pieces[i]);
    }
    return 0;
}
