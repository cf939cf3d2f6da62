#include "net/webhook.h"

#include <gtest/gtest.h>

namespace refit::net {
namespace {

const WebhookMessage kMessage{"msg_p5jXN8AQM9LWM0D4loKWxJek",
                              TimePoint{Milliseconds{1'614'265'330'000}},
                              R"({"test": 2432232314})"};

// The example of the Standard Webhooks libraries.
TEST(Webhook, IsSignedAsStandardWebhooksAsks) {
    const HttpCall call = webhook_call("https://example.com/hook",
                                       "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", kMessage);
    EXPECT_EQ(call.method, "POST");
    EXPECT_EQ(call.url, "https://example.com/hook");
    EXPECT_EQ(call.body, kMessage.body);
    EXPECT_EQ(call.headers.get("webhook-id"), kMessage.id);
    EXPECT_EQ(call.headers.get("webhook-timestamp"), "1614265330");
    EXPECT_EQ(call.headers.get("webhook-signature"),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Webhook, AnySecretWillDo) {
    const auto signature = [](std::string_view secret) {
        return std::string{*webhook_call("", secret, kMessage).headers.get("webhook-signature")};
    };
    EXPECT_NE(signature("one"), signature("two"));
    EXPECT_EQ(signature("whsec_not base64!"), signature("whsec_not base64!"));
}

}  // namespace
}  // namespace refit::net
