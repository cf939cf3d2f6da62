#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "store/database.h"

namespace refit::store {

// Hands payloads to the one listener from a thread of its own, in order, so that a slow listener
// never holds up a commit.
class Notifier {
public:
    Notifier();
    ~Notifier();  // drops what was not delivered
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    void listen(Database::Listener listener);  // empty: nobody listens any more
    void post(std::string payload);

private:
    void deliver();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> waiting_;
    // Shared with the delivering thread while it calls it; listen() may replace it meanwhile.
    std::shared_ptr<const Database::Listener> listener_;
    bool is_closing_{false};
    std::thread thread_;
};

// Undelivered payloads kept; the oldest is dropped beyond. Listeners treat a payload as a hint to
// look again, so a lost one costs a delay, not a fact.
inline constexpr std::size_t kUndeliveredMax = 10'000;

}  // namespace refit::store
