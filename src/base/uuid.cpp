#include "base/uuid.h"

#include <fmt/format.h>

#include <cstdint>

namespace refit {

std::string make_uuid(TimePoint time, Rng& rng) {
    const auto millis = static_cast<std::uint64_t>(time.time_since_epoch().count());
    const std::uint64_t a = rng.next();
    const std::uint64_t b = rng.next();
    return fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}", (millis >> 16U) & 0xffffffffU,
                       millis & 0xffffU, a & 0xfffU, 0x8000U | ((a >> 12U) & 0x3fffU),
                       b & 0xffffffffffffULL);
}

}  // namespace refit
