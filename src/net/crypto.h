#pragma once

#include <string>
#include <string_view>

namespace refit::net {

// SHA-256 (FIPS 180-4) of the bytes, as 64 lower-case hex digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

// HMAC-SHA-256 (RFC 2104) as 32 raw bytes. Checked against RFC 4231.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view message);

}  // namespace refit::net
