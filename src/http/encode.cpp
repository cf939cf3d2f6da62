#include "http/encode.h"

namespace refit::http {

void put_time(json::Writer& out, std::string_view key, TimePoint time) {
    out.member(key, format_iso(time));
}

void put_time(json::Writer& out, std::string_view key, const std::optional<TimePoint>& time) {
    if (time)
        put_time(out, key, *time);
    else
        out.key(key).null();
}

void put_json(json::Writer& out, std::string_view key, const std::optional<std::string>& text) {
    if (text && !text->empty())
        out.raw_member(key, *text);
    else
        out.key(key).null();
}

net::Response ok(json::Writer& out) {
    return net::Response::json(200, out.take());
}

}  // namespace refit::http
