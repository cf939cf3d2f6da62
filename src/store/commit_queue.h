#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// One caller's write, waiting to become durable. Lives on the caller's stack.
struct Job {
    explicit Job(const Database::Work& its_work) : work{&its_work} {}
    const Database::Work* work;
    Result<void> result;  // set by the batch runner
    bool is_done{false};  // guarded by `mutex`
    std::mutex mutex;
    std::condition_variable done;
};

// How many writes may wait; one more is refused with Unavailable. At ten thousand writes a second
// a full queue is less than half a second of work.
inline constexpr std::size_t kQueueMax = 4096;

// Gathers the writes of many threads into batches, so that they share one transaction and one
// fsync ("group commit"). A worker takes whatever waits, up to `batch_max`: alone, a write is
// committed at once; under load the batches grow by themselves while the disk is busy.
// See docs/methods/durable-writes.md.
class CommitQueue {
public:
    struct Options {
        std::size_t workers{1};
        std::size_t batch_max{64};
        std::size_t queue_max{kQueueMax};
    };
    // Runs a batch to its commit and sets each job's result. Called from worker `worker`, which
    // calls it for one batch at a time.
    using RunBatch = std::function<void(std::size_t worker, std::span<Job* const> batch)>;

    CommitQueue(const Options& options, RunBatch run);
    // Waits for the writes that were accepted.
    ~CommitQueue();
    CommitQueue(const CommitQueue&) = delete;
    CommitQueue& operator=(const CommitQueue&) = delete;

    // Blocks until `work` has committed or failed. Errors: those of `work` and of the batch;
    // Unavailable when the queue is full or closing; Internal when called from within a work, which
    // would wait for itself.
    [[nodiscard]] Result<void> run(const Database::Work& work);

private:
    void work_through(std::size_t worker);
    [[nodiscard]] std::vector<Job*> next_batch();

    Options options_;
    RunBatch run_batch_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Job*> waiting_;
    bool is_closing_{false};
    std::vector<std::thread> threads_;
};

// Calls `work`, turning an exception of a callback (out of memory, a library's) into Internal: it
// must not end the worker that others depend on.
[[nodiscard]] Result<void> call_guarded(const Database::Work& work, Transaction& tx);

}  // namespace refit::store
