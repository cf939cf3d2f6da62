#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "store/database.h"
#include "store/notifier.h"

namespace refit::store {

// A thread with a connection of its own that LISTENs and hands payloads to the notifier. After a
// lost connection it comes back by itself, and posts kResync, since what was sent meanwhile is
// lost.
class PgListener {
public:
    PgListener(std::string url, Notifier& notifier);
    ~PgListener();
    PgListener(const PgListener&) = delete;
    PgListener& operator=(const PgListener&) = delete;

private:
    void run();
    void listen_until_broken();

    const std::string url_;
    Notifier* notifier_;
    int wake_fd_;  // an eventfd: readable when the thread must end
    std::atomic<bool> is_closing_{false};
    bool has_listened_{false};
    std::thread thread_;
};

}  // namespace refit::store
