#include "llm/retry.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <string_view>

#include "base/text.h"

namespace refit::llm {
namespace {

// A longer wait counts as this one; keeps the arithmetic in range.
constexpr double kWaitSecondsMax = 1e6;

// "Sun, 06 Nov 1994 08:49:37 GMT"; the two obsolete forms are not read.
std::optional<TimePoint> parse_http_date(std::string_view text) {
    static constexpr std::array<std::string_view, 12> kMonths{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto parts = split(trim(text), ' ');
    if (parts.size() != 6 || parts[5] != "GMT") return std::nullopt;
    const auto month = std::find(kMonths.begin(), kMonths.end(), parts[2]) - kMonths.begin() + 1;
    const auto day = parse_int(parts[1]);
    const auto year = parse_int(parts[3]);
    const auto clock = split(parts[4], ':');
    if (!day || !year || month > 12 || clock.size() != 3) return std::nullopt;
    const auto hours = parse_int(clock[0]);
    const auto minutes = parse_int(clock[1]);
    const auto seconds = parse_int(clock[2]);
    if (!hours || !minutes || !seconds) return std::nullopt;
    if (*year < 1970 || *year > 9999 || *day < 1 || *day > 31) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    return TimePoint{std::chrono::sys_days{date}} + std::chrono::hours{*hours} +
           std::chrono::minutes{*minutes} + std::chrono::seconds{*seconds};
}

std::optional<Milliseconds> from_seconds(double seconds) {
    if (!(seconds >= 0)) return std::nullopt;
    return Milliseconds{std::llround(std::min(seconds, kWaitSecondsMax) * 1000.0)};
}

}  // namespace

std::optional<Milliseconds> asked_wait(const TransportReply& reply, TimePoint now) {
    if (const auto millis = reply.header("retry-after-ms")) {
        if (const auto value = parse_double(trim(*millis))) return from_seconds(*value / 1000.0);
    }
    const auto after = reply.header("retry-after");
    if (!after) return std::nullopt;
    if (const auto seconds = parse_double(trim(*after))) return from_seconds(*seconds);
    const auto date = parse_http_date(*after);
    if (!date || *date <= now) return std::nullopt;
    return *date - now;
}

std::optional<Milliseconds> wait_before_retry(const Backoff& backoff, int retry,
                                              std::optional<Milliseconds> asked, Rng& rng) {
    if (asked) {
        if (*asked > backoff.retry_after_max) return std::nullopt;
        return asked;
    }
    const double doubled = static_cast<double>(backoff.first.count()) * std::pow(2.0, retry);
    const double bounded = std::min(doubled, static_cast<double>(backoff.max.count()));
    return Milliseconds{std::llround(bounded * (1.0 - 0.25 * uniform01(rng)))};
}

}  // namespace refit::llm
