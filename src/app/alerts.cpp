#include "app/alerts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "analytics/alerts.h"
#include "http/services.h"
#include "json/writer.h"
#include "net/webhook.h"

namespace refit::app {
namespace {

net::WebhookMessage message_of(const store::Alert& alert, TimePoint now) {
    const std::string_view event = alert.firing ? "alert.firing" : "alert.resolved";
    const TimePoint since = alert.since.value_or(alert.updated_at);
    json::Writer body;
    body.begin_object().member("type", event).member("timestamp", format_iso(now));
    body.raw_member("data", analytics::to_json(alert)).end_object();
    return {fmt::format("{}.{}.{}", event, alert.id, since.time_since_epoch().count()), now,
            body.take()};
}

Result<void> send(const AlertWebhook& webhook, const store::Alert& alert, TimePoint now) {
    const auto reply = webhook.client->send(
        net::webhook_call(webhook.url, webhook.secret, message_of(alert, now)));
    if (!reply) return tl::unexpected<Error>(reply.error());
    if (reply->status >= 200 && reply->status < 300) return {};
    return fail(ErrorCode::Unavailable, fmt::format("the webhook answered {}", reply->status));
}

// Tells the webhook what it does not know. A webhook that refuses one is not asked again this time.
Result<void> tell(store::Database& database, const Clock& clock, const AlertWebhook& webhook,
                  const std::vector<store::Alert>& alerts) {
    for (const store::Alert& alert : alerts) {
        if (alert.firing == alert.told) continue;
        if (const auto sent = send(webhook, alert, clock.now()); !sent)
            return fail(sent.error().code,
                        fmt::format("{} could not be told: {}", alert.id, sent.error().message));
        REFIT_CHECK(database.write(
            [&](store::Transaction& tx) { return store::mark_told(tx, alert.id, alert.firing); }));
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<AlertWebhook>> read_alert_webhook(const Config& config) {
    if (!config.has("REFIT_ALERT_WEBHOOK")) return std::unique_ptr<AlertWebhook>{};
    if (!config.has("REFIT_ALERT_SECRET"))
        return fail(ErrorCode::InvalidInput,
                    "REFIT_ALERT_WEBHOOK needs REFIT_ALERT_SECRET, which signs what is sent there");
    // The operator's own word, not a URL from outside: it may name a host of the own network.
    return std::make_unique<AlertWebhook>(
        AlertWebhook{config.text("REFIT_ALERT_WEBHOOK"), config.text("REFIT_ALERT_SECRET"),
                     net::make_http_client({.reach = net::Reach::Anywhere})});
}

Result<std::string> check_and_tell(store::Database& database, const Clock& clock,
                                   const AlertWebhook* webhook) {
    REFIT_TRY(alerts, http::write_in(database, [&](store::Transaction& tx) {
                  return analytics::check_alerts(tx, clock.now());
              }));
    const auto firing = std::count_if(alerts.begin(), alerts.end(),
                                      [](const store::Alert& alert) { return alert.firing; });
    std::string line = fmt::format("{} of {} alerts fire", firing, alerts.size());
    if (webhook == nullptr) return line;
    if (const auto told = tell(database, clock, *webhook, alerts); !told)
        return fail(told.error().code,
                    line + "; " + told.error().message + "; tried again at the next check");
    return line;
}

}  // namespace refit::app
