#pragma once

#include <memory>

#include "llm/transport.h"
#include "net/http_client.h"

namespace refit::net {

// Lets the llm room, which knows no sockets, call out through `client`.
[[nodiscard]] std::unique_ptr<llm::LlmTransport> make_llm_transport(
    std::unique_ptr<HttpClient> client);

}  // namespace refit::net
