#include "net/io_loop.h"

#include "net/connection.h"  // before Asio, which it configures

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <chrono>
#include <exception>
#include <thread>
#include <utility>

namespace refit::net {
namespace {

using boost::system::error_code;

// Overdue connections are looked for this often, unless a timeout is shorter still.
constexpr std::chrono::milliseconds kSweepEvery{250};

class Loop final : public IoLoop {
public:
    explicit Loop(ServerContext& context)
        : io_{std::make_unique<asio::io_context>(1)}, state_{context, io_->get_executor(), {}, {}} {
        refresh_date();
        asio::co_spawn(state_.executor, sweep(), asio::detached);
        thread_ = std::thread{[this] { run(); }};
    }
    ~Loop() override {
        join();
        io_.reset();  // ends suspended coroutines, whose connections still refer to state_
    }

    void adopt(int socket, std::string remote_address) override {
        asio::post(state_.executor, [this, socket, remote = std::move(remote_address)]() mutable {
            const bool is_v6 = remote.find(':') != std::string::npos;
            Socket owned{state_.executor};
            error_code error;
            owned.assign(is_v6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), socket, error);
            auto connection =
                std::make_shared<Connection>(state_, std::move(owned), std::move(remote));
            asio::co_spawn(state_.executor, serve(std::move(connection)), asio::detached);
        });
    }
    void drain() override {
        asio::post(state_.executor, [this] { for_each(&Connection::drain); });
    }
    void cut() override {
        asio::post(state_.executor, [this] { for_each(&Connection::cut); });
    }
    void join() override {
        if (!thread_.joinable()) return;
        io_->stop();
        thread_.join();
    }

private:
    static Task<void> serve(std::shared_ptr<Connection> connection) { co_await connection->run(); }

    void for_each(void (Connection::*action)()) {
        for (Connection* connection : state_.connections) (connection->*action)();
    }

    void run() {
        for (;;) {
            try {
                io_->run();
                return;
            } catch (const std::exception& thrown) {
                // Out of memory in one connection must not take the others with it.
                state_.context.log.error("io_loop_threw", {{"what", thrown.what()}});
            }
        }
    }

    Task<void> sweep() {
        Timer sweeper{state_.executor};
        const ServerOptions& limits = state_.context.options;
        const auto shortest = std::min({limits.header_timeout, limits.body_timeout,
                                        limits.idle_timeout, limits.write_timeout});
        for (;;) {
            sweeper.expires_after(std::min(kSweepEvery, shortest / 2));
            error_code ignored;
            co_await sweeper.async_wait(asio::redirect_error(kUseTask, ignored));
            refresh_date();
            const auto now = Steady::now();
            for (Connection* connection : state_.connections) connection->sweep(now);
        }
    }

    void refresh_date() {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        state_.date = http_date(std::chrono::duration_cast<std::chrono::seconds>(now).count());
    }

    std::unique_ptr<asio::io_context> io_;
    LoopState state_;
    std::thread thread_;
};

}  // namespace

std::unique_ptr<IoLoop> start_io_loop(ServerContext& context) {
    return std::make_unique<Loop>(context);
}

}  // namespace refit::net
