#include "store/postgres/listener.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <utility>

#include "base/assert.h"
#include "store/postgres/connection.h"

namespace refit::store {
namespace {

constexpr int kReconnectWaitMs = 500;

}  // namespace

PgListener::PgListener(std::string url, Notifier& notifier)
    : url_{std::move(url)}, notifier_{&notifier}, wake_fd_{eventfd(0, EFD_CLOEXEC)} {
    REFIT_ASSERT(wake_fd_ >= 0);
    thread_ = std::thread{[this] { run(); }};
}

PgListener::~PgListener() {
    is_closing_ = true;
    const std::uint64_t one = 1;
    REFIT_ASSERT(write(wake_fd_, &one, sizeof one) == sizeof one);
    thread_.join();
    close(wake_fd_);
}

void PgListener::run() {
    while (!is_closing_) {
        listen_until_broken();
        pollfd wake{.fd = wake_fd_, .events = POLLIN, .revents = 0};
        if (!is_closing_) poll(&wake, 1, kReconnectWaitMs);
    }
}

void PgListener::listen_until_broken() {
    const auto opened = PgConnection::open(url_);
    if (!opened) return;
    PgConnection& connection = **opened;
    if (!connection.command("LISTEN refit")) return;
    if (std::exchange(has_listened_, true)) notifier_->post(std::string{kResync});
    while (!is_closing_) {
        std::array<pollfd, 2> fds{pollfd{.fd = connection.socket(), .events = POLLIN, .revents = 0},
                                  pollfd{.fd = wake_fd_, .events = POLLIN, .revents = 0}};
        poll(fds.data(), fds.size(), -1);
        auto payloads = connection.take_notifications();
        if (!payloads) return;
        for (std::string& payload : *payloads) notifier_->post(std::move(payload));
    }
}

}  // namespace refit::store
