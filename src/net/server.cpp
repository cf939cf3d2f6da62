#include "net/server.h"

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "net/io_loop.h"
#include "net/listener.h"

namespace refit::net {
namespace {

// How long the loops may take to unwind connections that were cut.
constexpr std::chrono::seconds kUnwindMax{5};

class RunningServer final : public Server {
public:
    RunningServer(const ServerOptions& options, ServerHooks hooks, Log& log)
        : context_{options, std::move(hooks), log,
                   std::make_unique<WorkerPool>(options.workers, options.queue_max),
                   [this] { closed_.notify_all(); }} {
        for (std::size_t i = 0; i < options.io_threads; ++i) {
            loops_.push_back(start_io_loop(context_));
        }
    }
    ~RunningServer() override { stop(std::chrono::milliseconds{0}); }

    [[nodiscard]] Result<void> listen() {
        auto opened = Listener::open(
            context_.options.host, context_.options.port,
            [this](int socket, std::string remote) { accept(socket, std::move(remote)); });
        if (!opened) return error_of(std::move(opened));
        listener_ = std::move(*opened);
        return {};
    }

    [[nodiscard]] std::uint16_t port() const override { return listener_->port(); }

    [[nodiscard]] ServerCounters counters() const override {
        return {.connections_open = context_.connections_open,
                .connections_accepted = context_.connections_accepted,
                .connections_refused = context_.connections_refused,
                .requests = context_.requests,
                .requests_active = context_.requests_active,
                .requests_shed = context_.requests_shed,
                .malformed = context_.malformed,
                .queue_depth = context_.pool->depth()};
    }

    bool stop(std::chrono::milliseconds drain) override {
        const std::lock_guard once{stop_mutex_};
        if (stopped_) return true;
        stopped_ = true;
        if (listener_) listener_->close();
        context_.draining = true;
        for (const auto& loop : loops_) loop->drain();
        const bool drained = wait_for_connections(drain, /*forceable=*/Forceable::Yes);
        for (const auto& loop : loops_) loop->cut();
        context_.pool->close();
        wait_for_connections(kUnwindMax, Forceable::No);
        for (const auto& loop : loops_) loop->join();
        return drained;
    }

    void force() override {
        {
            const std::lock_guard lock{closed_mutex_};
            forced_ = true;
        }
        closed_.notify_all();
    }

private:
    enum class Forceable { Yes, No };

    // On the listener's thread.
    void accept(int socket, std::string remote) {
        ++context_.connections_accepted;
        if (context_.connections_open >= context_.options.connections_max) {
            ++context_.connections_refused;
            refuse_connection(socket, context_.options.retry_after);
            return;
        }
        ++context_.connections_open;
        loops_[next_loop_++ % loops_.size()]->adopt(socket, std::move(remote));
    }

    bool wait_for_connections(std::chrono::milliseconds time, Forceable forceable) {
        // Woken by each closed connection; polled too, because the count is changed outside the
        // mutex and a wake may be missed.
        constexpr std::chrono::milliseconds kPoll{20};
        const auto until = std::chrono::steady_clock::now() + time;
        std::unique_lock lock{closed_mutex_};
        while (context_.connections_open > 0) {
            if (forceable == Forceable::Yes && forced_) return false;
            if (std::chrono::steady_clock::now() >= until) return false;
            closed_.wait_for(lock, kPoll);
        }
        return true;
    }

    std::mutex stop_mutex_;
    bool stopped_{false};
    std::mutex closed_mutex_;
    std::condition_variable closed_;
    bool forced_{false};
    ServerContext context_;
    std::vector<std::unique_ptr<IoLoop>> loops_;
    std::size_t next_loop_{0};
    std::unique_ptr<Listener> listener_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, ServerHooks hooks,
                                              Log& log) {
    REFIT_ASSERT(hooks.handle != nullptr);
    REFIT_ASSERT(options.io_threads > 0 && options.workers > 0);
    auto server = std::make_unique<RunningServer>(options, std::move(hooks), log);
    REFIT_CHECK(server->listen());
    return server;
}

}  // namespace refit::net
