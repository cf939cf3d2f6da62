#include "net/webhook.h"

#include <fmt/format.h>

#include "base/text.h"
#include "net/crypto.h"

namespace refit::net {
namespace {

constexpr std::string_view kEncodedSecret = "whsec_";
constexpr std::chrono::seconds kTimeout{10};
constexpr std::size_t kReplyBytesMax = 64 * 1024;  // nobody reads it

std::string key_of(std::string_view secret) {
    if (secret.starts_with(kEncodedSecret)) {
        if (auto key = decode_base64(secret.substr(kEncodedSecret.size()))) return *std::move(key);
    }
    return std::string{secret};
}

}  // namespace

HttpCall webhook_call(std::string url, std::string_view secret, const WebhookMessage& message) {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(message.at.time_since_epoch()).count();
    const std::string stamp = std::to_string(seconds);
    const std::string signature =
        encode_base64(hmac_sha256(key_of(secret), message.id + "." + stamp + "." + message.body));
    HttpCall call;
    call.url = std::move(url);
    call.timeout = kTimeout;
    call.reply_bytes_max = kReplyBytesMax;
    call.headers.add("Content-Type", "application/json");
    call.headers.add("webhook-id", message.id);
    call.headers.add("webhook-timestamp", stamp);
    call.headers.add("webhook-signature", "v1," + signature);
    call.body = message.body;
    return call;
}

}  // namespace refit::net
