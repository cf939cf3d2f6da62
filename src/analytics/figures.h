#pragma once

#include <cmath>
#include <cstdint>

namespace refit::analytics {

// part / whole in percent; 0 over nothing, never NaN.
[[nodiscard]] inline double percent(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

[[nodiscard]] inline int whole_percent(std::int64_t part, std::int64_t whole) {
    return static_cast<int>(std::lround(percent(part, whole)));
}

// sum / count; 0 over nothing.
[[nodiscard]] inline double mean(double sum, std::int64_t count) {
    return count == 0 ? 0.0 : sum / static_cast<double>(count);
}

}  // namespace refit::analytics
