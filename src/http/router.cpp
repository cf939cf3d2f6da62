#include "http/router.h"

#include <algorithm>

#include "base/assert.h"
#include "base/text.h"

namespace refit::http {
namespace {

using Params = std::map<std::string, std::string, std::less<>>;

bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::vector<std::string_view> pattern_segments(std::string_view pattern) {
    pattern.remove_prefix(1);  // the leading slash
    if (pattern.empty()) return {};
    return split(pattern, '/');
}

// The parameters if `segments` fit the pattern.
std::optional<Params> match_pattern(std::string_view pattern,
                                    const std::vector<std::string>& segments) {
    const auto parts = pattern_segments(pattern);
    if (parts.size() != segments.size()) return std::nullopt;
    Params params;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (is_parameter(parts[i])) {
            if (segments[i].empty()) return std::nullopt;
            params[std::string{parts[i].substr(1, parts[i].size() - 2)}] = segments[i];
        } else if (parts[i] != segments[i]) {
            return std::nullopt;
        }
    }
    return params;
}

// What the header says, else the member of the body; an empty one says nothing.
std::optional<std::string> said(const Call& call, std::string_view header, std::string_view key) {
    if (const auto value = call.request.headers.get(header); value && !value->empty())
        return std::string{*value};
    auto value = call.body ? call.body->root().string(key) : std::nullopt;
    return value && value->empty() ? std::nullopt : value;
}

}  // namespace

const std::string& Call::param(std::string_view name) const {
    const auto found = params.find(name);
    REFIT_ASSERT(found != params.end());
    return found->second;
}

json::Node Call::root() const {
    REFIT_ASSERT(body.has_value());
    return body->root();
}

std::optional<std::string> Call::claimed_user() const {
    if (auto user = said(*this, "X-User-Id", "userId")) return user;
    const auto client = said(*this, "X-Client-Id", "clientId");
    return client ? std::optional{"client:" + *client} : std::nullopt;
}

void Router::add(std::vector<Route> routes) {
    for (Route& route : routes) routes_.push_back(std::move(route));
}

Match Router::find(std::string_view method, const std::vector<std::string>& segments) const {
    Match best;
    for (const Route& route : routes_) {
        auto params = match_pattern(route.pattern, segments);
        if (!params) continue;
        if (route.method != method) {
            best.allowed.push_back(route.method);
            continue;
        }
        if (best.route == nullptr || params->size() < best.params.size()) {
            best.route = &route;
            best.params = std::move(*params);
        }
    }
    return best;
}

}  // namespace refit::http
