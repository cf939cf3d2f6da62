#include "schedule/scheduler.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

#include "base/text.h"
#include "json/writer.h"
#include "schedule/interval.h"
#include "store/scheduled_tasks.h"
#include "store/settings.h"

namespace refit::schedule {
namespace {

constexpr std::string_view kRunningSetting = "scheduler.running";
constexpr std::string_view kSucceeded = "ok";
constexpr std::string_view kFailed = "failed";

bool is_valid_id(std::string_view id) {
    constexpr std::size_t kIdBytesMax = 64;
    if (id.empty() || id.size() > kIdBytesMax) return false;
    return std::ranges::all_of(
        id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

// The first kDetailBytesMax bytes, not ending within a UTF-8 character.
std::string bounded(std::string text) {
    if (text.size() <= kDetailBytesMax) return text;
    std::size_t end = kDetailBytesMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
    return text;
}

Result<bool> read_running(store::Transaction& tx) {
    REFIT_TRY(value, store::find_setting(tx, kRunningSetting));
    return value == "1";
}

// Third-party code below a task may throw; a run must end as a row whatever happens.
Result<std::string> run_guarded(const Task& task) {
    try {
        return task.work();
    } catch (const std::exception& thrown) {
        return fail(ErrorCode::Internal, std::string{"exception: "} + thrown.what());
    } catch (...) {
        return fail(ErrorCode::Internal, "exception of an unknown type");
    }
}

TaskStatus to_status(const store::ScheduledTask& row, bool scheduler_running, TimePoint now) {
    TaskStatus status;
    status.id = row.id;
    status.name = row.name;
    status.enabled = row.enabled;
    status.interval = Milliseconds{row.interval_ms};
    status.last_run = row.last_run;
    status.last_outcome = row.last_outcome.value_or("");
    status.last_error = row.last_error.value_or("");
    if (row.enabled && scheduler_running) status.next_run = row.next_run;
    if (row.last_duration_ms) status.last_duration = Milliseconds{*row.last_duration_ms};
    status.running = row.lease_owner && row.lease_until && *row.lease_until > now;
    return status;
}

}  // namespace

Scheduler::Scheduler(store::Database& database, const Clock& clock, Metrics& metrics, Log& log,
                     std::string owner)
    : database_{database}, clock_{clock}, metrics_{metrics}, log_{log}, owner_{std::move(owner)} {
    metrics_.describe("refit_task_runs_total", "counter", "Runs of scheduled tasks by outcome.");
    metrics_.describe("refit_task_seconds", "histogram", "Duration of scheduled tasks.");
}

Result<void> Scheduler::register_task(Task task) {
    if (!is_valid_id(task.id) || find(task.id) != nullptr) {
        return fail(ErrorCode::InvalidInput, "task id '" + task.id + "' is not valid or is taken");
    }
    if (!is_valid_interval(task.interval)) {
        return fail(ErrorCode::InvalidInput,
                    "task '" + task.id + "': interval must be 1 minute to 10 years");
    }
    if (!task.work) return fail(ErrorCode::InvalidInput, "task '" + task.id + "' has no work");
    if (tasks_.size() >= kTasksMax) return fail(ErrorCode::TooLarge, "too many scheduled tasks");
    store::ScheduledTask row;
    row.id = task.id;
    row.name = task.name;
    row.interval_ms = task.interval.count();
    row.enabled = task.enabled;
    if (task.enabled) row.next_run = next_run(std::nullopt, task.interval, clock_.now());
    REFIT_CHECK(
        database_.write([&](store::Transaction& tx) { return store::ensure_task(tx, row); }));
    tasks_.push_back(std::move(task));
    return {};
}

Result<void> Scheduler::set_running(bool running) {
    return database_.write([&](store::Transaction& tx) -> Result<void> {
        REFIT_CHECK(store::put_setting(tx, kRunningSetting, running ? "1" : "0"));
        json::Writer event;
        event.begin_object().member("type", "task").member("schedulerRunning", running);
        return tx.notify(event.end_object().take());
    });
}

Result<void> Scheduler::start() {
    return set_running(true);
}

Result<void> Scheduler::stop() {
    return set_running(false);
}

Result<void> Scheduler::set_enabled(std::string_view id, TaskSwitch state) {
    return database_.write([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(row, store::find_task(tx, id));
        if (!row) return fail(ErrorCode::NotFound, "no scheduled task '" + std::string{id} + "'");
        const bool enabled = state == TaskSwitch::On;
        if (row->enabled == enabled) return {};
        std::optional<TimePoint> next;
        if (enabled) next = next_run(row->last_run, Milliseconds{row->interval_ms}, clock_.now());
        REFIT_CHECK(store::set_task_schedule(tx, id, enabled, next));
        json::Writer event;
        event.begin_object().member("type", "task").member("id", id);
        return tx.notify(event.member("enabled", enabled).end_object().take());
    });
}

Result<Status> Scheduler::status() {
    Status status;
    REFIT_CHECK(database_.read([&](store::Transaction& tx) -> Result<void> {
        status = Status{};
        REFIT_TRY(running, read_running(tx));
        status.running = running;
        for (const Task& task : tasks_) {
            REFIT_TRY(row, store::find_task(tx, task.id));
            if (row) status.tasks.push_back(to_status(*row, running, clock_.now()));
        }
        return {};
    }));
    return status;
}

const Task* Scheduler::find(std::string_view id) const {
    const auto found = std::ranges::find(tasks_, id, &Task::id);
    return found == tasks_.end() ? nullptr : &*found;
}

Result<std::optional<Scheduler::Lease>> Scheduler::acquire(const Task& task,
                                                           std::optional<TimePoint> due) {
    const Lease lease{owner_ + "/" + std::to_string(++runs_), clock_.now()};
    bool granted = false;
    REFIT_CHECK(database_.write([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(row, store::find_task(tx, task.id));
        if (!row) return fail(ErrorCode::NotFound, "no scheduled task '" + task.id + "'");
        const Milliseconds interval{row->interval_ms};
        store::LeaseRequest request;
        request.task_id = task.id;
        request.owner = lease.owner;
        request.now = lease.started;
        request.until = lease.started + kLeaseDuration;
        request.due = due;
        if (due) {
            request.next_run = following_run(*due, interval, lease.started);
        } else if (row->enabled) {
            request.next_run = lease.started + interval;
        }
        REFIT_TRY(answer, store::acquire_lease(tx, request));
        granted = answer;
        return {};
    }));
    if (!granted) return std::optional<Lease>{};
    return std::optional<Lease>{lease};
}

Result<TaskRun> Scheduler::perform(const Task& task, const Lease& lease) {
    const Result<std::string> answer = run_guarded(task);
    const TaskRun run{.id = task.id,
                      .succeeded = answer.has_value(),
                      .detail = bounded(answer ? *answer : answer.error().message),
                      .duration = std::max(clock_.now() - lease.started, Milliseconds{0})};
    const std::string outcome{run.succeeded ? kSucceeded : kFailed};
    metrics_.count("refit_task_runs_total", {{"task", task.id}, {"outcome", outcome}});
    metrics_.observe_seconds("refit_task_seconds", {{"task", task.id}},
                             std::chrono::duration<double>(run.duration).count());
    if (run.succeeded) {
        log_.info("task.done", {{"task", task.id}});
    } else {
        log_.error("task.failed", {{"task", task.id}, {"error", run.detail}});
    }
    REFIT_CHECK(record(lease, run));
    return run;
}

Result<void> Scheduler::record(const Lease& lease, const TaskRun& run) {
    store::TaskRun row;
    row.task_id = run.id;
    row.started_at = lease.started;
    row.duration_ms = run.duration.count();
    row.outcome = std::string{run.succeeded ? kSucceeded : kFailed};
    row.detail = run.detail;
    std::optional<std::string> error;
    if (!run.succeeded) error = run.detail;
    return database_.write([&](store::Transaction& tx) -> Result<void> {
        REFIT_CHECK(store::finish_run(tx, lease.owner, row, error));
        json::Writer event;
        event.begin_object().member("type", "task").member("id", run.id);
        return tx.notify(event.member("outcome", row.outcome).end_object().take());
    });
}

Result<TaskRun> Scheduler::run_now(std::string_view id) {
    const Task* task = find(id);
    if (task == nullptr) {
        return fail(ErrorCode::NotFound, "no scheduled task '" + std::string{id} + "'");
    }
    REFIT_TRY(lease, acquire(*task, std::nullopt));
    if (!lease) return fail(ErrorCode::Conflict, "task '" + task->id + "' is running already");
    return perform(*task, *lease);
}

Result<std::vector<TaskRun>> Scheduler::tick() {
    std::vector<std::pair<const Task*, TimePoint>> due;
    const TimePoint now = clock_.now();
    REFIT_CHECK(database_.read([&](store::Transaction& tx) -> Result<void> {
        due.clear();
        REFIT_TRY(running, read_running(tx));
        if (!running) return {};
        for (const Task& task : tasks_) {
            REFIT_TRY(row, store::find_task(tx, task.id));
            if (!row || !row->enabled || !row->next_run || *row->next_run > now) continue;
            due.emplace_back(&task, *row->next_run);
        }
        return {};
    }));
    std::vector<TaskRun> runs;
    for (const auto& [task, planned] : due) {
        REFIT_TRY(lease, acquire(*task, planned));
        if (!lease) continue;  // another replica took this tick
        REFIT_TRY(run, perform(*task, *lease));
        runs.push_back(std::move(run));
    }
    return runs;
}

void Scheduler::run(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any wake;
    while (!stop.stop_requested()) {
        if (const auto runs = tick(); !runs) {
            // The database may be away for a while; the next poll tries again.
            log_.error("scheduler.tick_failed", {{"error", runs.error().message}});
        }
        std::unique_lock lock{mutex};
        wake.wait_for(lock, stop, kPollInterval, [] { return false; });
    }
}

}  // namespace refit::schedule
