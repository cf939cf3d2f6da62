// Alerts: list, add, change, remove.
#include "analytics/alerts.h"

#include "http/decode.h"
#include "http/encode.h"
#include "http/routes.h"

namespace refit::http {
namespace {

using analytics::AlertPatch;

Result<std::optional<bool>> optional_side(const json::Node& body) {
    REFIT_TRY(side, optional_text(body, "comparison", analytics::kAlertIdBytesMax));
    if (!side) return std::optional<bool>{};
    if (*side == "above" || *side == "below") return std::optional{*side == "above"};
    return fail(ErrorCode::InvalidInput, "comparison: expected above or below");
}

Result<AlertPatch> decode_alert(const json::Node& body) {
    constexpr double kAny = 1e12;  // the metric knows its own bounds
    AlertPatch patch;
    REFIT_TRY(metric, optional_text(body, "metric", analytics::kAlertIdBytesMax));
    REFIT_TRY(above, optional_side(body));
    REFIT_TRY(threshold, optional_number(body, "threshold", -kAny, kAny));
    REFIT_TRY(days, optional_integer(body, "windowDays", 1, analytics::kAlertDaysMax));
    REFIT_TRY(least, optional_integer(body, "countMin", 0, analytics::kAlertCountMax));
    REFIT_TRY(active, optional_flag(body, "active"));
    patch.metric = std::move(metric);
    patch.above = above;
    patch.threshold = threshold;
    patch.window_days = days;
    patch.count_min = least;
    patch.active = active;
    return patch;
}

net::Response answer(const store::Alert& alert, int status) {
    return net::Response::json(status, analytics::to_json(alert));
}

Result<net::Response> list(const Services& services) {
    REFIT_TRY(alerts, read_in(services.database,
                              [](store::Transaction& tx) { return store::list_alerts(tx); }));
    json::Writer out;
    out.begin_object().key("data").begin_array();
    for (const store::Alert& alert : alerts) out.raw(analytics::to_json(alert));
    out.end_array().end_object();
    return ok(out);
}

Result<net::Response> add(const Services& services, const Call& call) {
    REFIT_TRY(id, required_text(call.root(), "id", analytics::kAlertIdBytesMax));
    REFIT_TRY(fields, decode_alert(call.root()));
    REFIT_TRY(alert, write_in(services.database, [&](store::Transaction& tx) {
                  return analytics::add_alert(tx, id, fields, services.clock.now());
              }));
    return answer(alert, 201).with("Location", "/v1/alerts/" + alert.id);
}

Result<net::Response> change(const Services& services, const Call& call) {
    REFIT_TRY(patch, decode_alert(call.root()));
    REFIT_TRY(alert, write_in(services.database, [&](store::Transaction& tx) {
                  return analytics::change_alert(tx, call.param("id"), patch, services.clock.now());
              }));
    return answer(alert, 200);
}

Result<net::Response> remove(const Services& services, const Call& call) {
    REFIT_CHECK(services.database.write([&](store::Transaction& tx) {
        return analytics::remove_alert(tx, call.param("id"), services.clock.now());
    }));
    return net::Response::empty(204);
}

}  // namespace

std::vector<Route> alert_routes(const Services& services) {
    const Services* s = &services;
    return {
        {"GET", "/v1/alerts", Access::Read, Body::None, [s](const Call&) { return list(*s); }},
        {"POST", "/v1/alerts", Access::Admin, Body::Json,
         [s](const Call& call) { return add(*s, call); }},
        {"PATCH", "/v1/alerts/{id}", Access::Admin, Body::Json,
         [s](const Call& call) { return change(*s, call); }},
        {"DELETE", "/v1/alerts/{id}", Access::Admin, Body::None,
         [s](const Call& call) { return remove(*s, call); }},
    };
}

}  // namespace refit::http
