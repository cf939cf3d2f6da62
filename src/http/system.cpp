// Health, metrics, configuration, live events, audit, erasure.
#include "experiment/contextual.h"
#include "http/decode.h"
#include "http/encode.h"
#include "http/routes.h"
#include "schedule/scheduler.h"
#include "store/audit.h"
#include "store/migrations.h"
#include "training/forget_user.h"

namespace refit::http {
namespace {

constexpr std::int64_t kAuditDefault = 50;
constexpr std::size_t kUserBytesMax = 256;

Result<net::Response> healthy() {
    json::Writer out;
    out.begin_object().member("status", "ok").end_object();
    return ok(out);
}

// Ready: the database answers and has this binary's schema.
Result<net::Response> ready(const Services& services) {
    const auto status = store::migration_status(services.database);
    if (!status) return net::Response::problem(503, status.error().message);
    for (const store::MigrationStatus& migration : *status)
        if (migration.state != store::MigrationState::Applied)
            return net::Response::problem(503, "migration " + migration.name + " is not applied");
    return healthy();
}

Result<net::Response> metrics(const Services& services) {
    services.metrics.set("refit_event_subscribers", {},
                         static_cast<double>(services.events.subscribers()));
    return net::Response::bytes("text/plain; version=0.0.4; charset=utf-8",
                                services.metrics.render());
}

Result<net::Response> config(const Services& services) {
    REFIT_TRY(scheduler, services.scheduler.status());
    json::Writer out;
    out.begin_object().member("version", services.facts.version);
    out.member("adminConfigured", services.guard.admin_configured());
    out.member("llmConfigured", services.facts.llm_configured);
    out.member("schedulerRunning", scheduler.running);
    out.member("database", services.facts.database).end_object();
    return ok(out);
}

Result<net::Response> events(const Services& services, const Call& call) {
    const auto last = call.request.headers.get("Last-Event-ID").value_or("");
    REFIT_TRY(stream, services.events.subscribe(last));
    return net::Response::events(std::move(stream));
}

Result<net::Response> audit(const Services& services, const Call& call) {
    REFIT_TRY(limit, query_integer(call.request, "limit", kAuditDefault, 1, store::kAuditPageMax));
    REFIT_TRY(cursor, query_integer(call.request, "cursor", 0, 0, INT64_MAX));
    const std::optional<std::int64_t> before = cursor > 0 ? std::optional{cursor} : std::nullopt;
    REFIT_TRY(entries, read_in(services.database, [&](store::Transaction& tx) {
                  return store::list_audit(tx, before, limit);
              }));
    json::Writer out;
    out.begin_object().key("data").begin_array();
    for (const store::AuditEntry& entry : entries) {
        out.begin_object().member("seq", entry.seq);
        put_time(out, "at", entry.at);
        out.member("actor", entry.actor).member("action", entry.action);
        out.member("subject", entry.subject);
        put_json(out, "before", entry.before_json);
        put_json(out, "after", entry.after_json);
        out.member("reason", entry.reason).end_object();
    }
    out.end_array();
    const bool full = entries.size() == static_cast<std::size_t>(limit);
    out.key("nextCursor");
    if (full)
        out.value(std::to_string(entries.back().seq));
    else
        out.null();
    out.end_object();
    return ok(out);
}

Result<net::Response> erase(const Services& services, const Call& call) {
    const std::string& user = call.param("id");
    if (user.size() > kUserBytesMax)
        return fail(ErrorCode::InvalidInput, "the user id is longer than 256 bytes");
    REFIT_TRY(
        counts,
        write_in(services.database, [&](store::Transaction& tx) -> Result<store::ErasedCounts> {
            REFIT_TRY(erased, training::forget_user(tx, user, services.clock.now()));
            REFIT_CHECK(experiment::relearn(tx));
            // The audit row does not repeat the id it erased.
            REFIT_CHECK(
                store::append_audit(tx, {0, services.clock.now(), "admin", "user.erase", "user",
                                         std::nullopt, std::nullopt, "erased over HTTP"}));
            return erased;
        }));
    json::Writer out;
    out.begin_object().key("erased").begin_object().member("sessions", counts.sessions);
    out.member("feedback", counts.feedback).member("outcomes", counts.outcomes);
    out.member("trainingExamples", counts.training_examples);
    out.member("assignments", counts.assignments);
    out.member("idempotencyKeys", counts.idempotency_keys).end_object().end_object();
    return ok(out);
}

}  // namespace

std::vector<Route> system_routes(const Services& services) {
    const Services* s = &services;
    return {
        {"GET", "/healthz", Access::Open, Body::None, [](const Call&) { return healthy(); }},
        {"GET", "/readyz", Access::Open, Body::None, [s](const Call&) { return ready(*s); }},
        {"GET", "/metrics", Access::Open, Body::None, [s](const Call&) { return metrics(*s); }},
        {"GET", "/v1/config", Access::Open, Body::None, [s](const Call&) { return config(*s); }},
        {"GET", "/v1/events", Access::Read, Body::None,
         [s](const Call& call) { return events(*s, call); }},
        {"GET", "/v1/audit", Access::Admin, Body::None,
         [s](const Call& call) { return audit(*s, call); }},
        {"DELETE", "/v1/users/{id}/data", Access::Admin, Body::None,
         [s](const Call& call) { return erase(*s, call); }},
    };
}

}  // namespace refit::http
