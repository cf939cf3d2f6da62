#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "json/writer.h"
#include "net/http.h"

namespace refit::http {

// A time as ISO text, or null.
void put_time(json::Writer& out, std::string_view key, TimePoint time);
void put_time(json::Writer& out, std::string_view key, const std::optional<TimePoint>& time);

// A member whose value is JSON text already; null if there is none.
void put_json(json::Writer& out, std::string_view key, const std::optional<std::string>& text);

// 200 with what `out` has built.
[[nodiscard]] net::Response ok(json::Writer& out);

}  // namespace refit::http
