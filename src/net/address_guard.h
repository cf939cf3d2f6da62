#pragma once

#include <string_view>

namespace refit::net {

// True for an address that only means something on this host or network: an outgoing call to a
// URL that came from outside must not reach it (server-side request forgery). Unparsable text
// counts as private.
// Covers the special-purpose registries of RFC 6890 for IPv4 (this host, private, shared, loopback,
// link-local, documentation, benchmarking, multicast, reserved) and IPv6 (unspecified, loopback,
// unique local, link-local, site-local, multicast, documentation, 6to4, Teredo, NAT64 and mapped
// forms of any IPv4 address above).
[[nodiscard]] bool is_private_address(std::string_view address);

}  // namespace refit::net
