#include "net/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace refit::net {
namespace {

struct V4Range {
    std::uint32_t network;
    int prefix;
};

constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c, unsigned d) {
    return (a << 24U) | (b << 16U) | (c << 8U) | d;
}

// IANA IPv4 Special-Purpose Address Registry, less what is globally reachable.
constexpr std::array<V4Range, 16> kPrivateV4{{
    {v4(0, 0, 0, 0), 8},        // this network
    {v4(10, 0, 0, 0), 8},       // private use
    {v4(100, 64, 0, 0), 10},    // shared, carrier NAT
    {v4(127, 0, 0, 0), 8},      // loopback
    {v4(169, 254, 0, 0), 16},   // link local, cloud metadata
    {v4(172, 16, 0, 0), 12},    // private use
    {v4(192, 0, 0, 0), 24},     // protocol assignments
    {v4(192, 0, 2, 0), 24},     // documentation
    {v4(192, 88, 99, 0), 24},   // 6to4 relays, deprecated
    {v4(192, 168, 0, 0), 16},   // private use
    {v4(198, 18, 0, 0), 15},    // benchmarking
    {v4(198, 51, 100, 0), 24},  // documentation
    {v4(203, 0, 113, 0), 24},   // documentation
    {v4(224, 0, 0, 0), 4},      // multicast
    {v4(240, 0, 0, 0), 4},      // reserved
    {v4(255, 255, 255, 255), 32},
}};

bool is_private_v4(std::uint32_t address) {
    return std::any_of(kPrivateV4.begin(), kPrivateV4.end(), [&](const V4Range& range) {
        const auto shift = static_cast<unsigned>(32 - range.prefix);
        return (address >> shift) == (range.network >> shift);
    });
}

using V6 = std::array<std::uint8_t, 16>;

struct V6Range {
    V6 network;
    std::size_t prefix;  // a multiple of 1 bit
};

constexpr std::array<V6Range, 10> kPrivateV6{{
    {{0xfc}, 7},                                 // unique local
    {{0xfe, 0x80}, 10},                          // link local
    {{0xfe, 0xc0}, 10},                          // site local, deprecated
    {{0xff}, 8},                                 // multicast
    {{0x01, 0x00}, 64},                          // discard only
    {{0x20, 0x01, 0x0d, 0xb8}, 32},              // documentation
    {{0x3f, 0xff}, 20},                          // documentation
    {{0x20, 0x01, 0x00, 0x02, 0x00, 0x00}, 48},  // benchmarking
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48},  // local NAT64
    {{0x5f, 0x00}, 16},                          // segment routing
}};

bool in_range(const V6& address, const V6Range& range) {
    for (std::size_t bit = 0; bit < range.prefix; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
        if ((address[bit / 8] & mask) != (range.network[bit / 8] & mask)) return false;
    }
    return true;
}

std::uint32_t v4_at(const V6& address, std::size_t offset) {
    return v4(address[offset], address[offset + 1], address[offset + 2], address[offset + 3]);
}

bool starts_with(const V6& address, const V6& prefix, std::size_t bytes) {
    return std::equal(prefix.begin(), prefix.begin() + static_cast<std::ptrdiff_t>(bytes),
                      address.begin());
}

bool is_private_v6(const V6& address) {
    constexpr V6 kZero{};
    constexpr V6 kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    constexpr V6 kNat64{0x00, 0x64, 0xff, 0x9b};
    constexpr V6 k6to4{0x20, 0x02};
    constexpr V6 kTeredo{0x20, 0x01, 0x00, 0x00};
    // Unspecified, loopback and the deprecated compatible form; none is worth a call.
    if (starts_with(address, kZero, 12)) return true;
    if (starts_with(address, kMapped, 12)) return is_private_v4(v4_at(address, 12));
    if (starts_with(address, kNat64, 12)) return is_private_v4(v4_at(address, 12));
    if (starts_with(address, k6to4, 2)) return is_private_v4(v4_at(address, 2));
    if (starts_with(address, kTeredo, 4)) return true;
    return std::any_of(kPrivateV6.begin(), kPrivateV6.end(),
                       [&](const V6Range& range) { return in_range(address, range); });
}

}  // namespace

bool is_private_address(std::string_view text) {
    std::string address{text};
    if (const auto zone = address.find('%'); zone != std::string::npos) address.resize(zone);
    in_addr as_v4{};
    if (::inet_pton(AF_INET, address.c_str(), &as_v4) == 1) {
        return is_private_v4(ntohl(as_v4.s_addr));
    }
    in6_addr as_v6{};
    if (::inet_pton(AF_INET6, address.c_str(), &as_v6) != 1) return true;
    V6 bytes{};
    std::copy(std::begin(as_v6.s6_addr), std::end(as_v6.s6_addr), bytes.begin());
    return is_private_v6(bytes);
}

}  // namespace refit::net
