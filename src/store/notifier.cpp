#include "store/notifier.h"

#include <utility>

namespace refit::store {

Notifier::Notifier() : thread_{[this] { deliver(); }} {}

Notifier::~Notifier() {
    {
        const std::lock_guard lock{mutex_};
        is_closing_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Notifier::listen(Database::Listener listener) {
    const std::lock_guard lock{mutex_};
    listener_ =
        listener ? std::make_shared<const Database::Listener>(std::move(listener)) : nullptr;
}

void Notifier::post(std::string payload) {
    {
        const std::lock_guard lock{mutex_};
        if (!listener_) return;
        if (waiting_.size() >= kUndeliveredMax) waiting_.pop_front();
        waiting_.push_back(std::move(payload));
    }
    changed_.notify_one();
}

void Notifier::deliver() {
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return is_closing_ || !waiting_.empty(); });
        if (is_closing_) return;
        const std::string payload = std::move(waiting_.front());
        waiting_.pop_front();
        const auto listener = listener_;
        if (!listener) continue;
        lock.unlock();
        (*listener)(payload);
        lock.lock();
    }
}

}  // namespace refit::store
