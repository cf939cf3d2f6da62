#include "store/commit_queue.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace refit::store {

CommitQueue::CommitQueue(const Options& options, RunBatch run)
    : options_{options}, run_batch_{std::move(run)} {
    for (std::size_t i = 0; i < options_.workers; ++i) {
        threads_.emplace_back([this, i] { work_through(i); });
    }
}

CommitQueue::~CommitQueue() {
    {
        const std::lock_guard lock{mutex_};
        is_closing_ = true;
    }
    arrived_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

Result<void> CommitQueue::run(const Database::Work& work) {
    const auto self = std::this_thread::get_id();
    for (const std::thread& worker : threads_) {
        if (worker.get_id() == self) {
            return fail(ErrorCode::Internal, "a write was begun inside another write");
        }
    }
    Job job{work};
    {
        const std::lock_guard lock{mutex_};
        if (is_closing_) return fail(ErrorCode::Unavailable, "the database is closing");
        if (waiting_.size() >= options_.queue_max) {
            return fail(ErrorCode::Unavailable,
                        "the database has too many writes waiting; try again shortly");
        }
        waiting_.push_back(&job);
    }
    arrived_.notify_one();
    std::unique_lock lock{job.mutex};
    job.done.wait(lock, [&] { return job.is_done; });
    return std::move(job.result);
}

std::vector<Job*> CommitQueue::next_batch() {
    std::unique_lock lock{mutex_};
    arrived_.wait(lock, [this] { return is_closing_ || !waiting_.empty(); });
    const auto count = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), options_.batch_max));
    std::vector<Job*> batch{waiting_.begin(), waiting_.begin() + count};
    waiting_.erase(waiting_.begin(), waiting_.begin() + count);
    return batch;
}

void CommitQueue::work_through(std::size_t worker) {
    for (;;) {
        const std::vector<Job*> batch = next_batch();
        if (batch.empty()) return;  // closing, and nothing is left
        run_batch_(worker, batch);
        for (Job* job : batch) {
            // Notified under the lock: the caller owns the job and may destroy it as soon as it
            // can see is_done.
            const std::lock_guard lock{job->mutex};
            job->is_done = true;
            job->done.notify_one();
        }
    }
}

Result<void> call_guarded(const Database::Work& work, Transaction& tx) {
    try {
        return work(tx);
    } catch (const std::exception& thrown) {
        return fail(ErrorCode::Internal,
                    std::string{"exception in a transaction: "} + thrown.what());
    }
}

}  // namespace refit::store
