#pragma once

#include <memory>
#include <string>

#include "app/config.h"
#include "base/clock.h"
#include "base/result.h"
#include "net/http_client.h"
#include "store/database.h"

namespace refit::app {

// Where alerts are told: a URL the operator configured, and the secret that signs what is sent.
struct AlertWebhook {
    std::string url;
    std::string secret;
    std::unique_ptr<net::HttpClient> client;
};

// nullptr: none is configured. Errors: InvalidInput: a URL without a secret.
[[nodiscard]] Result<std::unique_ptr<AlertWebhook>> read_alert_webhook(const Config& config);

// Checks the alerts and tells the webhook (which may be nullptr) of those whose state it does not
// know. What could not be told is told at the next check. Returns a line for people.
// Errors: the store's; Unavailable: the webhook did not take it.
[[nodiscard]] Result<std::string> check_and_tell(store::Database& database, const Clock& clock,
                                                 const AlertWebhook* webhook);

}  // namespace refit::app
