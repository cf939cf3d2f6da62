#include "net/llm_transport.h"

#include <utility>

namespace refit::net {
namespace {

class HttpLlmTransport final : public llm::LlmTransport {
public:
    explicit HttpLlmTransport(std::unique_ptr<HttpClient> client) : client_{std::move(client)} {}

    [[nodiscard]] Result<llm::TransportReply> post(const llm::TransportCall& call) override {
        HttpCall http;
        http.url = call.url;
        for (const auto& [name, value] : call.headers) http.headers.add(name, value);
        http.body = call.body;
        http.timeout = call.timeout;
        http.reply_bytes_max = call.reply_bytes_max;
        REFIT_TRY(reply, client_->send(http));
        return llm::TransportReply{reply.status, reply.headers.all(), std::move(reply.body)};
    }

private:
    std::unique_ptr<HttpClient> client_;
};

}  // namespace

std::unique_ptr<llm::LlmTransport> make_llm_transport(std::unique_ptr<HttpClient> client) {
    return std::make_unique<HttpLlmTransport>(std::move(client));
}

}  // namespace refit::net
