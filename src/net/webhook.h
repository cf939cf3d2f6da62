#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/http_client.h"

namespace refit::net {

struct WebhookMessage {
    std::string id;  // the same for every try: receivers drop what they have seen
    TimePoint at;
    std::string body;  // JSON
};

// The POST that delivers the message, signed as Standard Webhooks 1.0 asks
// (standardwebhooks.com): webhook-id, webhook-timestamp in seconds, and webhook-signature
// "v1," + base64 of HMAC-SHA-256 over "id.timestamp.body". The key is what follows "whsec_" in
// `secret`, base64 decoded; any other secret is taken as it is.
[[nodiscard]] HttpCall webhook_call(std::string url, std::string_view secret,
                                    const WebhookMessage& message);

}  // namespace refit::net
