// The scheduler: status, start and stop, task switches, run now.
#include "schedule/scheduler.h"

#include "http/encode.h"
#include "http/routes.h"

namespace refit::http {
namespace {

void put_task(json::Writer& out, const schedule::TaskStatus& task) {
    out.begin_object().member("id", task.id).member("name", task.name);
    out.member("enabled", task.enabled).member("interval", std::int64_t{task.interval.count()});
    put_time(out, "lastRun", task.last_run);
    put_time(out, "nextRun", task.next_run);
    out.member("lastOutcome", task.last_outcome).member("lastError", task.last_error);
    std::optional<std::int64_t> duration;
    if (task.last_duration) duration = task.last_duration->count();
    out.member("lastDurationMs", duration).member("running", task.running).end_object();
}

Result<net::Response> show(const Services& services) {
    REFIT_TRY(status, services.scheduler.status());
    json::Writer out;
    out.begin_object().member("running", status.running).key("tasks").begin_array();
    for (const schedule::TaskStatus& task : status.tasks) put_task(out, task);
    out.end_array().end_object();
    return ok(out);
}

Result<net::Response> set_running(const Services& services, bool running) {
    REFIT_CHECK(running ? services.scheduler.start() : services.scheduler.stop());
    return show(services);
}

Result<net::Response> set_enabled(const Services& services, const Call& call,
                                  schedule::TaskSwitch state) {
    REFIT_CHECK(services.scheduler.set_enabled(call.param("id"), state));
    return show(services);
}

Result<net::Response> run_now(const Services& services, const Call& call) {
    REFIT_TRY(run, services.scheduler.run_now(call.param("id")));
    json::Writer out;
    out.begin_object().member("id", run.id).member("outcome", run.succeeded ? "ok" : "failed");
    out.member("detail", run.detail);
    out.member("durationMs", std::int64_t{run.duration.count()}).end_object();
    return ok(out);
}

}  // namespace

std::vector<Route> scheduler_routes(const Services& services) {
    const Services* s = &services;
    using schedule::TaskSwitch;
    return {
        {"GET", "/v1/scheduler", Access::Read, Body::None, [s](const Call&) { return show(*s); }},
        {"POST", "/v1/scheduler/start", Access::Admin, Body::OptionalJson,
         [s](const Call&) { return set_running(*s, true); }},
        {"POST", "/v1/scheduler/stop", Access::Admin, Body::OptionalJson,
         [s](const Call&) { return set_running(*s, false); }},
        {"POST", "/v1/scheduler/tasks/{id}/enable", Access::Admin, Body::OptionalJson,
         [s](const Call& call) { return set_enabled(*s, call, TaskSwitch::On); }},
        {"POST", "/v1/scheduler/tasks/{id}/disable", Access::Admin, Body::OptionalJson,
         [s](const Call& call) { return set_enabled(*s, call, TaskSwitch::Off); }},
        {"POST", "/v1/scheduler/tasks/{id}/run", Access::Admin, Body::OptionalJson,
         [s](const Call& call) { return run_now(*s, call); }},
    };
}

}  // namespace refit::http
