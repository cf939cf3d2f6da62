#include "net/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <thread>

#include "net/server.h"

namespace refit::net {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// The client against our own server; the server against bytes is tested elsewhere.
class HttpClientTest : public ::testing::Test {
protected:
    void SetUp() override {
        ServerHooks hooks;
        hooks.handle = [](const Request& request) { return answer(request); };
        server_ = std::move(*Server::start({}, std::move(hooks), log_));
    }
    static Response answer(const Request& request) {
        if (request.path == "/redirect") return Response::empty(302).with("Location", "/echo");
        if (request.path == "/slow") std::this_thread::sleep_for(500ms);
        if (request.path == "/large") return Response::text(200, std::string(100'000, 'x'));
        if (request.path == "/headers") {
            return Response::empty(200).with("Long", std::string(80'000, 'x'));
        }
        return Response::text(201, request.method + " " + request.body + " " +
                                       std::string{request.headers.get("X-A").value_or("none")})
            .with("X-B", "b");
    }
    Result<HttpReply> send(std::string path, Reach reach = Reach::Anywhere) {
        call_.url = "http://127.0.0.1:" + std::to_string(server_->port()) + std::move(path);
        return make_http_client({.reach = reach})->send(call_);
    }
    ErrorCode code(std::string url) {
        call_.url = std::move(url);
        const auto reply = make_http_client({})->send(call_);
        EXPECT_FALSE(reply);
        return reply.error().code;
    }

    NullLog log_;
    std::unique_ptr<Server> server_;
    HttpCall call_;
};

TEST_F(HttpClientTest, SendsAndReceives) {
    call_.body = "hello";
    call_.headers.add("X-A", "a");
    const auto reply = send("/echo");
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->status, 201);
    EXPECT_EQ(reply->body, "POST hello a");
    EXPECT_EQ(reply->headers.get("x-b"), "b");
    call_.method = "GET";
    EXPECT_EQ(send("/echo")->body, "GET  a");
    call_.method = "HEAD";
    EXPECT_EQ(send("/echo")->status, 201);
}

TEST_F(HttpClientTest, ReusesConnections) {
    const auto client = make_http_client({.reach = Reach::Anywhere});
    call_.url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/";
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(client->send(call_));
    EXPECT_EQ(server_->counters().connections_accepted, 1U);
}

TEST_F(HttpClientTest, DoesNotFollowRedirects) {
    EXPECT_EQ(send("/redirect")->status, 302);
}

TEST_F(HttpClientTest, IgnoresProxyVariables) {
    ::setenv("http_proxy", "http://127.0.0.1:1", 1);
    ::setenv("all_proxy", "http://127.0.0.1:1", 1);
    EXPECT_TRUE(send("/echo"));
    ::unsetenv("http_proxy");
    ::unsetenv("all_proxy");
}

TEST_F(HttpClientTest, HoldsItsLimits) {
    call_.reply_bytes_max = 99'999;
    EXPECT_EQ(send("/large").error().code, ErrorCode::TooLarge);
    call_.reply_bytes_max = 100'000;
    EXPECT_TRUE(send("/large"));
    EXPECT_EQ(send("/headers").error().code, ErrorCode::TooLarge);
    call_.timeout = 100ms;
    EXPECT_EQ(send("/slow").error().code, ErrorCode::DeadlineExceeded);
    call_.timeout = 0ms;
    EXPECT_EQ(send("/echo").error().code, ErrorCode::DeadlineExceeded);
}

TEST_F(HttpClientTest, RefusesPrivateAddressesUnlessAllowed) {
    const auto reply = send("/echo", Reach::PublicOnly);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, ErrorCode::Forbidden);
    const std::string port = std::to_string(server_->port());
    for (const char* host :
         {"localhost", "127.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0"}) {
        EXPECT_EQ(code("http://" + std::string{host} + ":" + port + "/"), ErrorCode::Forbidden)
            << host;
    }
    EXPECT_EQ(server_->counters().connections_accepted, 0U);
}

TEST_F(HttpClientTest, RefusesOtherSchemesAndStrangeUrls) {
    for (const char* url :
         {"", "file:///etc/passwd", "ftp://example.com/", "gopher://x/",
          "http://user:secret@example.com/", "http://a b/", "http://x/\r\nY: z"}) {
        EXPECT_EQ(code(url), ErrorCode::InvalidInput) << url;
    }
}

TEST_F(HttpClientTest, RefusesHeadersThatWouldSplit) {
    call_.headers.add("X-A", "a\r\nHost: evil");
    EXPECT_EQ(send("/echo").error().code, ErrorCode::InvalidInput);
}

TEST_F(HttpClientTest, NobodyThereIsUnavailable) {
    server_->stop(0ms);
    const auto reply = send("/echo");
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, ErrorCode::Unavailable);
}

TEST_F(HttpClientTest, ServesManyThreads) {
    const auto client = make_http_client({.reach = Reach::Anywhere});
    call_.url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/";
    std::atomic<int> right{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i) {
                if (client->send(call_)) ++right;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right, 160);
}

}  // namespace
}  // namespace refit::net
