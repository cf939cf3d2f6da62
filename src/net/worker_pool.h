#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace refit::net {

// What a queued task is told when its turn comes.
enum class Turn {
    Run,      // do the work
    Dropped,  // the pool is closing: only tell whoever waits
};

// Threads that run blocking tasks in the order they came, from a queue with a bound.
class WorkerPool {
public:
    using Task = std::function<void(Turn)>;

    WorkerPool(std::size_t threads, std::size_t queue_max);
    ~WorkerPool();  // as close()
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // False if the queue is full or the pool closed; the task is then not called.
    // A task must not throw.
    [[nodiscard]] bool submit(Task task);

    [[nodiscard]] std::size_t depth() const;

    // Drops what is queued, waits for what runs, joins the threads.
    void close();

private:
    void run();

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Task> queue_;
    std::size_t queue_max_;
    bool closed_{false};
    std::vector<std::thread> threads_;
};

}  // namespace refit::net
