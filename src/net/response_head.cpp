#include "net/response_head.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "base/text.h"

namespace refit::net {
namespace {

bool is_ours(std::string_view name) {
    static constexpr std::array<std::string_view, 4> kOurs{"content-length", "transfer-encoding",
                                                           "connection", "date"};
    const std::string lower = to_lower_ascii(name);
    return std::find(kOurs.begin(), kOurs.end(), lower) != kOurs.end();
}

void append_clean(std::string& out, std::string_view value) {
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        out += (byte < 0x20 && c != '\t') || byte == 0x7f ? ' ' : c;
    }
}

}  // namespace

bool is_bodiless(int status) {
    return status < 200 || status == 204 || status == 304;
}

std::string render_head(const Response& response, Framing framing, Persistence persistence,
                        std::string_view date) {
    std::string out;
    out.reserve(256);
    out += "HTTP/1.1 ";
    out += std::to_string(response.status);
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\nDate: ";
    out += date;
    for (const auto& [name, value] : response.headers.all()) {
        if (is_ours(name)) continue;
        out += "\r\n";
        append_clean(out, name);
        out += ": ";
        append_clean(out, value);
    }
    if (framing == Framing::Chunked) {
        out += "\r\nTransfer-Encoding: chunked";
    } else if (framing == Framing::Length && !is_bodiless(response.status)) {
        out += "\r\nContent-Length: ";
        out += std::to_string(response.body.size());
    }
    out += persistence == Persistence::Close ? "\r\nConnection: close\r\n\r\n"
                                             : "\r\nConnection: keep-alive\r\n\r\n";
    return out;
}

std::string http_date(long long seconds) {
    using std::chrono::sys_days;
    static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed",
                                                      "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::sys_seconds time{std::chrono::seconds{seconds}};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    const std::chrono::weekday weekday{sys_days{date}};
    std::array<char, 40> text{};
    const int length = std::snprintf(
        text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
        kDays[weekday.c_encoding()], static_cast<unsigned>(date.day()),
        kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace refit::net
