#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/log.h"
#include "base/result.h"
#include "net/http.h"

namespace refit::net {

// Every limit of the server. Passing one is answered with the status named here and counted.
struct ServerOptions {
    std::string host{"127.0.0.1"};      // a numeric address; "0.0.0.0" or "::" for all
    std::uint16_t port{0};              // 0: the system picks one, see Server::port()
    std::size_t io_threads{1};          // each with its own event loop
    std::size_t workers{64};            // handler threads; they mostly wait for the group commit
    std::size_t queue_max{1024};        // requests waiting for a worker; beyond: 503
    std::size_t connections_max{4096};  // beyond: 503 and close
    std::size_t target_bytes_max{8UL * 1024};            // 414
    std::size_t header_bytes_max{32UL * 1024};           // 431
    std::size_t header_fields_max{100};                  // 431
    std::size_t body_bytes_max{20UL * 1024 * 1024};      // 413, before the body is read
    std::chrono::milliseconds header_timeout{10'000};    // first byte to last header byte: 408
    std::chrono::milliseconds body_timeout{60'000};      // last header byte to last byte: 408
    std::chrono::milliseconds idle_timeout{75'000};      // between requests: closed silently
    std::chrono::milliseconds write_timeout{60'000};     // one answer, or one piece of a stream
    std::chrono::milliseconds request_timeout{120'000};  // becomes Request::deadline
    std::chrono::seconds retry_after{1};                 // sent with 503
};

// What happened to one request, for access logs and metrics.
struct Finished {
    std::string method;
    std::string path;  // empty if the request line could not be read
    int status{0};
    std::size_t request_bytes{0};           // of the body
    std::size_t response_bytes{0};          // of the body
    std::chrono::microseconds duration{0};  // last request byte to answer ready to send
};

struct ServerHooks {
    Handler handle{};  // required
    // Requests for which this is true are answered on the event loop, ahead of the queue: for
    // handlers that never block (health, metrics), so that they answer under overload too.
    std::function<bool(const Request&)> is_quick{};
    std::function<void(const Finished&)> on_finished{};  // called on an I/O thread; must not block
};

struct ServerCounters {
    std::uint64_t connections_open{0};
    std::uint64_t connections_accepted{0};
    std::uint64_t connections_refused{0};  // over connections_max
    std::uint64_t requests{0};
    std::uint64_t requests_active{0};
    std::uint64_t requests_shed{0};  // queue full, or too late when a worker was free
    std::uint64_t malformed{0};      // 400, 408, 413, 414, 431, 501 and 505 made by the server
    std::uint64_t queue_depth{0};
};

// An HTTP/1.1 server: keep-alive, pipelining, chunked requests, HEAD, Expect: 100-continue.
// No TLS: put a proxy in front. See docs/methods/http-server.md.
class Server {
public:
    // Binds, listens and serves from threads of its own. `log` must outlive the server.
    // Errors: InvalidInput (host is no address), Unavailable (port taken, no permission).
    [[nodiscard]] static Result<std::unique_ptr<Server>> start(const ServerOptions& options,
                                                               ServerHooks hooks, Log& log);
    // Stops with a drain of 0.
    virtual ~Server() = default;

    [[nodiscard]] virtual std::uint16_t port() const = 0;
    [[nodiscard]] virtual ServerCounters counters() const = 0;

    // Stops accepting, closes idle connections, lets running and queued requests finish for at
    // most `drain`, ends streams, then closes what is left and joins every thread; handlers
    // already running are waited for, so they must keep to their deadline. Returns true if nothing
    // was cut off. Blocks; the second call returns at once.
    virtual bool stop(std::chrono::milliseconds drain) = 0;
    // Makes a stop() that is draining give up waiting. Thread-safe.
    virtual void force() = 0;
};

}  // namespace refit::net
