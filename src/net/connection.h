#pragma once

// Internal to the two files that see Asio: io_loop.cpp and connection.cpp.

// ThreadSanitizer does not know stand-alone fences; Asio's mutexes order what the fences would.
#if defined(__SANITIZE_THREAD__)
#define BOOST_ASIO_DISABLE_FENCED_BLOCK
#endif

// Asio 1.18 uses std::exchange without including it.
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "net/io_loop.h"
#include "net/request_job.h"
#include "net/request_parser.h"
#include "net/response_head.h"

namespace refit::net {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;

// A concrete executor: any_io_executor costs a tenth of the throughput.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<Steady, asio::wait_traits<Steady>, Executor>;
template <typename T>
using Task = asio::awaitable<T, Executor>;
constexpr asio::use_awaitable_t<Executor> kUseTask{};

class Connection;

// What the connections of one loop share; touched on the loop's thread only.
struct LoopState {
    ServerContext& context;
    Executor executor;
    std::unordered_set<Connection*> connections;  // each adds and removes itself
    std::string date;
};

// One client's connection. Everything runs on its loop's thread.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(LoopState& loop, Socket socket, std::string remote_address);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Serves until the peer closes, asks to close, falls silent or breaks a rule.
    Task<void> run();

    void sweep(Steady::time_point now);
    void drain();
    void cut();
    void wake();

private:
    enum class Read { Request, Refused, Gone };

    Task<Read> read_request();
    Task<bool> fill();
    Task<void> answer(RequestJob& job);
    Task<void> on_worker(RequestJob& job);
    Task<bool> send(Response& response);
    Task<bool> send_stream(StreamingBody& stream, Framing framing);
    Task<bool> send_pieces(StreamingBody& stream, Framing framing);
    Task<bool> write(std::string_view first, std::string_view second = {});
    Task<void> refuse();
    Task<void> linger();
    void finished(const Response& response, Steady::time_point since);
    [[nodiscard]] bool peer_is_gone();
    void arm(std::chrono::milliseconds timeout) { deadline_ = Steady::now() + timeout; }
    void disarm() { deadline_ = Steady::time_point::max(); }
    [[nodiscard]] std::string_view buffered() const {
        return {buffer_.get() + begin_, end_ - begin_};
    }

    LoopState& loop_;
    ServerContext& context_;
    Socket socket_;
    Timer wake_;
    std::string remote_address_;
    RequestParser parser_;
    std::unique_ptr<char[]> buffer_;  // may hold the start of the next request
    std::size_t begin_{0};
    std::size_t end_{0};
    Steady::time_point deadline_{Steady::time_point::max()};
    ParseFailure refusal_;
    bool timed_out_{false};
    bool idle_{true};  // no byte of a next request yet
    bool keep_alive_{true};
    bool woken_{false};
};

}  // namespace refit::net
