#include "http/static_files.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>

#include "base/text.h"

namespace refit::http {
namespace {

struct MediaType {
    std::string_view ending;
    std::string_view type;
};

constexpr std::array kMediaTypes{
    MediaType{".html", "text/html; charset=utf-8"},
    MediaType{".js", "text/javascript; charset=utf-8"},
    MediaType{".css", "text/css; charset=utf-8"},
    MediaType{".json", "application/json"},
    MediaType{".svg", "image/svg+xml"},
    MediaType{".png", "image/png"},
    MediaType{".woff2", "font/woff2"},
    MediaType{".txt", "text/plain; charset=utf-8"},
};

// Everything from ourselves; inline styles are what React and the charts set.
constexpr std::string_view kPagePolicy =
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'self'";

std::string_view media_type(std::string_view name) {
    for (const MediaType& entry : kMediaTypes)
        if (name.ends_with(entry.ending)) return entry.type;
    return "application/octet-stream";
}

std::string file_name(std::string_view path) {
    if (path == "/") return "index.html";
    if (path == "/demo" || path == "/demo/") return "demo.html";
    return std::string{path.substr(1)};
}

// A file with its ETag, which is worked out once and not at every request.
struct TaggedFile {
    StaticFile file;
    std::string etag;
};

TaggedFile tagged(const StaticFile& file) {
    return {file, fmt::format("\"{:016x}\"", fnv1a64(file.bytes))};
}

net::Response serve(const TaggedFile& tagged_file, const net::Request& request) {
    const auto& [file, etag] = tagged_file;
    const bool is_page = file.name.ends_with(".html");
    const bool is_hashed = file.name.starts_with("assets/");
    if (request.headers.get("If-None-Match") == std::string_view{etag})
        return net::Response::empty(304).with("ETag", etag);
    net::Response response =
        net::Response::bytes(std::string{media_type(file.name)}, std::string{file.bytes});
    response.headers.set("ETag", etag);
    response.headers.set("Cache-Control",
                         is_hashed ? "public, max-age=31536000, immutable" : "no-cache");
    response.headers.set("X-Content-Type-Options", "nosniff");
    if (is_page) {
        response.headers.set("Content-Security-Policy", std::string{kPagePolicy});
        response.headers.set("Referrer-Policy", "same-origin");
    }
    return response;
}

}  // namespace

Fallback make_static_files(const std::vector<StaticFile>& files) {
    std::map<std::string, TaggedFile, std::less<>> table;
    for (const StaticFile& file : files) table.emplace(file.name, tagged(file));
    return [table = std::move(table)](const net::Request& request) -> std::optional<net::Response> {
        if (request.method != "GET" || request.path.empty()) return std::nullopt;
        const auto found = table.find(file_name(request.path));
        if (found == table.end()) return std::nullopt;
        return serve(found->second, request);
    };
}

}  // namespace refit::http
