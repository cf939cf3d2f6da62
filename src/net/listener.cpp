#include "net/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "net/http.h"
#include "net/response_head.h"

namespace refit::net {
namespace {

constexpr int kBacklog = 1024;
// Out of descriptors: the waiting connection stays in the backlog and is tried again after this.
constexpr std::chrono::milliseconds kAcceptPause{100};

union Address {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
    sockaddr_storage storage;
};

socklen_t parse_address(const std::string& host, std::uint16_t port, Address& address) {
    std::memset(&address, 0, sizeof address);
    if (::inet_pton(AF_INET, host.c_str(), &address.v4.sin_addr) == 1) {
        address.v4.sin_family = AF_INET;
        address.v4.sin_port = htons(port);
        return sizeof address.v4;
    }
    if (::inet_pton(AF_INET6, host.c_str(), &address.v6.sin6_addr) == 1) {
        address.v6.sin6_family = AF_INET6;
        address.v6.sin6_port = htons(port);
        return sizeof address.v6;
    }
    return 0;
}

std::string text_of(const Address& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool is_v6 = address.any.sa_family == AF_INET6;
    const void* source = &address.v4.sin_addr;
    if (is_v6) source = &address.v6.sin6_addr;
    if (::inet_ntop(is_v6 ? AF_INET6 : AF_INET, source, text.data(), text.size()) == nullptr) {
        return {};
    }
    return text.data();
}

// The address the socket is bound to; false: errno says why not.
bool read_own_address(int socket, Address& address) {
    socklen_t length = sizeof address;
    return ::getsockname(socket, &address.any, &length) == 0;
}

tl::unexpected<Error> unavailable(const std::string& host, std::uint16_t port, int error) {
    return fail(ErrorCode::Unavailable, "cannot listen on " + host + " port " +
                                            std::to_string(port) + ": " +
                                            std::generic_category().message(error));
}

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(const std::string& host, std::uint16_t port,
                                                 OnAccept on_accept) {
    Address address;
    const socklen_t length = parse_address(host, port, address);
    if (length == 0) {
        return fail(ErrorCode::InvalidInput,
                    "cannot listen on '" + host + "': give a numeric address, e.g. 127.0.0.1");
    }
    const int socket =
        ::socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket < 0) return unavailable(host, port, errno);
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    // TCP_NODELAY is inherited by accepted sockets: answers are written whole.
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::bind(socket, &address.any, length) != 0 || ::listen(socket, kBacklog) != 0 ||
        !read_own_address(socket, address)) {
        const int error = errno;
        ::close(socket);
        return unavailable(host, port, error);
    }
    const int wake = ::eventfd(0, EFD_CLOEXEC);
    if (wake < 0) {
        const int error = errno;
        ::close(socket);
        return unavailable(host, port, error);
    }
    const std::uint16_t bound =
        ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
    return std::unique_ptr<Listener>{new Listener{socket, wake, bound, std::move(on_accept)}};
}

Listener::Listener(int socket, int wake, std::uint16_t port, OnAccept on_accept)
    : socket_{socket}, wake_{wake}, port_{port}, on_accept_{std::move(on_accept)} {
    thread_ = std::thread{[this] { run(); }};
}

Listener::~Listener() {
    close();
    ::close(wake_);
}

void Listener::close() {
    if (!thread_.joinable()) return;
    ::eventfd_write(wake_, 1);
    thread_.join();
    ::close(socket_);
}

void Listener::run() {
    for (;;) {
        std::array<pollfd, 2> watched{{{socket_, POLLIN, 0}, {wake_, POLLIN, 0}}};
        if (::poll(watched.data(), watched.size(), -1) < 0) continue;  // interrupted
        if (watched[1].revents != 0) return;
        accept_all();
    }
}

void Listener::accept_all() {
    for (;;) {
        Address address;
        socklen_t length = sizeof address;
        const int socket = ::accept4(socket_, &address.any, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0) {
            on_accept_(socket, text_of(address));
            continue;
        }
        if (errno == ECONNABORTED || errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK) std::this_thread::sleep_for(kAcceptPause);
        return;
    }
}

void refuse_connection(int socket, std::chrono::seconds retry_after) {
    const Response response = Response::problem(503, "too many connections, try again shortly")
                                  .with("Retry-After", std::to_string(retry_after.count()));
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const std::string date =
        http_date(std::chrono::duration_cast<std::chrono::seconds>(now).count());
    const std::string text =
        render_head(response, Framing::Length, Persistence::Close, date) + response.body;
    (void)::send(socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(socket, SHUT_WR);
    ::close(socket);
}

}  // namespace refit::net
