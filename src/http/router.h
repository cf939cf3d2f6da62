#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/problem.h"
#include "json/document.h"
#include "net/http.h"

namespace refit::http {

// Who may call a route. With API keys configured, Ingest and Read need a key of that scope; Admin
// always needs the admin key or a key of scope admin.
enum class Access : std::uint8_t { Open, Ingest, Read, Admin };

// One request on its way through a route.
struct Call {
    const net::Request& request;
    std::map<std::string, std::string, std::less<>> params;  // from {name} in the pattern
    Style style{Style::V1};
    std::optional<json::Document> body;  // of routes that take one

    [[nodiscard]] const std::string& param(std::string_view name) const;
    // The parsed body's root. Requires a route with Body::Json.
    [[nodiscard]] json::Node root() const;
    // The user the request claims to act for: header X-User-Id, else the body's userId; where
    // nobody is named, "client:<id>" of header X-Client-Id or the body's clientId: a browser that
    // comes again.
    [[nodiscard]] std::optional<std::string> claimed_user() const;
};

using RouteHandler = std::function<Result<net::Response>(const Call&)>;

enum class Body : std::uint8_t { None, Json, OptionalJson };

struct Route {
    std::string method;
    std::string pattern;  // "/v1/sessions/{id}/feedback"
    Access access{Access::Read};
    Body body{Body::None};
    RouteHandler handle;
    Style style{Style::V1};
    // The key may also stand in the body, as "adminKey" (the seed's way).
    bool key_in_body{false};
};

// A matched route with its parameters; or what to answer if none matched.
struct Match {
    const Route* route{nullptr};
    std::map<std::string, std::string, std::less<>> params;
    std::vector<std::string> allowed;  // methods of this path, when only the method was wrong
};

// The table of routes. Literal segments win over parameters.
class Router {
public:
    void add(Route route) { routes_.push_back(std::move(route)); }
    void add(std::vector<Route> routes);
    [[nodiscard]] Match find(std::string_view method,
                             const std::vector<std::string>& segments) const;
    [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

private:
    std::vector<Route> routes_;
};

}  // namespace refit::http
