#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "net/raw_client.h"
#include "net/server.h"

namespace refit::net {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

class ServerLimitsTest : public ::testing::Test {
protected:
    void start(const ServerOptions& options, Handler handler = {}) {
        ServerHooks hooks;
        hooks.handle =
            handler ? std::move(handler) : [](const Request&) { return Response::text(200, "ok"); };
        hooks.is_quick = [](const Request& request) { return request.path == "/quick"; };
        auto started = Server::start(options, std::move(hooks), log_);
        ASSERT_TRUE(started) << started.error().message;
        server_ = std::move(*started);
    }
    std::string answer_to(std::string_view bytes) {
        RawClient client{server_->port()};
        client.send(bytes);
        return client.read_to_end();
    }

    NullLog log_;
    std::unique_ptr<Server> server_;
};

TEST_F(ServerLimitsTest, RefusalsAreProblemsAndClose) {
    start({.header_bytes_max = 1000, .body_bytes_max = 10});
    const std::string answer = answer_to("NONSENSE\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
    EXPECT_THAT(answer, HasSubstr("application/problem+json"));
    EXPECT_THAT(answer, HasSubstr("Connection: close"));
    EXPECT_THAT(answer, HasSubstr("\"status\":400"));
    EXPECT_THAT(answer_to("GET / HTTP/1.1\r\nHost: h\r\nA: " + std::string(2000, 'a')),
                StartsWith("HTTP/1.1 431 "));
    EXPECT_EQ(server_->counters().malformed, 2U);
    EXPECT_EQ(server_->counters().requests, 0U);
}

TEST_F(ServerLimitsTest, TooLargeABodyIsRefusedBeforeItIsSent) {
    start({.body_bytes_max = 10});
    EXPECT_THAT(answer_to("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n"
                          "Expect: 100-continue\r\n\r\n"),
                StartsWith("HTTP/1.1 413 Content Too Large\r\n"));
}

TEST_F(ServerLimitsTest, AClientThatSendsTheWholeBodyFirstStillReadsThe413) {
    start({.body_bytes_max = 1'000'000});
    RawClient client{server_->port()};
    const std::string body(21'000'000, 'x');
    EXPECT_TRUE(
        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 21000000\r\n\r\n" + body));
    EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerLimitsTest, SlowHeaderGets408) {
    start({.header_timeout = 100ms});
    EXPECT_THAT(answer_to("GET / HTTP/1.1\r\nHo"), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST_F(ServerLimitsTest, DrippingBytesDoNotExtendTheHeaderTimeout) {
    start({.header_timeout = 300ms});
    RawClient client{server_->port()};
    const auto since = std::chrono::steady_clock::now();
    client.send("GET / HTTP/1.1\r\n");
    while (client.send("a: b\r\n") && std::chrono::steady_clock::now() - since < 5s) {
        std::this_thread::sleep_for(50ms);
        if (server_->counters().malformed > 0) break;
    }
    EXPECT_LT(std::chrono::steady_clock::now() - since, 3s);
    EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerLimitsTest, SlowBodyGets408) {
    start({.body_timeout = 100ms});
    EXPECT_THAT(answer_to("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab"),
                StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerLimitsTest, IdleConnectionsAreClosedSilently) {
    start({.idle_timeout = 100ms});
    EXPECT_EQ(answer_to(""), "");
    RawClient client{server_->port()};
    client.send(kGet);
    EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(ServerLimitsTest, AClientThatDoesNotReadIsCutOff) {
    start({.write_timeout = 200ms},
          [](const Request&) { return Response::text(200, std::string(50'000'000, 'x')); });
    RawClient client{server_->port()};
    client.send(kGet);
    for (int i = 0; i < 100 && server_->counters().connections_open == 0; ++i) {
        std::this_thread::sleep_for(20ms);
    }
    for (int i = 0; i < 200 && server_->counters().connections_open > 0; ++i) {
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_EQ(server_->counters().connections_open, 0U);
}

TEST_F(ServerLimitsTest, TooManyConnectionsGet503) {
    start({.connections_max = 1});
    RawClient first{server_->port()};
    first.send(kGet);
    first.read_answer();
    const std::string answer = RawClient{server_->port()}.read_to_end();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(answer, HasSubstr("Retry-After: 1\r\n"));
    EXPECT_EQ(server_->counters().connections_refused, 1U);
}

TEST_F(ServerLimitsTest, AFullQueueGets503WhileQuickRequestsAreAnswered) {
    std::promise<void> release;
    const auto released = release.get_future().share();
    start({.workers = 1, .queue_max = 1, .retry_after = 7s}, [released](const Request& request) {
        if (request.path != "/quick") released.wait();
        return Response::text(200, "ok");
    });
    RawClient running{server_->port()};
    running.send(kGet);
    while (server_->counters().requests_active < 1) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(20ms);
    RawClient queued{server_->port()};
    queued.send(kGet);
    while (server_->counters().queue_depth < 1) std::this_thread::sleep_for(1ms);

    RawClient shed{server_->port()};
    shed.send(kGet);
    const std::string answer = shed.read_answer();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(answer, HasSubstr("Retry-After: 7\r\n"));
    shed.send("GET /quick HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(shed.read_answer(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(server_->counters().requests_shed, 1U);

    release.set_value();
    EXPECT_THAT(running.read_answer(), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(queued.read_answer(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerLimitsTest, ARequestThatWaitedPastItsDeadlineIsShed) {
    start({.workers = 1, .request_timeout = 100ms}, [](const Request&) {
        std::this_thread::sleep_for(300ms);
        return Response::text(200, "ok");
    });
    RawClient first{server_->port()};
    first.send(kGet);
    while (server_->counters().requests_active < 1) std::this_thread::sleep_for(1ms);
    RawClient second{server_->port()};
    second.send(kGet);
    EXPECT_THAT(second.read_answer(), StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(first.read_answer(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerLimitsTest, AnEndlessChunkHeaderIsRefused) {
    start({});
    EXPECT_THAT(answer_to("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                          std::string(200'000, 'a')),
                StartsWith("HTTP/1.1 400 "));
}

TEST(ServerStart, NamesWhatIsWrongWithTheAddress) {
    NullLog log;
    const auto handle = [](const Request&) { return Response::empty(); };
    const auto named = Server::start({.host = "localhost"}, {.handle = handle}, log);
    ASSERT_FALSE(named);
    EXPECT_EQ(named.error().code, ErrorCode::InvalidInput);
    const auto first = Server::start({}, {.handle = handle}, log);
    ASSERT_TRUE(first);
    const auto second = Server::start({.port = (*first)->port()}, {.handle = handle}, log);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Unavailable);
    EXPECT_THAT(second.error().message, HasSubstr("Address already in use"));
}

}  // namespace
}  // namespace refit::net
