#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "base/result.h"

namespace refit::net {

// A listening TCP socket and the thread that accepts from it.
class Listener {
public:
    // Called on the listener's thread; owns the connected, non-blocking socket from then on.
    using OnAccept = std::function<void(int socket, std::string remote_address)>;

    // `host` is a numeric IPv4 or IPv6 address. Port 0 takes a free one.
    // Errors: InvalidInput (no address), Unavailable (port taken, no permission).
    [[nodiscard]] static Result<std::unique_ptr<Listener>> open(const std::string& host,
                                                                std::uint16_t port,
                                                                OnAccept on_accept);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    // Stops accepting and joins the thread.
    void close();

private:
    Listener(int socket, int wake, std::uint16_t port, OnAccept on_accept);
    void run();
    void accept_all();

    int socket_;
    int wake_;  // an eventfd that ends the thread
    std::uint16_t port_;
    OnAccept on_accept_;
    std::thread thread_;
};

// Answers 503 with Retry-After as far as the socket takes it at once, and closes.
void refuse_connection(int socket, std::chrono::seconds retry_after);

}  // namespace refit::net
