#include "net/worker_pool.h"

#include <utility>

namespace refit::net {

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue_max) : queue_max_{queue_max} {
    threads_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() {
    close();
}

bool WorkerPool::submit(Task task) {
    {
        const std::lock_guard lock{mutex_};
        if (closed_ || queue_.size() >= queue_max_) return false;
        queue_.push_back(std::move(task));
    }
    wake_.notify_one();
    return true;
}

std::size_t WorkerPool::depth() const {
    const std::lock_guard lock{mutex_};
    return queue_.size();
}

void WorkerPool::run() {
    std::unique_lock lock{mutex_};
    for (;;) {
        wake_.wait(lock, [this] { return closed_ || !queue_.empty(); });
        if (closed_) return;
        Task task = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        task(Turn::Run);
        task = nullptr;  // what it holds is released outside the lock
        lock.lock();
    }
}

void WorkerPool::close() {
    std::deque<Task> dropped;
    {
        const std::lock_guard lock{mutex_};
        closed_ = true;
        dropped.swap(queue_);
    }
    wake_.notify_all();
    for (Task& task : dropped) task(Turn::Dropped);
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

}  // namespace refit::net
