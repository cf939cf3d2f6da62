#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/log.h"
#include "net/server.h"
#include "net/worker_pool.h"

namespace refit::net {

// What the loops of one server share. Everything but the atomics is fixed once they run.
struct ServerContext {
    ServerOptions options;
    ServerHooks hooks;
    Log& log;
    std::unique_ptr<WorkerPool> pool;
    std::function<void()> on_connection_closed;  // called on the loop's thread

    std::atomic<bool> draining{false};
    std::atomic<std::uint64_t> connections_open{0};
    std::atomic<std::uint64_t> connections_accepted{0};
    std::atomic<std::uint64_t> connections_refused{0};
    std::atomic<std::uint64_t> requests{0};
    std::atomic<std::uint64_t> requests_active{0};
    std::atomic<std::uint64_t> requests_shed{0};
    std::atomic<std::uint64_t> malformed{0};
};

// One thread with one event loop and the connections it owns. All methods may be called from any
// thread but the loop's own. The context must outlive the loop.
class IoLoop {
public:
    virtual ~IoLoop() = default;
    // Takes over a connected, non-blocking socket; connections_open already counts it.
    virtual void adopt(int socket, std::string remote_address) = 0;
    // Closes idle connections and makes the others close after their present answer.
    virtual void drain() = 0;
    // Closes every connection at once.
    virtual void cut() = 0;
    // Ends the loop and joins its thread.
    virtual void join() = 0;
};

[[nodiscard]] std::unique_ptr<IoLoop> start_io_loop(ServerContext& context);

}  // namespace refit::net
