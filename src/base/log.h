#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace refit {

enum class LogLevel : std::uint8_t { Debug, Info, Warning, Error };

// One structured field of a log line. Never pass keys, tokens or a person's text.
struct LogField {
    std::string_view key;
    std::string value;
};

// Where log lines go. Thread-safe in every implementation.
class Log {
public:
    virtual ~Log() = default;
    virtual void write(LogLevel level, std::string_view event,
                       std::initializer_list<LogField> fields) = 0;

    void info(std::string_view event, std::initializer_list<LogField> fields = {}) {
        write(LogLevel::Info, event, fields);
    }
    void warning(std::string_view event, std::initializer_list<LogField> fields = {}) {
        write(LogLevel::Warning, event, fields);
    }
    void error(std::string_view event, std::initializer_list<LogField> fields = {}) {
        write(LogLevel::Error, event, fields);
    }
};

// One JSON object per line on standard error, from `minimum` upwards.
class StderrLog final : public Log {
public:
    explicit StderrLog(LogLevel minimum = LogLevel::Info) : minimum_{minimum} {}
    void write(LogLevel level, std::string_view event,
               std::initializer_list<LogField> fields) override;

private:
    LogLevel minimum_;
};

// Drops everything; for tests and simulations.
class NullLog final : public Log {
public:
    void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace refit
