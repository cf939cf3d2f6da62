#include <gtest/gtest.h>

#include "http/decode.h"
#include "http/guard.h"
#include "http/router.h"
#include "http/static_files.h"

namespace refit::http {
namespace {

net::Request request_with(std::string name, std::string value) {
    net::Request request;
    request.headers.add(std::move(name), std::move(value));
    return request;
}

Route route(std::string method, std::string pattern) {
    return {std::move(method), std::move(pattern), Access::Read, Body::None,
            [](const Call&) -> Result<net::Response> { return net::Response::empty(); }};
}

TEST(Router, LiteralSegmentsWinOverParameters) {
    Router router;
    router.add(route("GET", "/v1/things/{id}"));
    router.add(route("GET", "/v1/things/latest"));
    EXPECT_EQ(router.find("GET", {"v1", "things", "latest"}).route->pattern, "/v1/things/latest");
    const Match match = router.find("GET", {"v1", "things", "a/b"});
    EXPECT_EQ(match.params.at("id"), "a/b");
}

TEST(Router, AWrongMethodNamesTheRightOnes) {
    Router router;
    router.add(route("GET", "/v1/things"));
    router.add(route("POST", "/v1/things"));
    const Match match = router.find("DELETE", {"v1", "things"});
    EXPECT_EQ(match.route, nullptr);
    EXPECT_EQ(match.allowed, (std::vector<std::string>{"GET", "POST"}));
    EXPECT_TRUE(router.find("GET", {"v1", "others"}).allowed.empty());
}

TEST(Guard, AdminRoutesNeedAConfiguredAndMatchingKey) {
    const Guard none{"", {}};
    EXPECT_EQ(none.allow({}, Access::Admin).error().code, ErrorCode::Unavailable);
    const Guard guard{"secret", {}};
    EXPECT_EQ(guard.allow({}, Access::Admin).error().code, ErrorCode::Unauthorized);
    EXPECT_EQ(
        guard.allow(request_with("Authorization", "Bearer wrong"), Access::Admin).error().code,
        ErrorCode::Unauthorized);
    EXPECT_TRUE(guard.allow(request_with("Authorization", "Bearer secret"), Access::Admin));
    EXPECT_TRUE(guard.allow({}, Access::Ingest)) << "no keys configured: open";
    EXPECT_TRUE(guard.allow_admin_key("secret"));
    EXPECT_FALSE(guard.allow_admin_key(""));
}

TEST(Guard, KeysOpenOnlyTheirScopes) {
    const Guard guard{"", parse_api_keys("in=ingest, all=ingest+read+admin").value()};
    const auto code = [&](const char* key, Access access) {
        const auto allowed = guard.allow(request_with("Authorization", key), access);
        return allowed ? std::optional<ErrorCode>{} : std::optional{allowed.error().code};
    };
    EXPECT_EQ(code("Bearer in", Access::Ingest), std::nullopt);
    EXPECT_EQ(code("Bearer in", Access::Read), ErrorCode::Forbidden);
    EXPECT_EQ(code("Bearer all", Access::Admin), std::nullopt);
    EXPECT_EQ(code("Basic in", Access::Ingest), ErrorCode::Unauthorized);
}

TEST(Guard, AMalformedKeyListIsRefusedWithoutShowingTheKey) {
    const auto keys = parse_api_keys("hush=dance");
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().message.find("hush"), std::string::npos);
    EXPECT_FALSE(parse_api_keys("no-scope"));
    EXPECT_TRUE(parse_api_keys("")->empty());
}

TEST(RateLimiter, RefillsWithTime) {
    ManualClock clock{TimePoint{}};
    RateLimiter limiter{60, clock};  // one a second, bursts of 15
    for (int i = 0; i < 15; ++i) EXPECT_EQ(limiter.take("a"), std::nullopt);
    EXPECT_EQ(limiter.take("a"), 1);
    EXPECT_EQ(limiter.take("b"), std::nullopt) << "each client has a bucket of its own";
    clock.advance(std::chrono::seconds{1});
    EXPECT_EQ(limiter.take("a"), std::nullopt);
    RateLimiter off{0, clock};
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(off.take("a"), std::nullopt);
}

TEST(Cors, OnlyListedOriginsAreTold) {
    const Cors cors{"https://editor.example, https://other.example"};
    const auto origin_told = [&](const char* origin) {
        net::Response response;
        cors.decorate(request_with("Origin", origin), response);
        return response.headers.contains("Access-Control-Allow-Origin");
    };
    EXPECT_TRUE(origin_told("https://editor.example"));
    EXPECT_FALSE(origin_told("https://evil.example"));
}

TEST(Decode, EveryErrorNamesItsField) {
    const auto body =
        json::Document::parse(R"({"n": "x", "size": {"width": 3}, "flag": 1})").value();
    const auto message = [](const auto& result) { return result ? "" : result.error().message; };
    EXPECT_NE(message(required_number(body.root(), "n", 0, 5)).find("n: expected a number"),
              std::string::npos);
    EXPECT_NE(message(size_of(body.root(), "size", 1, 9)).find("size.height"), std::string::npos);
    EXPECT_NE(message(optional_flag(body.root(), "flag")).find("flag"), std::string::npos);
    EXPECT_NE(message(canvas_text(body.root(), "canvas")).find("canvas"), std::string::npos);
    EXPECT_EQ(optional_text(body.root(), "absent", 5).value(), std::nullopt);
}

TEST(Decode, ACanvasMayBeAnObjectOrItsText) {
    const auto body =
        json::Document::parse(R"({"a": {"objects": []}, "b": "{\"objects\":[]}"})").value();
    EXPECT_EQ(canvas_text(body.root(), "a").value(), R"({"objects": []})");
    EXPECT_EQ(canvas_text(body.root(), "b").value(), R"({"objects":[]})");
}

TEST(StaticFiles, PagesAreAskedForAgainAndHashedFilesKept) {
    const Fallback files = make_static_files({{"index.html", "<p>"}, {"assets/a-1.js", "1"}});
    net::Request request;
    request.method = "GET";
    request.path = "/";
    EXPECT_EQ(files(request)->headers.get("Cache-Control"), "no-cache");
    request.path = "/assets/a-1.js";
    EXPECT_NE(files(request)->headers.get("Cache-Control")->find("immutable"), std::string::npos);
    request.path = "/../etc/passwd";
    EXPECT_FALSE(files(request));
    request.method = "POST";
    request.path = "/";
    EXPECT_FALSE(files(request));
}

}  // namespace
}  // namespace refit::http
