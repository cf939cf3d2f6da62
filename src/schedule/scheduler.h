#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::schedule {

// How long a task may hold its lease. A process that dies in a task frees it after this time, and
// the task runs again; a task that needs longer could run twice at once.
inline constexpr Milliseconds kLeaseDuration = std::chrono::minutes{30};
// The runner looks for due tasks this often.
inline constexpr Milliseconds kPollInterval = std::chrono::seconds{1};
inline constexpr std::size_t kTasksMax = 64;
// Longest text kept of an outcome or an error.
inline constexpr std::size_t kDetailBytesMax = 2000;

// A job known by name. What it returns is kept as its outcome, for people.
struct Task {
    std::string id{};  // lower-case letters, digits, '-'
    std::string name{};
    Milliseconds interval{0};
    bool enabled{true};  // at first registration; later the stored switch decides
    std::function<Result<std::string>()> work;
};

enum class TaskSwitch : std::uint8_t { Off, On };

struct TaskStatus {
    std::string id{};
    std::string name{};
    bool enabled{false};
    Milliseconds interval{0};
    std::optional<TimePoint> last_run{};
    std::optional<TimePoint>
        next_run{};              // nullopt while disabled or while the scheduler is stopped
    std::string last_outcome{};  // "ok", "failed" or "" before the first run
    std::string last_error{};    // "" unless the last run failed
    std::optional<Milliseconds> last_duration{};
    bool running{false};  // in this or another process
};

struct Status {
    bool running{false};
    std::vector<TaskStatus> tasks{};  // in order of registration
};

struct TaskRun {
    std::string id{};
    bool succeeded{false};
    std::string detail{};  // what the task reported, or its error
    Milliseconds duration{0};
};

// Runs registered tasks at their intervals. All state (the running switch, each task's switch,
// last and next run, leases) is in the database: it survives a restart, and of any number of
// replicas on one database exactly one runs each tick, the one that took the task's lease.
// Registering is for start-up; all other methods are thread-safe.
class Scheduler {
public:
    // `owner` names this process in leases; unique among replicas.
    Scheduler(store::Database& database, const Clock& clock, Metrics& metrics, Log& log,
              std::string owner);

    // Makes a task known and stores it if it is new. InvalidInput: bad id, interval or no work;
    // TooLarge: more than kTasksMax.
    [[nodiscard]] Result<void> register_task(Task task);

    [[nodiscard]] Result<void> start();  // overdue tasks run once at the next tick
    [[nodiscard]] Result<void> stop();   // a task that is running ends normally
    // NotFound: no such task.
    [[nodiscard]] Result<void> set_enabled(std::string_view id, TaskSwitch state);
    // Runs the task now, in the calling thread, also when it is disabled or the scheduler is
    // stopped. NotFound; Conflict: it is running already, here or in a replica.
    [[nodiscard]] Result<TaskRun> run_now(std::string_view id);
    [[nodiscard]] Result<Status> status();

    // Runs every task that is due and whose lease can be had; returns those it ran. A task that
    // fails (or throws) is recorded as failed and does not stop the others.
    [[nodiscard]] Result<std::vector<TaskRun>> tick();

    // tick() every kPollInterval until stopped. For a thread of its own.
    void run(const std::stop_token& stop);

private:
    // One granted run: the lease names it, so that two runs of one process exclude each other too.
    struct Lease {
        std::string owner;
        TimePoint started;
    };

    [[nodiscard]] Result<std::optional<Lease>> acquire(const Task& task,
                                                       std::optional<TimePoint> due);
    [[nodiscard]] Result<TaskRun> perform(const Task& task, const Lease& lease);
    [[nodiscard]] Result<void> record(const Lease& lease, const TaskRun& run);
    [[nodiscard]] Result<void> set_running(bool running);
    [[nodiscard]] const Task* find(std::string_view id) const;

    store::Database& database_;
    const Clock& clock_;
    Metrics& metrics_;
    Log& log_;
    std::string owner_{};
    std::atomic<std::uint64_t> runs_{0};
    std::vector<Task> tasks_{};
};

}  // namespace refit::schedule
