#include "net/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "net/event_hub.h"
#include "net/raw_client.h"

namespace refit::net {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Answers with what it was asked; "/throw" throws, "/slow" takes 200 ms.
Response echo(const Request& request) {
    if (request.path == "/throw") throw std::runtime_error("on purpose");
    if (request.path == "/slow") std::this_thread::sleep_for(200ms);
    return Response::text(200, request.method + " " + request.path + " " + request.body);
}

class ServerTest : public ::testing::Test {
protected:
    void start(ServerOptions options = {}, Handler handler = echo) {
        ServerHooks hooks;
        hooks.handle = std::move(handler);
        hooks.is_quick = [](const Request& request) { return request.path == "/quick"; };
        hooks.on_finished = [this](const Finished& finished) {
            const std::lock_guard lock{mutex_};
            finished_.push_back(finished);
        };
        auto started = Server::start(options, std::move(hooks), log_);
        ASSERT_TRUE(started) << started.error().message;
        server_ = std::move(*started);
    }
    std::string exchange(std::string_view request) {
        RawClient client{server_->port()};
        client.send(request);
        client.finish_sending();
        return client.read_to_end();
    }

    NullLog log_;
    std::mutex mutex_;
    std::vector<Finished> finished_;
    std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersAndReportsItsPort) {
    start();
    EXPECT_NE(server_->port(), 0);
    const std::string answer = exchange("GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
    EXPECT_THAT(answer, HasSubstr("Content-Length: 7\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\nGET /a "));
    server_->stop(1s);
    ASSERT_EQ(finished_.size(), 1U);
    EXPECT_EQ(finished_[0].path, "/a");
    EXPECT_EQ(finished_[0].status, 200);
    EXPECT_EQ(finished_[0].response_bytes, 7U);
}

TEST_F(ServerTest, KeepsTheConnectionAndAnswersPipelinedRequestsInOrder) {
    start();
    RawClient client{server_->port()};
    std::string many;
    for (int i = 0; i < 50; ++i) {
        many +=
            "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
    }
    client.send(many);
    for (int i = 0; i < 50; ++i) {
        EXPECT_THAT(client.read_answer(), EndsWith("POST /" + std::to_string(i) + " abc"));
    }
    EXPECT_EQ(server_->counters().connections_accepted, 1U);
    EXPECT_EQ(server_->counters().requests, 50U);
}

TEST_F(ServerTest, ClosesWhenAsked) {
    start();
    RawClient client{server_->port()};
    client.send(
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string answer = client.read_to_end();
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("/2")));
}

TEST_F(ServerTest, ReadsChunkedAndLargeBodies) {
    start();
    EXPECT_THAT(exchange("POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                         "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"),
                EndsWith("POST /c hello world"));
    const std::string large(5'000'000, 'x');
    RawClient client{server_->port()};
    client.send("POST /l HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n" + large);
    EXPECT_THAT(client.read_answer(), EndsWith("POST /l " + large));
}

TEST_F(ServerTest, HeadHasTheHeaderOfGetAndNoBody) {
    start();
    const std::string answer = exchange("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(answer, HasSubstr("Content-Length: 7\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(ServerTest, SendsContinueBeforeTheBody) {
    start();
    RawClient client{server_->port()};
    client.send("POST /e HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.read_answer(), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    EXPECT_THAT(client.read_answer(), EndsWith("POST /e ok"));
}

TEST_F(ServerTest, AnExceptionBecomes500AndTheConnectionLives) {
    start();
    RawClient client{server_->port()};
    client.send("GET /throw HTTP/1.1\r\nHost: h\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string failed = client.read_answer();
    EXPECT_THAT(failed, StartsWith("HTTP/1.1 500 "));
    EXPECT_THAT(failed, Not(HasSubstr("on purpose")));
    EXPECT_THAT(client.read_answer(), EndsWith("GET /next "));
}

TEST_F(ServerTest, ServesManyClientsAtOnceOnTwoLoops) {
    start({.io_threads = 2, .workers = 8});
    std::atomic<int> right{0};
    std::vector<std::thread> clients;
    for (int c = 0; c < 16; ++c) {
        clients.emplace_back([&, c] {
            RawClient client{server_->port()};
            for (int i = 0; i < 50; ++i) {
                const std::string path = "/" + std::to_string(c) + "/" + std::to_string(i);
                client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
                if (client.read_answer().ends_with("GET " + path + " ")) ++right;
            }
        });
    }
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(right, 16 * 50);
    EXPECT_TRUE(server_->stop(5s));
    EXPECT_EQ(server_->counters().requests_active, 0U);
}

// Says "tick" three times, woken from another thread, then ends.
class Ticks final : public StreamingBody {
public:
    ~Ticks() override { thread_.join(); }
    void start(std::function<void()> wake) override {
        thread_ = std::thread{[this, wake = std::move(wake)] {
            for (int i = 0; i < 4; ++i) {
                std::this_thread::sleep_for(5ms);
                ++ready_;
                wake();
            }
        }};
    }
    std::optional<std::string> next() override {
        if (sent_ == 3) return std::nullopt;
        if (ready_ <= sent_) return std::string{};
        ++sent_;
        return "tick\n";
    }

private:
    std::atomic<int> ready_{0};
    int sent_{0};
    std::thread thread_;
};

TEST_F(ServerTest, StreamsInChunks) {
    start({}, [](const Request&) { return Response::events(std::make_unique<Ticks>()); });
    RawClient client{server_->port()};
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string answer = client.read_until("0\r\n\r\n");
    EXPECT_THAT(answer, HasSubstr("Transfer-Encoding: chunked\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n5\r\ntick\n\r\n5\r\ntick\n\r\n5\r\ntick\n\r\n0\r\n\r\n"));
    RawClient old{server_->port()};
    old.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_THAT(old.read_to_end(), EndsWith("\r\n\r\ntick\ntick\ntick\n"));
}

TEST_F(ServerTest, EventsReachASubscriberWhoseLeavingIsNoticed) {
    const SystemClock clock;
    EventHub hub{clock};
    start({}, [&](const Request& request) {
        auto stream = hub.subscribe(request.headers.get("Last-Event-ID").value_or(""));
        return Response::events(std::move(*stream));
    });
    RawClient client{server_->port()};
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    client.read_until("retry: 3000");
    for (int i = 0; i < 20; ++i) hub.publish("task", std::to_string(i));
    EXPECT_THAT(client.read_until("data: 19\n\n"), HasSubstr("event: task\ndata: 0\n\n"));
    client.close();
    for (int i = 0; i < 400 && hub.subscribers() > 0; ++i) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(hub.subscribers(), 0U);

    RawClient last{server_->port()};
    last.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    last.read_until("retry: 3000");
    hub.close();
    EXPECT_THAT(last.read_until("0\r\n\r\n"), EndsWith("0\r\n\r\n"));
    EXPECT_TRUE(server_->stop(5s));
}

TEST_F(ServerTest, StopLetsRunningRequestsFinish) {
    start();
    RawClient busy{server_->port()};
    RawClient idle{server_->port()};
    busy.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
    idle.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
    idle.read_answer();
    std::this_thread::sleep_for(50ms);
    EXPECT_TRUE(server_->stop(2s));
    const std::string answer = busy.read_to_end();
    EXPECT_THAT(answer, EndsWith("GET /slow "));
    EXPECT_THAT(answer, HasSubstr("Connection: close"));
    EXPECT_EQ(idle.read_to_end(), "");
    EXPECT_FALSE(RawClient{server_->port()}.connected());
}

TEST_F(ServerTest, ForceEndsTheDrain) {
    std::promise<void> release;
    const auto released = release.get_future().share();
    start({}, [released](const Request&) {
        released.wait();
        return Response::empty();
    });
    RawClient client{server_->port()};
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    std::this_thread::sleep_for(50ms);
    std::thread second{[&] {
        std::this_thread::sleep_for(100ms);
        server_->force();
        std::this_thread::sleep_for(50ms);
        release.set_value();
    }};
    EXPECT_FALSE(server_->stop(1h));
    second.join();
}

}  // namespace
}  // namespace refit::net
