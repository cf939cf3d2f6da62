#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace refit::llm {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct TransportCall {
    std::string url{};
    HeaderList headers{};
    std::string body{};
    Milliseconds timeout{0};  // the whole exchange
    std::size_t reply_bytes_max{0};
};

struct TransportReply {
    int status{0};
    HeaderList headers{};
    std::string body{};

    // The first header of this name, without regard to ASCII case.
    [[nodiscard]] std::optional<std::string> header(std::string_view name) const;
};

// One HTTP POST to a model's endpoint. Implemented by net over libcurl and by tests in memory.
// Thread-safe.
class LlmTransport {
public:
    virtual ~LlmTransport() = default;
    // Any status is a success here; redirects are not followed. Errors: DeadlineExceeded, TooLarge
    // (reply_bytes_max), Unavailable (no connection, cut off), InvalidInput (URL), Forbidden.
    [[nodiscard]] virtual Result<TransportReply> post(const TransportCall& call) = 0;
};

}  // namespace refit::llm
