#include "net/connection.h"

#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

namespace refit::net {
namespace {

using boost::system::error_code;

// One read takes up to this much; reading in crumbs halves the throughput of larger bodies.
constexpr std::size_t kReadBufferBytes = std::size_t{64} * 1024;
// How much of a refused body is read and thrown away, and for how long, so that a client that
// sends first and reads later still gets the answer instead of a reset.
constexpr std::size_t kLingerBytesMax = std::size_t{64} * 1024 * 1024;
constexpr std::chrono::milliseconds kLingerMax{5'000};
constexpr std::chrono::milliseconds kLingerMaxDraining{500};
// A stream that nobody wakes is asked for bytes this often.
constexpr std::chrono::seconds kStreamPoll{1};

// Lets a stream's source, on any thread and for any length of time, wake its connection.
struct WakeSlot {
    std::mutex mutex;
    LoopState* loop{nullptr};  // null once the stream has ended
    std::weak_ptr<Connection> connection;
};

// Makes wakes void, however the stream's coroutine ends.
class EndOfStream {
public:
    explicit EndOfStream(WakeSlot& slot) : slot_{slot} {}
    ~EndOfStream() {
        const std::lock_guard lock{slot_.mutex};
        slot_.loop = nullptr;
    }
    EndOfStream(const EndOfStream&) = delete;
    EndOfStream& operator=(const EndOfStream&) = delete;

private:
    WakeSlot& slot_;
};

// Counts a request as active while it lives, however its coroutine ends.
class ActiveRequest {
public:
    explicit ActiveRequest(ServerContext& context) : context_{context} {
        ++context_.requests;
        ++context_.requests_active;
    }
    ~ActiveRequest() { --context_.requests_active; }
    ActiveRequest(const ActiveRequest&) = delete;
    ActiveRequest& operator=(const ActiveRequest&) = delete;

private:
    ServerContext& context_;
};

}  // namespace

Connection::Connection(LoopState& loop, Socket socket, std::string remote_address)
    : loop_{loop},
      context_{loop.context},
      socket_{std::move(socket)},
      wake_{loop.executor},
      remote_address_{std::move(remote_address)},
      parser_{{.target_bytes_max = context_.options.target_bytes_max,
               .header_bytes_max = context_.options.header_bytes_max,
               .header_fields_max = context_.options.header_fields_max,
               .body_bytes_max = context_.options.body_bytes_max}},
      buffer_{new char[kReadBufferBytes]} {
    loop_.connections.insert(this);
}

Connection::~Connection() {
    loop_.connections.erase(this);
    error_code ignored;
    socket_.close(ignored);
    --context_.connections_open;
    context_.on_connection_closed();
}

void Connection::sweep(Steady::time_point now) {
    if (now < deadline_) return;
    timed_out_ = true;
    error_code ignored;
    socket_.cancel(ignored);
}

void Connection::drain() {
    error_code ignored;
    if (idle_) socket_.cancel(ignored);
    wake();
}

void Connection::cut() {
    error_code ignored;
    socket_.close(ignored);
    wake();
}

void Connection::wake() {
    woken_ = true;
    wake_.cancel();
}

Task<void> Connection::run() {
    while (keep_alive_) {
        const Read outcome = co_await read_request();
        if (outcome == Read::Gone) co_return;
        if (outcome == Read::Refused) {
            co_await refuse();
            co_return;
        }
        const ActiveRequest active{context_};
        const auto since = Steady::now();
        RequestJob job{context_, parser_.request()};
        job.request.remote_address = remote_address_;
        job.request.deadline = since + context_.options.request_timeout;
        co_await answer(job);
        keep_alive_ = parser_.keep_alive() && !context_.draining;
        finished(job.response, since);
        const bool sent = co_await send(job.response);
        if (!sent) co_return;
        parser_.reset();
    }
    co_await linger();
}

// Reads until the parser has a whole request or refuses it. Closing an idle connection is silent;
// one that stopped in the middle of a request gets 408.
Task<Connection::Read> Connection::read_request() {
    idle_ = true;
    arm(context_.options.idle_timeout);
    bool told_to_continue = false;
    for (;;) {
        if (begin_ < end_) {
            if (idle_) arm(context_.options.header_timeout);
            idle_ = false;
            const bool had_header = parser_.header_done();
            begin_ += parser_.put(buffered());
            if (parser_.failure()) {
                refusal_ = *parser_.failure();
                co_return Read::Refused;
            }
            if (parser_.complete()) {
                disarm();
                co_return Read::Request;
            }
            if (!had_header && parser_.header_done()) arm(context_.options.body_timeout);
            if (parser_.wants_continue() && begin_ == end_ && !told_to_continue) {
                told_to_continue = true;
                const bool sent = co_await write("HTTP/1.1 100 Continue\r\n\r\n");
                if (!sent) co_return Read::Gone;
                arm(context_.options.body_timeout);
            }
        }
        if (idle_ && context_.draining) co_return Read::Gone;
        const bool more = co_await fill();
        if (more) continue;
        if (idle_ || !timed_out_) {
            if (refusal_.detail.empty()) co_return Read::Gone;
            co_return Read::Refused;
        }
        refusal_ = {408, "the request did not arrive in time"};
        co_return Read::Refused;
    }
}

// Reads once into the buffer. False: nothing came, or (with refusal_ set) there is no room left
// although the parser wants more, which only an endless chunk header can bring about.
Task<bool> Connection::fill() {
    timed_out_ = false;
    if (begin_ > 0) {
        std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == kReadBufferBytes) {
        refusal_ = {400, "malformed request: chunk header too long"};
        co_return false;
    }
    error_code error;
    const std::size_t bytes = co_await socket_.async_read_some(
        asio::buffer(buffer_.get() + end_, kReadBufferBytes - end_),
        asio::redirect_error(kUseTask, error));
    end_ += bytes;
    co_return !error;
}

Task<void> Connection::answer(RequestJob& job) {
    if (context_.hooks.is_quick && context_.hooks.is_quick(job.request)) {
        job.perform(Turn::Run);
        co_return;
    }
    co_await on_worker(job);
}

// Suspends until a worker has performed the job. `job` lives in the suspended coroutine's frame.
Task<void> Connection::on_worker(RequestJob& job) {
    const auto initiate = [this, &job](auto&& handler) {
        using Resume = std::decay_t<decltype(handler)>;
        // Shared by the pool's queue and the posted continuation, because a task is copyable.
        auto resume = std::make_shared<Resume>(std::forward<decltype(handler)>(handler));
        const auto back = [executor = loop_.executor](std::shared_ptr<Resume> continuation) {
            asio::post(executor, [continuation] { (*continuation)(); });
        };
        const bool queued = context_.pool->submit([&job, resume, back](Turn turn) mutable {
            job.perform(turn);
            back(std::move(resume));
        });
        if (queued) return;
        job.shed();
        back(std::move(resume));
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(initiate,
                                                                                 kUseTask);
}

Task<bool> Connection::send(Response& response) {
    Framing framing = Framing::Length;
    if (response.stream) {
        framing = parser_.is_http_1_0() ? Framing::Close : Framing::Chunked;
        if (framing == Framing::Close) keep_alive_ = false;
    }
    const auto persistence = keep_alive_ ? Persistence::KeepAlive : Persistence::Close;
    const std::string head = render_head(response, framing, persistence, loop_.date);
    const bool bodiless = parser_.request().is_head || is_bodiless(response.status);
    const bool with_body = !bodiless && !response.stream;
    const bool sent =
        co_await write(head, with_body ? std::string_view{response.body} : std::string_view{});
    if (!sent || !response.stream || bodiless) co_return sent;
    const bool streamed = co_await send_stream(*response.stream, framing);
    co_return streamed;
}

Task<bool> Connection::send_stream(StreamingBody& stream, Framing framing) {
    // Owned by the stream's source and by this frame.
    const auto slot = std::make_shared<WakeSlot>();
    slot->loop = &loop_;
    slot->connection = weak_from_this();
    const EndOfStream end{*slot};
    stream.start([slot] {
        const std::lock_guard lock{slot->mutex};
        if (slot->loop == nullptr) return;
        asio::post(slot->loop->executor, [connection = slot->connection] {
            if (const auto alive = connection.lock()) alive->wake();
        });
    });
    const bool sent = co_await send_pieces(stream, framing);
    co_return sent;
}

Task<bool> Connection::send_pieces(StreamingBody& stream, Framing framing) {
    for (;;) {
        woken_ = false;
        const std::optional<std::string> piece = stream.next();
        if (!piece || context_.draining) break;
        if (piece->empty()) {
            if (peer_is_gone()) co_return false;
            wake_.expires_after(kStreamPoll);
            error_code ignored;
            if (!woken_) co_await wake_.async_wait(asio::redirect_error(kUseTask, ignored));
            continue;
        }
        std::string frame = *piece;
        if (framing == Framing::Chunked) {
            std::array<char, 24> size{};
            std::snprintf(size.data(), size.size(), "%zx\r\n", piece->size());
            frame = size.data() + *piece + "\r\n";
        }
        const bool sent = co_await write(frame);
        if (!sent) co_return false;
    }
    if (framing != Framing::Chunked) co_return true;
    const bool ended = co_await write("0\r\n\r\n");
    co_return ended;
}

Task<bool> Connection::write(std::string_view first, std::string_view second) {
    arm(context_.options.write_timeout);
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(first), asio::buffer(second)};
    error_code error;
    co_await asio::async_write(socket_, buffers, asio::redirect_error(kUseTask, error));
    disarm();
    co_return !error;
}

Task<void> Connection::refuse() {
    ++context_.malformed;
    keep_alive_ = false;
    Response response = Response::problem(refusal_.status, refusal_.detail);
    finished(response, Steady::now());
    const bool sent = co_await send(response);
    if (sent) co_await linger();
}

// Half-closes, then reads until the peer has closed too: closing with unread bytes would send a
// reset, which can overtake the answer.
Task<void> Connection::linger() {
    error_code error;
    socket_.shutdown(asio::socket_base::shutdown_send, error);
    arm(context_.draining ? kLingerMaxDraining : kLingerMax);
    std::size_t discarded = 0;
    while (!error && discarded < kLingerBytesMax) {
        discarded += co_await socket_.async_read_some(asio::buffer(buffer_.get(), kReadBufferBytes),
                                                      asio::redirect_error(kUseTask, error));
    }
}

void Connection::finished(const Response& response, Steady::time_point since) {
    if (!context_.hooks.on_finished) return;
    const Request& request = parser_.request();
    const auto duration =
        std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - since);
    context_.hooks.on_finished({.method = request.is_head ? "HEAD" : request.method,
                                .path = request.path,
                                .status = response.status,
                                .request_bytes = request.body.size(),
                                .response_bytes = response.body.size(),
                                .duration = duration});
}

bool Connection::peer_is_gone() {
    char byte = 0;
    const auto got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

}  // namespace refit::net
