#include "store/scheduled_tasks.h"

#include <array>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    column<&ScheduledTask::id>("id"),
    column<&ScheduledTask::name>("name"),
    column<&ScheduledTask::interval_ms>("interval_ms"),
    column<&ScheduledTask::enabled>("enabled"),
    column<&ScheduledTask::last_run>("last_run"),
    column<&ScheduledTask::next_run>("next_run"),
    column<&ScheduledTask::last_outcome>("last_outcome"),
    column<&ScheduledTask::last_error>("last_error"),
    column<&ScheduledTask::last_duration_ms>("last_duration_ms"),
    column<&ScheduledTask::lease_owner>("lease_owner"),
    column<&ScheduledTask::lease_until>("lease_until"),
};
constexpr Table<ScheduledTask> kTasks{"scheduled_tasks", kColumns};

constexpr std::array kRunColumns{
    generated<&TaskRun::seq>("seq"),
    column<&TaskRun::task_id>("task_id"),
    column<&TaskRun::started_at>("started_at"),
    column<&TaskRun::duration_ms>("duration_ms"),
    column<&TaskRun::outcome>("outcome"),
    column<&TaskRun::detail>("detail"),
};
constexpr Table<TaskRun> kRuns{"task_runs", kRunColumns};

}  // namespace

Result<void> ensure_task(Transaction& tx, const ScheduledTask& task) {
    REFIT_CHECK(
        tx.execute(insert_into(kTasks) + " ON CONFLICT (id) DO UPDATE SET name=excluded.name",
                   bind_all(kTasks, task)));
    return {};
}

Result<std::optional<ScheduledTask>> find_task(Transaction& tx, std::string_view id) {
    return select_one(tx, kTasks, "WHERE id=?", params(id));
}

Result<std::vector<ScheduledTask>> list_tasks(Transaction& tx) {
    return select_all(tx, kTasks, "ORDER BY id");
}

Result<void> set_task_schedule(Transaction& tx, std::string_view id, bool enabled,
                               std::optional<TimePoint> next_run) {
    REFIT_TRY(changed, tx.execute("UPDATE scheduled_tasks SET enabled=?,next_run=? WHERE id=?",
                                  params(enabled, next_run, id)));
    if (changed == 0) return fail(ErrorCode::NotFound, "there is no such task");
    return {};
}

Result<bool> acquire_lease(Transaction& tx, const LeaseRequest& request) {
    // One conditional UPDATE: of several transactions the row lets one through, and the others
    // then find the condition false.
    std::string set = "UPDATE scheduled_tasks SET lease_owner=?,lease_until=?,last_run=?";
    std::vector<Value> bound = params(request.owner, request.until, request.now);
    if (request.next_run) {
        set += ",next_run=?";
        bound.push_back(to_value(*request.next_run));
    }
    set += " WHERE id=? AND (lease_owner IS NULL OR lease_until<=?)";
    bound.push_back(to_value(request.task_id));
    bound.push_back(to_value(request.now));
    if (request.due) {
        set += " AND enabled=1 AND next_run=?";
        bound.push_back(to_value(*request.due));
    }
    REFIT_TRY(changed, tx.execute(set, bound));
    return changed == 1;
}

Result<void> finish_run(Transaction& tx, std::string_view owner, const TaskRun& run,
                        const std::optional<std::string>& error) {
    REFIT_CHECK(insert_row(tx, kRuns, run));
    REFIT_CHECK(
        tx.execute("UPDATE scheduled_tasks SET last_run=?,last_outcome=?,last_error=?,"
                   "last_duration_ms=? WHERE id=?",
                   params(run.started_at, run.outcome, error, run.duration_ms, run.task_id)));
    REFIT_CHECK(
        tx.execute("UPDATE scheduled_tasks SET lease_owner=NULL,lease_until=NULL "
                   "WHERE id=? AND lease_owner=?",
                   params(run.task_id, owner)));
    return {};
}

Result<std::vector<TaskRun>> list_task_runs(Transaction& tx, std::string_view task_id,
                                            std::int64_t limit) {
    return select_all(tx, kRuns, "WHERE task_id=? ORDER BY seq DESC LIMIT ?",
                      params(task_id, page_size(limit, kTaskRunPageMax)));
}

}  // namespace refit::store
