#include "net/event_hub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace refit::net {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class EventHubTest : public ::testing::Test {
protected:
    std::unique_ptr<StreamingBody> subscribe(EventHub& hub, std::string_view last = {}) {
        auto stream = hub.subscribe(last);
        EXPECT_TRUE(stream);
        return std::move(*stream);
    }
    ManualClock clock_{TimePoint{Milliseconds{1'000}}};
};

TEST_F(EventHubTest, SendsWhatIsPublishedWithTypeAndId) {
    EventHub hub{clock_};
    const auto stream = subscribe(hub);
    int woken = 0;
    stream->start([&] { ++woken; });
    EXPECT_EQ(stream->next(), "retry: 3000\n\n");
    EXPECT_EQ(stream->next(), "");
    EXPECT_EQ(hub.publish("feedback", R"({"a":1})"), 1U);
    EXPECT_EQ(woken, 1);
    EXPECT_EQ(stream->next(), "id: 1000-1\nevent: feedback\ndata: {\"a\":1}\n\n");
}

TEST_F(EventHubTest, LineBreaksCannotForgeFields) {
    EventHub hub{clock_};
    const auto stream = subscribe(hub);
    (void)stream->next();
    hub.publish("a\nid: 9", "x\r\ny\rz");
    EXPECT_EQ(stream->next(), "id: 1000-1\nevent: a id: 9\ndata: x\ndata: y z\n\n");
}

TEST_F(EventHubTest, ReplaysWhatWasMissed) {
    EventHub hub{clock_};
    for (int i = 0; i < 3; ++i) hub.publish("task", std::to_string(i));
    const auto stream = subscribe(hub, "1000-1");
    EXPECT_EQ(stream->next(),
              "retry: 3000\n\nid: 1000-2\nevent: task\ndata: 1\n\n"
              "id: 1000-3\nevent: task\ndata: 2\n\n");
    EXPECT_EQ(subscribe(hub, "1000-3")->next(), "retry: 3000\n\n") << "nothing missed";
}

TEST_F(EventHubTest, UnknownIdsAskForAResync) {
    EventHub hub{clock_, {.history_max = 2}};
    for (int i = 0; i < 5; ++i) hub.publish("task", "{}");
    for (const char* id : {"999-1", "1000-2", "1000-9", "1000-x", "junk", "1000--1"}) {
        EXPECT_THAT(*subscribe(hub, id)->next(), HasSubstr("event: resync\n")) << id;
    }
    EXPECT_THAT(*subscribe(hub, "1000-3")->next(), Not(HasSubstr("resync")));
}

TEST_F(EventHubTest, SilenceIsBrokenByAHeartbeat) {
    EventHub hub{clock_};
    const auto stream = subscribe(hub);
    (void)stream->next();
    clock_.advance(Milliseconds{14'999});
    EXPECT_EQ(stream->next(), "");
    clock_.advance(Milliseconds{1});
    EXPECT_THAT(*stream->next(), StartsWith(":"));
    EXPECT_EQ(stream->next(), "");
}

TEST_F(EventHubTest, ASubscriberThatDoesNotKeepUpIsDropped) {
    EventHub hub{clock_, {.queue_max = 3}};
    const auto slow = subscribe(hub);
    const auto quick = subscribe(hub);
    for (int i = 0; i < 5; ++i) {
        hub.publish("task", "{}");
        EXPECT_TRUE(quick->next());
    }
    EXPECT_FALSE(slow->next());
    EXPECT_EQ(hub.dropped_subscribers(), 1U);
}

TEST_F(EventHubTest, OverlongDataIsNotSent) {
    EventHub hub{clock_, {.event_bytes_max = 10}};
    const auto stream = subscribe(hub);
    hub.publish("task", std::string(11, 'x'));
    EXPECT_THAT(*stream->next(), EndsWith("data: {}\n\n"));
}

TEST_F(EventHubTest, SubscribersAreBoundedAndLeave) {
    EventHub hub{clock_, {.subscribers_max = 1}};
    auto first = subscribe(hub);
    EXPECT_EQ(hub.subscribe("").error().code, ErrorCode::Unavailable);
    first.reset();
    EXPECT_EQ(hub.subscribers(), 0U);
    EXPECT_TRUE(hub.subscribe(""));
}

TEST_F(EventHubTest, CloseEndsStreamsAfterWhatIsQueued) {
    auto hub = std::make_unique<EventHub>(clock_);
    const auto stream = subscribe(*hub);
    hub->publish("task", "{}");
    hub->close();
    EXPECT_FALSE(hub->subscribe(""));
    hub.reset();
    EXPECT_THAT(*stream->next(), HasSubstr("event: task"));
    EXPECT_FALSE(stream->next());
}

}  // namespace
}  // namespace refit::net
