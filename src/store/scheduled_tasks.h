#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::store {

struct ScheduledTask {
    std::string id;
    std::string name;
    std::int64_t interval_ms{0};
    bool enabled{true};
    std::optional<TimePoint> last_run;
    std::optional<TimePoint> next_run;
    std::optional<std::string> last_outcome;
    std::optional<std::string> last_error;
    std::optional<std::int64_t> last_duration_ms;
    std::optional<std::string> lease_owner;  // who runs it now
    std::optional<TimePoint> lease_until;
};

struct TaskRun {
    std::int64_t seq{0};
    std::string task_id;
    TimePoint started_at;
    std::int64_t duration_ms{0};
    std::string outcome;
    std::string detail;
};

// Stores a task unless one of that id is there; then only its name is brought up to date.
[[nodiscard]] Result<void> ensure_task(Transaction& tx, const ScheduledTask& task);
[[nodiscard]] Result<std::optional<ScheduledTask>> find_task(Transaction& tx, std::string_view id);
[[nodiscard]] Result<std::vector<ScheduledTask>> list_tasks(Transaction& tx);  // by id

// Errors: NotFound.
[[nodiscard]] Result<void> set_task_schedule(Transaction& tx, std::string_view id, bool enabled,
                                             std::optional<TimePoint> next_run);

// A wish to run a task. With `due` set it is for that tick: it is granted only while next_run
// still is `due` and the task is enabled. Without, it is for a run by hand.
struct LeaseRequest {
    std::string task_id;
    std::string owner;  // names one runner in one process
    TimePoint now;
    TimePoint until;  // the lease lapses then, should the owner die
    std::optional<TimePoint> due;
    std::optional<TimePoint> next_run;  // written when granted
};
// True for exactly one of any number of replicas that ask for the same tick: granting moves
// next_run on. False while another owner's lease has not lapsed.
[[nodiscard]] Result<bool> acquire_lease(Transaction& tx, const LeaseRequest& request);

// Ends the lease of `owner`, stores the run and the task's last_* columns. `error` is null when the
// run went well. The run is stored even if the lease had lapsed.
[[nodiscard]] Result<void> finish_run(Transaction& tx, std::string_view owner, const TaskRun& run,
                                      const std::optional<std::string>& error);

inline constexpr std::int64_t kTaskRunPageMax = 1000;
// Newest first; `limit` is held to 1..kTaskRunPageMax.
[[nodiscard]] Result<std::vector<TaskRun>> list_task_runs(Transaction& tx, std::string_view task_id,
                                                          std::int64_t limit);

}  // namespace refit::store
