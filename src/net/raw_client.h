#pragma once

// For tests only: a TCP client that sends exactly the bytes it is told to.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace refit::net {

class RawClient {
public:
    explicit RawClient(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        const timeval patience{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        union {
            sockaddr any;
            sockaddr_in v4;
        } address{};
        address.v4.sin_family = AF_INET;
        address.v4.sin_port = htons(port);
        address.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, &address.any, sizeof address.v4) == 0;
    }
    ~RawClient() { close(); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    [[nodiscard]] bool connected() const { return connected_; }

    // False if the peer closed while sending.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // Reads until `count` occurrences of `text` have come, or the peer closes, or ten seconds pass.
    std::string read_until(std::string_view text, std::size_t count = 1) {
        while (occurrences(text) < count && read_some()) {
        }
        return received_;
    }
    std::string read_to_end() {
        while (read_some()) {
        }
        return received_;
    }
    // One answer with Content-Length; what follows stays for the next call.
    std::string read_answer() {
        const std::string_view end = "\r\n\r\n";
        read_until(end);
        const std::size_t head = received_.find(end);
        if (head == std::string::npos) return std::exchange(received_, {});
        std::size_t total = head + end.size();
        const std::size_t length = received_.find("Content-Length: ");
        if (length != std::string::npos && length < head) {
            total += std::stoul(received_.substr(length + 16));
        }
        while (received_.size() < total && read_some()) {
        }
        std::string answer = received_.substr(0, total);
        received_.erase(0, answer.size());
        return answer;
    }
    void finish_sending() { ::shutdown(socket_, SHUT_WR); }
    void close() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }

private:
    bool read_some() {
        std::array<char, 65536> bytes;
        const auto got = ::recv(socket_, bytes.data(), bytes.size(), 0);
        if (got <= 0) return false;
        received_.append(bytes.data(), static_cast<std::size_t>(got));
        return true;
    }
    [[nodiscard]] std::size_t occurrences(std::string_view text) const {
        std::size_t found = 0;
        for (std::size_t at = received_.find(text); at != std::string::npos;
             at = received_.find(text, at + text.size())) {
            ++found;
        }
        return found;
    }

    int socket_;
    bool connected_{false};
    std::string received_;
};

}  // namespace refit::net
