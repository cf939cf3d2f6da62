#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace refit {

// Wall-clock time in milliseconds since 1970-01-01 UTC; the unit of every stored timestamp.
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;

// Where code asks what time it is. Domain code never reads the system's clock itself, so a
// simulation can run months in a second.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual TimePoint now() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override;
};

// Stands still until told to move. Thread-safe.
class ManualClock final : public Clock {
public:
    explicit ManualClock(TimePoint start) : millis_{start.time_since_epoch().count()} {}
    [[nodiscard]] TimePoint now() const override { return TimePoint{Milliseconds{millis_.load()}}; }
    void advance(Milliseconds step) { millis_ += step.count(); }
    void set(TimePoint time) { millis_ = time.time_since_epoch().count(); }

private:
    std::atomic<Milliseconds::rep> millis_;
};

// "2026-11-23T05:13:00.000Z".
[[nodiscard]] std::string format_iso(TimePoint time);

// "2026-11-23", the UTC day.
[[nodiscard]] std::string format_day(TimePoint time);

// Reads what format_iso writes, with or without the fraction; also a bare day. UTC ("Z") only.
[[nodiscard]] std::optional<TimePoint> parse_iso(std::string_view text);

}  // namespace refit
